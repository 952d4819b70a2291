"""The room everything stands on: shell, policy, registry."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Shared."""

    name = "wooncirkel.apps.shared"
    label = "shared"

    def ready(self) -> None:
        """Bring the start-up checks into force."""
        from wooncirkel.apps.shared import hooks, policy, registry  # noqa: F401

        hooks.ANNOUNCED.append("wooncirkel.apps.shared.letterbox.announced")
