"""Unpack the demo city: packed files to the clean rows that every import saves."""

import base64
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from wooncirkel.apps.places.actions.areas import save_areas
from wooncirkel.apps.places.actions.focus import Focus
from wooncirkel.apps.places.actions.laid import Laid, kept, save_network
from wooncirkel.apps.places.actions.points import save_facilities, save_postcodes, save_squares
from wooncirkel.apps.places.actions.sources import Clock, Credit, ImportReport, save_source
from wooncirkel.apps.places.models import FacilityKind, Network, Source, State
from wooncirkel.apps.places.readers.rows import AreaRow, FacilityRow, PostcodeRow, SquareRow
from wooncirkel.apps.places.readers.squares import SquareYears


def save(*, folder: Path, manifest: dict[str, Any], sha256: str, clock: Clock, report: ImportReport) -> None:
    """Save the packed city, all or nothing; `sha256` is that of its manifest."""
    with kept(_laid(folder, manifest["network"])) as files:
        sources = {
            key: save_source(
                slug=f"demo-{key}",
                title=entry["title"],
                credit=Credit(entry["holder"], entry["licence"], entry["credit"]),
                year=entry["year"],
                sha256=sha256,
                clock=clock,
            )
            for key, entry in manifest["sources"].items()
        }
        _save_rows(folder, sources, report)
        save_network(
            slug=manifest["slug"],
            name=manifest["name"],
            source=sources["streets"],
            files=files,
            coverage=Network.Coverage(manifest["network"]["coverage"]),
            report=report,
        )


def _save_rows(folder: Path, sources: dict[str, Source], report: ImportReport) -> None:
    areas, squares = _unpacked(folder, "areas"), _unpacked(folder, "squares")
    save_areas(
        source=sources["areas"], year=areas["year"], rows=[_area(row) for row in areas["rows"]], report=report
    )
    years = SquareYears(squares["people_year"], squares["homes_year"])
    save_squares(
        source=sources["squares"],
        years=years,
        rows=[_square(row, squares) for row in squares["rows"]],
        report=report,
    )
    postcodes = [PostcodeRow(*row) for row in _unpacked(folder, "postcodes")["rows"]]
    save_postcodes(source=sources["postcodes"], rows=postcodes, report=report)
    for key, rows in _unpacked(folder, "facilities").items():
        save_facilities(source=sources[key], rows=[_facility(row) for row in rows], report=report)


def _unpacked(folder: Path, name: str) -> Any:
    return json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))


def _area(row: list[Any]) -> AreaRow:
    level, code, name, town, town_name, outline, figures = row
    states = {key: (State(state), value) for key, (state, value) in figures.items()}
    return AreaRow(level, code, name, town, town_name, shapely.from_wkb(base64.b64decode(outline)), states)


def _square(row: list[Any], packed: dict[str, Any]) -> SquareRow:
    code, lon, lat, withheld, *counts = row
    return SquareRow(code, lon, lat, dict(zip(packed["counts"], counts, strict=True)), withheld)


def _facility(row: list[Any]) -> FacilityRow:
    kind, name, lon, lat, ref, noted_on = row
    return FacilityRow(
        FacilityKind(kind), name, lon, lat, ref, date.fromisoformat(noted_on) if noted_on else None
    )


def _laid(folder: Path, entry: dict[str, Any]) -> Laid:
    return Laid(
        folder / entry["file"],
        folder / entry["tiles_file"],
        entry["projection"],
        entry["nodes"],
        entry["streets"],
        tuple(entry["box"]),
        Focus(*entry["focus"]),
    )
