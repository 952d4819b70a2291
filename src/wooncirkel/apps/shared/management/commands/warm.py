"""`wooncirkel warm`: compile what would make a first request slow. `init` runs it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wooncirkel.apps.shared import hooks


class Command(BaseCommand):
    """Call what the rooms have put in `hooks.WARM`."""

    help = "Compile what would make a first request slow."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Warm every room; the first that fails is told."""
        for name, error in hooks.call_all(hooks.WARM):
            raise CommandError(f"{name} failed: {error}") from error
