"""The room everything stands on: shell, policy, registry."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Shared."""

    name = "wooncirkel.apps.shared"
    label = "shared"

    def ready(self) -> None:
        """Bring the start-up checks into force."""
        from wooncirkel.apps.shared import policy, registry  # noqa: F401
