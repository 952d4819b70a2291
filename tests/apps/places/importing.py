"""Small files to import, moments to import them at, and every import by name."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import osmium
import shapely
from django.core.management import call_command
from osmium.osm import mutable

from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.actions.osm import import_osm
from wooncirkel.apps.places.actions.points import import_facilities, import_postcodes, import_squares
from wooncirkel.apps.places.actions.sources import ImportReport
from wooncirkel.apps.places.actions.streets import import_streets

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
Place = tuple[float, float]


def at_noon() -> datetime:
    """A clock that stands still."""
    return NOW


def a_day_later() -> datetime:
    """The same clock, a day on."""
    return LATER


def areas_csv(folder: Path, count: int = 3, **values: Any) -> Path:
    """Some neighbourhoods side by side."""
    rows = [area(n, **values) | {"geometry": block(n).wkt} for n in range(count)]
    return make.write_csv(folder / "buurt2017.csv", rows)


def district_csv(folder: Path) -> Path:
    """The district around them."""
    row = {"WK_CODE": "WK001400", "WK_NAAM": "Centrum", "GM_CODE": "GM0014", "GM_NAAM": "Stad"}
    return make.write_csv(
        folder / "wijk2017.csv", [row | {"geometry": shapely.box(6.5, 53.2, 6.53, 53.21).wkt}]
    )


def squares_file(folder: Path, *people: int, year: int = 2014, east: int = 0) -> Path:
    """Squares with so many people, side by side."""
    rows = [
        {"C28992R100": f"E{2330 + east + n}N5810", f"INW{year}": count, f"WON{year - 2}": 1}
        for n, count in enumerate(people)
    ]
    places = [block(east + n) for n in range(len(people))]
    return make.write_layer(folder / f"squares{year}.shp", rows, places)


def postcodes_file(folder: Path, *codes: str) -> Path:
    """Postcode areas side by side."""
    rows = [{"POSTCODE": code} for code in codes]
    return make.write_layer(folder / "pc2024.shp", rows, [block(n) for n in range(len(codes))])


def facilities_csv(folder: Path, *refs: str, kind: str = "library", name: str = "facilities.csv") -> Path:
    """Facilities with these keys."""
    rows = [{"kind": kind, "ref": ref, "lon": 6.5 + n / 100, "lat": 53.2} for n, ref in enumerate(refs)]
    return make.write_csv(folder / name, rows)


def streets_file(folder: Path, *, shift: float = 0.0) -> Path:
    """A bend of two streets."""
    lines = [
        shapely.LineString([(6.5 + shift, 53.2), (6.505, 53.205)]),
        shapely.LineString([(6.505, 53.205), (6.51, 53.2)]),
    ]
    return make.write_layer(
        folder / "fietstelweek2016.shp", [{"TYPE_WEG": "path"}, {"TYPE_WEG": "steps"}], lines
    )


CORNERS: dict[int, Place] = {
    1: (6.5, 53.2),
    2: (6.501, 53.2),
    3: (6.502, 53.2),
    4: (6.501, 53.201),
    5: (6.501, 53.199),
}


def village(path: Path, nodes: dict[int, Place], ways: list[Any], tagged: list[Any] = ()) -> Path:
    """Write a PBF with these nodes, ways (refs, tags) and tagged nodes (number, place, tags)."""
    with osmium.SimpleWriter(str(path)) as out:
        for number, place in nodes.items():
            out.add_node(mutable.Node(id=number, location=place))
        for number, place, tags in tagged:
            out.add_node(mutable.Node(id=number, location=place, tags=tags))
        for number, (refs, tags) in enumerate(ways, start=1):
            out.add_way(mutable.Way(id=number, nodes=refs, tags=tags))
    return path


def extract(folder: Path) -> Path:
    """Two streets that cross, a pond, a house and a library."""
    ways = [
        ([1, 2, 3], {"highway": "residential"}),
        ([4, 2, 5], {"highway": "footway"}),
        ([1, 3, 4, 1], {"natural": "water"}),
        ([1, 3, 5, 1], {"building": "yes"}),
    ]
    tagged = [
        (10, (6.5, 53.2), {"amenity": "library", "name": "Bieb"}),
        (11, (6.5015, 53.2005), {"place": "village", "name": "Dorp"}),
    ]
    return village(folder / "dorp2024.osm.pbf", CORNERS, ways, tagged)


Action = Callable[..., ImportReport]
IMPORTS: dict[str, Callable[[Path], tuple[Action, dict[str, Any]]]] = {
    "areas": lambda folder: (import_areas, {"files": [areas_csv(folder), district_csv(folder)]}),
    "squares": lambda folder: (import_squares, {"file": squares_file(folder, 10, 20)}),
    "postcodes": lambda folder: (import_postcodes, {"file": postcodes_file(folder, "9712AB")}),
    "facilities": lambda folder: (import_facilities, {"file": facilities_csv(folder, "a", "b")}),
    "streets": lambda folder: (import_streets, {"file": streets_file(folder)}),
    "osm": lambda folder: (import_osm, {"file": extract(folder)}),
}
"""Each import by name, with a file that it takes."""


def draw_quickly(folder: Path, *_: str) -> None:
    """In the place of the program that makes tiles, for tests that only need a file."""
    features = (folder / "features.json").read_bytes()
    (folder / "map.pmtiles").write_bytes(b"PMTiles" + features)


def run(*words: str, **options: Any) -> tuple[str, str]:
    """Run `wooncirkel places …` and return what it wrote on both streams."""
    out, err = io.StringIO(), io.StringIO()
    call_command("places", *words, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()
