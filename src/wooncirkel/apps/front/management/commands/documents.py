"""`wooncirkel documents`: write the processing register, the DPIA and the works council's page, or check."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wooncirkel.apps.front.documents import NAMES, written


class Command(BaseCommand):
    """Write the documents that follow from the declarations of the program."""

    help = "Write the documents that follow from what the program declares, or check that they do."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do, and the folder."""
        either = parser.add_mutually_exclusive_group(required=True)
        either.add_argument("--check", action="store_true", help="fail when a document differs")
        either.add_argument("--write", action="store_true", help="write them")
        parser.add_argument("--folder", type=Path, default=Path("docs"), help="where they stand (docs)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.", returncode=2)
        differ = [name for name in NAMES if _text(folder / name) != written(name)]
        if options["check"] and differ:
            raise CommandError(f"These differ from what the program declares: {', '.join(differ)}.")
        for name in differ:
            (folder / name).write_text(written(name), encoding="utf-8")
        self.stdout.write(
            f"Written: {', '.join(differ)}." if differ else "The documents say what is declared."
        )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
