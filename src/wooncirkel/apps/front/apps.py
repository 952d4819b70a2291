"""Pages that cross rooms."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """Front."""

    name = "wooncirkel.apps.front"
    label = "front"

    def ready(self) -> None:
        """Put the front door first in the menu."""
        from wooncirkel.apps.shared import shell

        shell.WAYS.insert(0, shell.Way("home", "home", "house", "Thuis"))
