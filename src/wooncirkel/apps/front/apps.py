"""Pages that cross rooms."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """Front."""

    name = "wooncirkel.apps.front"
    label = "front"

    def ready(self) -> None:
        """Put the front door first in the menu and one's own page last; tell of the ways into the demo."""
        from wooncirkel.apps.shared import hooks, shell

        shell.WAYS.insert(0, shell.Way("home", "home", "house", "Thuis"))
        shell.WAYS.append(shell.Way("mine", "mine", "user-round", "Mijn pagina"))
        shell.FOOT_WAYS.insert(0, shell.Way("never", "never", "eye", "Wie krijgt dit nooit"))
        shell.DEMO_WAYS.append(shell.Way("demo", "demo", "users-round", "Wie wil je zijn?"))
        hooks.ANNOUNCED.append("wooncirkel.apps.front.demo.announce")
