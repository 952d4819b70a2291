"""`wooncirkel demo`: load the demo city and its invented people, which travel with the program."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wooncirkel.apps.circles.actions.demo import load_demo_people
from wooncirkel.apps.places.actions.demo import DemoDamagedError, load_demo


class Command(BaseCommand):
    """Load the demo city and its people; a second time nothing is done."""

    help = "Load the demo city (Groningen) and invented people. Safe to repeat."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take no arguments of its own."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say on the error stream what was done."""
        try:
            report = load_demo(clock=timezone.now)
        except DemoDamagedError as error:
            raise CommandError(str(error), returncode=2) from error
        counts = ", ".join(f"{count} {what}" for what, count in report.kept.items())
        self.stderr.write(
            f"{report.title} was loaded before." if report.unchanged else f"{report.title}: {counts}."
        )
        self.load_people()

    def load_people(self) -> None:
        """Load the invented people, unless real people live here."""
        if settings.HTTPS:
            self.stderr.write("The invented people stay out of a real installation (WOONCIRKEL_HTTPS).")
        elif people := load_demo_people(now=timezone.now()):
            told = ", ".join(f"{count} {what}" for what, count in people.items())
            self.stderr.write(f"Invented people of the Korrewegwijk: {told}.")
