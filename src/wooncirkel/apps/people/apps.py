"""The room of accounts."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "wooncirkel.apps.people"
    label = "people"

    def ready(self) -> None:
        """Register the personal fields of this room."""
        from wooncirkel.apps.people.personal import FIELDS
        from wooncirkel.apps.shared.registry import register_personal

        register_personal(*FIELDS)
