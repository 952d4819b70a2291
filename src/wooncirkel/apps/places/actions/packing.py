"""Pack the demo city from its open data: the same input gives the same bytes."""

import base64
import gzip
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wooncirkel.apps.places import basemap
from wooncirkel.apps.places.actions.demo import MANIFEST
from wooncirkel.apps.places.actions.focus import densest
from wooncirkel.apps.places.actions.sources import ImportReport
from wooncirkel.apps.places.actions.streets import box_of, built, drawn, named_area
from wooncirkel.apps.places.bridge import networks
from wooncirkel.apps.places.models import Network, Square
from wooncirkel.apps.places.readers.areas import read_areas
from wooncirkel.apps.places.readers.facilities import read_facilities
from wooncirkel.apps.places.readers.postcodes import read_postcodes
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import AreaRow, FacilityRow, Lines, SquareRow
from wooncirkel.apps.places.readers.squares import read_squares
from wooncirkel.apps.places.readers.streets import read_streets
from wooncirkel.apps.shared.files import sha256_of

NAME, SLUG = "Groningen", "groningen"
MERGE_WITHIN = 150.0
CC_BY, CC_BY_SA = "CC BY 3.0 NL", "CC BY-SA 3.0 NL"
FILES = {
    "areas": ("buurt2017.zip", "wijk2017.csv"),
    "squares": ("vierkant100m2014.zip",),
    "postcodes": ("postcode6.zip",),
    "streets": ("fietstelweek2016.zip",),
    "cafes": ("horeca.csv",),
    "bus-stops": ("bushaltes.csv",),
    "schools": ("verblijfsobjecten_onderwijs_RD.zip",),
}
FACILITIES = ("cafes", "bus-stops", "schools")
SOURCES: dict[str, tuple[str, str, str, str, int]] = {
    "areas": ("Wijk- en buurtkaart 2017", "CBS", CC_BY, "Bron: CBS, Wijk- en buurtkaart 2017", 2017),
    "squares": (
        "Vierkanten van 100 meter 2014",
        "CBS",
        CC_BY,
        "Bron: CBS, vierkantstatistieken: mensen 2014, woningen 2012",
        2014,
    ),
    "postcodes": (
        "Postcodegebieden 2017",
        "Esri Nederland en Kadaster",
        CC_BY,
        "Bron: Esri Nederland, Kadaster",
        2017,
    ),
    "streets": (
        "Fietstelweek 2016",
        "Gemeente Groningen",
        CC_BY_SA,
        "Bron: Gemeente Groningen, Fietstelweek 2016; © OpenStreetMap-bijdragers (ODbL)",
        2016,
    ),
    "cafes": ("Horeca 2017", "OpenStreetMap", "ODbL 1.0", "© OpenStreetMap-bijdragers", 2017),
    "bus-stops": ("Bushaltes 2017", "NDOV", "CC0 1.0", "Bron: NDOV", 2017),
    "schools": (
        "Gebouwen met onderwijsfunctie 2017",
        "Kadaster",
        "Public Domain Mark 1.0",
        "Bron: Kadaster, Basisregistratie Adressen en Gebouwen",
        2017,
    ),
}
"""Title, holder, licence, credit, year of each source; the grounds stand in docs/sources.md."""


def pack_demo(*, source: Path, target: Path, progress: Progress | None = None) -> ImportReport:
    """Read the folder with Groningen's open data and write the packed city to `target`. BadFile when a
    file is wrong.
    """
    report = ImportReport(NAME)
    target.mkdir(parents=True, exist_ok=True)
    areas = _areas(source, report, progress)
    squares = _squares(source, target, report, progress)
    _write(target / "areas.json.gz", {"year": 2017, "rows": [_area(row) for row in areas]})
    postcodes = _settled(read_postcodes(source / FILES["postcodes"][0], progress=progress), report)
    _write(target / "postcodes.json.gz", {"rows": [[row.code, row.lon, row.lat] for row in postcodes]})
    _write(
        target / "facilities.json.gz", {key: _facilities(source, key, report, progress) for key in FACILITIES}
    )
    lines = _settled(read_streets(source / FILES["streets"][0], progress=progress), report)[0]
    network = _network(lines, squares, areas, target, source)
    (target / "CREDITS.md").write_text(_credits(), encoding="utf-8")
    _write_manifest(source, target, network)
    return report


def _settled(reading: Reading[Any], report: ImportReport) -> list[Any]:
    report.note(reading.settle(skip_bad_rows=False))
    return reading.rows


def _areas(source: Path, report: ImportReport, progress: Progress | None) -> list[AreaRow]:
    readings = (read_areas(source / name, progress=progress)[1] for name in FILES["areas"])
    return [row for reading in readings for row in _settled(reading, report)]


def _area(row: AreaRow) -> list[Any]:
    outline = base64.b64encode(shapely.to_wkb(row.outline)).decode()
    return [row.level, row.code, row.name, row.municipality, row.municipality_name, outline, row.figures]


def _squares(source: Path, target: Path, report: ImportReport, progress: Progress | None) -> list[SquareRow]:
    years, reading = read_squares(source / FILES["squares"][0], progress=progress)
    rows: list[SquareRow] = _settled(reading, report)
    packed = [
        [row.code, row.lon, row.lat, row.withheld, *(row.counts[name] for name in Square.COUNTS)]
        for row in rows
    ]
    years_packed = {"people_year": years.people, "homes_year": years.homes, "counts": Square.COUNTS}
    _write(target / "squares.json.gz", years_packed | {"rows": packed})
    return rows


def _facilities(source: Path, key: str, report: ImportReport, progress: Progress | None) -> list[list[Any]]:
    file = source / FILES[key][0]
    rows = _settled(read_facilities(file, merge_within=MERGE_WITHIN, progress=progress), report)
    return [_facility(row) for row in rows]


def _facility(row: FacilityRow) -> list[Any]:
    return [row.kind, row.name, row.lon, row.lat, row.ref, row.noted_on.isoformat() if row.noted_on else None]


def _network(
    lines: Lines, squares: Sequence[SquareRow], areas: Sequence[AreaRow], target: Path, source: Path
) -> dict[str, Any]:
    network, projection = built(lines, source / FILES["streets"][0])
    networks.write_network(network, target / "network.npz")
    shapes = [shape for row in areas for shape in named_area(row.level, row.code, row.name, row.outline)]
    credit = "; ".join(SOURCES[key][3] for key in ("streets", "areas"))
    tiles = target / f"{SLUG}.pmtiles"
    with basemap.Drawing() as drawing:
        drawing.add_streets(drawn(lines))
        drawing.add_shapes(shapes)
        shutil.copyfile(drawing.make(title=NAME, credit=credit), tiles)
    lived_in = np.array([(row.lon, row.lat, row.counts["inhabitants"] or 0) for row in squares])
    return {
        "file": "network.npz",
        "sha256": sha256_of(target / "network.npz"),
        "tiles_file": tiles.name,
        "tiles_sha256": sha256_of(tiles),
        "projection": projection,
        "coverage": Network.Coverage.RIDDEN,
        "nodes": network.node_count,
        "streets": network.street_count,
        "box": box_of(lines),
        "focus": densest(*lived_in.T),
    }


def _write(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _write_manifest(source: Path, target: Path, network: dict[str, Any]) -> None:
    keys = ("title", "holder", "licence", "credit", "year")
    packed = sorted(path for path in target.iterdir() if path.is_file() and path.name != MANIFEST)
    manifest = {
        "name": NAME,
        "slug": SLUG,
        "network": network,
        "sources": {key: dict(zip(keys, values, strict=True)) for key, values in SOURCES.items()},
        "made_from": {name: sha256_of(source / name) for names in FILES.values() for name in names},
        "files": {path.name: {"sha256": sha256_of(path), "bytes": path.stat().st_size} for path in packed},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (target / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _credits() -> str:
    lines = [
        f"# {NAME}: whose data this is",
        "",
        "The files in this folder are data, apart from the program and not under its licence.",
        "Each keeps its own.",
        "`network.npz` and the streets in the base map are share-alike: CC BY-SA 3.0 NL and ODbL 1.0.",
        "Made with `wooncirkel places pack-demo`; what was kept and left out stands in docs/sources.md.",
        "",
        "| what | holder | licence | credit |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {title} | {holder} | {licence} | {credit} |"
        for title, holder, licence, credit, _ in SOURCES.values()
    ]
    return "\n".join(lines) + "\n"
