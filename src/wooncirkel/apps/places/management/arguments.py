"""The words of `wooncirkel places import …`: what they may be, and what they mean to an action."""

import math
from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wooncirkel.apps.places.actions.sources import Credit
from wooncirkel.apps.places.models import FacilityKind, Network

HELP = {
    "areas": "CBS wijk- en buurtkaart: shape, GeoPackage or CSV; several files of one year together",
    "squares": "CBS squares of 100 m: shape, GeoPackage or CSV",
    "postcodes": "PC6 areas: shape, GeoPackage or CSV",
    "facilities": "facilities: GeoJSON, GeoPackage, CSV or shape",
    "streets": "streets as lines with a class each: shape, GeoPackage, GeoJSON or CSV",
    "osm": "streets, facilities, water, green and buildings from an OpenStreetMap extract (.osm.pbf)",
}


def add_import(kinds: "_SubParsersAction[Any]", kind: str) -> None:
    """Describe the import of one kind of file."""
    parser: ArgumentParser = kinds.add_parser(kind, help=HELP[kind])
    parser.add_argument("file", type=Path, nargs="+" if kind == "areas" else None)
    parser.add_argument(
        "--name",
        required=True,
        type=_at_most(120),
        help="the place; importing again under this name replaces its rows",
    )
    parser.add_argument("--year", type=_year, help="year of the data, where name and columns do not say it")
    parser.add_argument("--credit", type=_at_most(300), help="the sentence that must stand beside the data")
    parser.add_argument("--holder", type=_at_most(200), help="who holds the data")
    parser.add_argument("--licence", type=_at_most(100), help="the licence of the data")
    parser.add_argument(
        "--report", type=Path, help="write every rejected row and its reason to this CSV file"
    )
    if kind != "osm":
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="import the rest, up to half may be bad"
        )
    if kind == "facilities":
        parser.add_argument("--kind", dest="facility", choices=FacilityKind.values, help="what every row is")
        parser.add_argument(
            "--merge-within", type=_metres, default=0, help="metres within which namesakes become one"
        )
    if kind == "streets":
        parser.add_argument(
            "--coverage", choices=Network.Coverage.values, help="whether all streets are in it"
        )


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1900 <= int(text) <= 2099:
        raise ArgumentTypeError("a year is a number from 1900 to 2099")
    return int(text)


def _metres(text: str) -> float:
    try:
        metres = float(text)
    except ValueError:
        metres = math.nan
    if not 0 <= metres <= 10_000:
        raise ArgumentTypeError("a distance is a number from 0 to 10000")
    return metres


def _at_most(most: int) -> Callable[[str], str]:
    def text(given: str) -> str:
        if not 0 < len(given) <= most:
            raise ArgumentTypeError(f"give 1 to {most} characters")
        return given

    return text


def for_action(options: dict[str, Any]) -> dict[str, Any]:
    """Return what the action takes, from what the command line says."""
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
