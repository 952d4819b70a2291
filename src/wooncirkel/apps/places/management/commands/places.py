"""`wooncirkel places …`: import open data, list what is there, pack the demo city."""

from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.actions.sources import Credit, ImportReport
from wooncirkel.apps.places.basemap import TilesError
from wooncirkel.apps.places.models import FacilityKind, Network
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
HELP = {
    "areas": "CBS wijk- en buurtkaart: shape, GeoPackage or CSV; several files of one year together",
    "squares": "CBS squares of 100 m: shape, GeoPackage or CSV",
    "postcodes": "PC6 areas: shape, GeoPackage or CSV",
    "facilities": "facilities: GeoJSON, GeoPackage, CSV or shape",
    "streets": "streets as lines with a class each: shape, GeoPackage, GeoJSON or CSV",
    "osm": "streets, facilities, water, green and buildings from an OpenStreetMap extract (.osm.pbf)",
}


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
            _add_import(kinds, kind)

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
            if isinstance(error, RowsRefused):
                self._rejected(error.rejected)
            raise CommandError(error.english, returncode=BAD_INPUT) from error
        except TilesError as error:
            raise CommandError(str(error), returncode=1) from error
        except OSError as error:
            raise CommandError(f"The disk refuses: {error.strerror}.", returncode=1) from error

    def _import(self, options: dict[str, Any]) -> None:
        kind = options["kind"]
        action = _action(MODULES[kind], f"import_{kind}")
        self._tell(action(now=timezone.now(), progress=self._step, **_arguments(options)))

    def _pack(self, options: dict[str, Any]) -> None:
        pack = _action("packing", "pack_demo")
        self._tell(pack(source=options["source"], target=options["target"], progress=self._step))

    def _step(self, stage: str, done: int) -> None:
        self.stderr.write(f"  {stage}: {done}")

    def _tell(self, report: ImportReport) -> None:
        for what, count in report.kept.items():
            self.stdout.write(f"{count} {what}")
        if report.removed:
            self.stdout.write(f"{report.removed} old rows removed")
        for reason, count in report.left_out.most_common():
            self.stdout.write(f"{count} left out: {reason}")
        self._rejected(report.rejected)
        self.stdout.write(f"Done: {report.title}.")

    def _rejected(self, rejected: list[Rejection]) -> None:
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


def _add_import(kinds: "_SubParsersAction[Any]", kind: str) -> None:
    parser: ArgumentParser = kinds.add_parser(kind, help=HELP[kind])
    parser.add_argument("file", type=Path, nargs="+" if kind == "areas" else None)
    parser.add_argument(
        "--name", required=True, help="the place; importing again under this name replaces its rows"
    )
    parser.add_argument("--year", type=_year, help="year of the data, where name and columns do not say it")
    parser.add_argument("--credit", help="the sentence that must stand beside the data")
    parser.add_argument("--holder", help="who holds the data")
    parser.add_argument("--licence", help="the licence of the data")
    if kind != "osm":
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="import the rest, up to half may be bad"
        )
    if kind == "facilities":
        parser.add_argument("--kind", dest="facility", choices=FacilityKind.values, help="what every row is")
        parser.add_argument(
            "--merge-within", type=float, default=0, help="metres within which namesakes become one"
        )
    if kind == "streets":
        parser.add_argument(
            "--coverage", choices=Network.Coverage.values, help="whether all streets are in it"
        )


def _year(text: str) -> int:
    if not text.isdecimal() or not 1900 <= int(text) <= 2099:
        raise ArgumentTypeError("a year is a number from 1900 to 2099")
    return int(text)


def _action(module: str, name: str) -> Callable[..., ImportReport]:
    """Import only what this verb needs: the engine's kernels and GDAL take seconds to load."""
    action: Callable[..., ImportReport] = getattr(import_module(f"{ACTIONS}.{module}"), name)
    return action


def _arguments(options: dict[str, Any]) -> dict[str, Any]:
    kind = options["kind"]
    found: dict[str, Any] = {
        key: options[key] for key in ("name", "year", "skip_bad_rows", "merge_within") if key in options
    }
    found |= {"files": options["file"]} if kind == "areas" else {"file": options["file"]}
    if options.get("facility"):
        found["kind"] = FacilityKind(options["facility"])
    if options.get("coverage"):
        found["coverage"] = Network.Coverage(options["coverage"])
    if any(options[key] for key in ("credit", "holder", "licence")):
        holder = options["holder"] or options["name"]
        found["credit"] = Credit(holder, options["licence"] or "?", options["credit"] or f"Bron: {holder}")
    return found
