"""The room of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "wooncirkel.apps.people"
    label = "people"

    def ready(self) -> None:
        """Register the personal fields of this room."""
        from wooncirkel.apps.people.personal import register
        from wooncirkel.apps.shared import hooks

        register()
        hooks.DAILY.append("wooncirkel.apps.shared.once.forget_old")
