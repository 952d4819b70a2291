"""`wooncirkel log`: seal the access log, look whether it is whole, forget what is five years old."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from wooncirkel.apps.people.actions import seals
from wooncirkel.apps.people.actions.pruning import prune
from wooncirkel.apps.people.verifying import Report, verify

MOST_TOLD = 20


class Command(BaseCommand):
    """Seal, verify or prune the access log."""

    help = "Seal the access log, verify it against its seals, or prune what is more than five years old."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="verify | seal | prune")
        checking = verbs.add_parser(
            "verify", help="compare every line with its seal; exit code 1 at a difference"
        )
        checking.add_argument("--seals", type=Path, metavar="FILE", help="a list of seals kept elsewhere")
        sealing = verbs.add_parser("seal", help="seal what is not sealed yet, as the task worker does")
        sealing.add_argument(
            "--after-restore", action="store_true", help="first note that a backup was put back on purpose"
        )
        verbs.add_parser("prune", help="delete the runs of lines that are more than five years old")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; every refusal is one sentence."""
        try:
            secret = seals.key()
            if secret is None:
                raise CommandError(f"{seals.KEY} says that another user holds the key; let that one do this.")
            getattr(self, options["verb"])(secret, timezone.now(), options)
        except seals.SealKeyError as error:
            raise CommandError(str(error), returncode=2) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).strip()}", returncode=2) from error
        except OSError as error:
            raise CommandError(f"The list of seals: {error.strerror or error}.", returncode=2) from error

    def seal(self, key: bytes, now: datetime, options: dict[str, Any]) -> None:
        """Seal what can be sealed now."""
        if options["after_restore"]:
            seals.note_restored(now=now)
        made = seals.seal(now=now, key=key)
        self.stdout.write(f"Sealed up to line {made.last}." if made else "There was nothing to seal.")

    def prune(self, key: bytes, now: datetime, options: dict[str, Any]) -> None:
        """Forget what is old enough."""
        self.stdout.write(f"{prune(now=now)} lines of more than five years ago are gone.")

    def verify(self, key: bytes, now: datetime, options: dict[str, Any]) -> None:
        """Look, and tell what is wrong and where."""
        listed: Path | None = options["seals"]
        if listed and not listed.is_file():
            raise CommandError(f"There is no file {listed}.", returncode=2)
        report = verify(key=key, now=now, listed=listed)
        if report.faults:
            for fault in report.faults[:MOST_TOLD]:
                self.stderr.write(fault)
            raise CommandError(f"The access log is not whole: {len(report.faults)} things are wrong.")
        self.stdout.write(said(report))


def said(report: Report) -> str:
    """Return what was found, as one sentence."""
    parts = [f"The access log is whole: {report.lines} lines under {report.seals} seals"]
    if report.unsealed:
        parts.append(f"{report.unsealed} newer lines are not sealed yet")
    if report.unlisted:
        parts.append(f"{report.unlisted} newer seals are not in the list yet")
    if report.given_up:
        parts.append(f"{report.given_up} seals were given up when a backup was put back")
    return "; ".join(parts) + "."
