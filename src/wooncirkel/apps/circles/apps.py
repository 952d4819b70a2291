"""The room of circles."""

from django.apps import AppConfig


class CirclesConfig(AppConfig):
    """Circles."""

    name = "wooncirkel.apps.circles"
    label = "circles"

    def ready(self) -> None:
        """Register the personal fields of this room."""
        from wooncirkel.apps.circles.personal import register

        register()
