"""`wooncirkel places …`: import open data, list what is there, pack the demo city."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.actions.sources import ImportReport
from wooncirkel.apps.places.basemap import TilesError
from wooncirkel.apps.places.management.arguments import HELP, add_import, for_action
from wooncirkel.apps.places.management.rejections import write_rejections
from wooncirkel.apps.places.readers.errors import BadFile
from wooncirkel.apps.places.readers.report import Rejection, RowsRefused

ACTIONS = "wooncirkel.apps.places.actions"
MODULES = {
    "areas": "areas",
    "squares": "points",
    "postcodes": "points",
    "facilities": "points",
    "streets": "streets",
    "osm": "osm",
}
MOST_SHOWN = 20
BAD_INPUT = 2


class Command(BaseCommand):
    """Import, list and pack open data about places."""

    help = "Import open data about places, list what is there, or pack the demo city."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe import, list and pack-demo."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="list networks and sources")
        pack = verbs.add_parser("pack-demo", help="pack the demo city from its folder of open data")
        pack.add_argument("source", type=Path)
        pack.add_argument("target", type=Path)
        kinds = verbs.add_parser("import", help="import a file").add_subparsers(dest="kind", required=True)
        for kind in HELP:
            add_import(kinds, kind)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says; bad input is one sentence and exit code 2, and nothing is changed."""
        try:
            if options["verb"] == "list":
                self._list()
            elif options["verb"] == "pack-demo":
                self._pack(options)
            else:
                self._import(options)
        except BadFile as error:
            raise CommandError(error.english, returncode=BAD_INPUT) from error
        except TilesError as error:
            raise CommandError(str(error), returncode=1) from error
        except OSError as error:
            raise CommandError(f"The disk refuses: {error.strerror or error}.", returncode=1) from error
        except DatabaseError as error:
            what = str(error).partition("\n")[0].rstrip(".")
            raise CommandError(f"The database refuses: {what}.", returncode=1) from error

    def _import(self, options: dict[str, Any]) -> None:
        kind, file = options["kind"], options["report"]
        _check_report(file, options["file"])
        action = _action(MODULES[kind], f"import_{kind}")
        try:
            report = action(clock=timezone.now, progress=self._step, **for_action(options))
        except RowsRefused as error:
            self._rejected(error.rejected, file)
            raise
        self._tell(report, file)

    def _pack(self, options: dict[str, Any]) -> None:
        pack = _action("packing", "pack_demo")
        self._tell(pack(source=options["source"], target=options["target"], progress=self._step))

    def _step(self, stage: str, done: int) -> None:
        self.stderr.write(f"  {stage}: {done}")

    def _tell(self, report: ImportReport, file: Path | None = None) -> None:
        for what, count in report.kept.items():
            self.stdout.write(f"{count} {what}")
        if report.removed:
            self.stdout.write(f"{report.removed} old rows removed")
        for reason, count in report.left_out.most_common():
            self.stdout.write(f"{count} left out: {reason}")
        self._rejected(report.rejected, file)
        self.stdout.write(f"Done: {report.title}.")

    def _rejected(self, rejected: list[Rejection], file: Path | None) -> None:
        if file:
            write_rejections(file, rejected)
        for rejection in rejected[:MOST_SHOWN]:
            self.stderr.write(f"  {rejection.row}: {rejection.english}")
        if len(rejected) > MOST_SHOWN:
            self.stderr.write(f"  and {len(rejected) - MOST_SHOWN} more")

    def _list(self) -> None:
        for network in queries.networks():
            self.stdout.write(
                f"{network.slug}: {network.name}, {network.streets} streets, {network.projection}"
            )
        for source in queries.sources():
            self.stdout.write(
                f"{source.slug}: {source.title}; {source.credit} ({source.licence}), {source.year}"
            )


def _action(module: str, name: str) -> Callable[..., ImportReport]:
    """Import only what this verb needs: the engine's kernels and GDAL take seconds to load."""
    action: Callable[..., ImportReport] = getattr(import_module(f"{ACTIONS}.{module}"), name)
    return action


def _check_report(file: Path | None, read: Path | list[Path]) -> None:
    """CommandError when the report has no place, or would overwrite what is read."""
    if file is None:
        return
    if not file.parent.is_dir() or file.is_dir():
        raise CommandError(f"The report cannot be written to {file.name}.", returncode=BAD_INPUT)
    if file.resolve() in {path.resolve() for path in (read if isinstance(read, list) else [read])}:
        raise CommandError(f"The report would overwrite {file.name}.", returncode=BAD_INPUT)
