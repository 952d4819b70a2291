"""`wooncirkel init`: make the data folder, the tables and the static files; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from wooncirkel.apps.shared.start import prepared


class Command(BaseCommand):
    """Prepare an installation or bring it up to date."""

    help = "Make the data folder, the tables and the static files, or bring them up to date."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare and say so."""
        with prepared(self.stdout.write):
            pass
        self.stdout.write("Everything is ready.")
