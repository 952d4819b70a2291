"""Columns that nobody asked for are never read, nor stored; those on origin are nobody's."""

import json
import re
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

from apps.places.importing import CORNERS, at_noon, run, village
from support import geofiles as make
from support.geofiles import area, block, everything
from wooncirkel.apps.places.actions.osm import import_osm
from wooncirkel.apps.places.readers import facilities, postcodes, streets
from wooncirkel.apps.places.readers.areas import CODES, FIGURE_COLUMNS, WATER, read_areas
from wooncirkel.apps.places.readers.squares import AGES, CODE, NEWER_NAMES, read_squares

SQUARE = {
    "C28992R100": "E2330N5810",
    "INW2013": 5,
    "INW2014": 20,
    "I2014_014": 5,
    "I2014_65PL": -99997,
    "WON2012": 10,
}


ORIGIN = dict.fromkeys(
    ("P_WEST_AL", "P_N_W_AL", "P_MAROKKO", "P_ANT_ARU", "P_SURINAM", "P_TURKIJE", "P_OVER_NW", "P_WAL2014"),
    "planted",
) | dict.fromkeys(("P_NWAL2014", "INK_INW", "A_BIJSTAND", "WOZ"), "4711.25")
"""Columns on origin, income, benefits and property values, with values that occur nowhere else."""


def test_columns_on_origin_are_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []
    read = pyogrio.raw.read

    def spy(*args: Any, **options: Any) -> Any:
        asked.append(set(options["columns"]))
        return read(*args, **options)

    monkeypatch.setattr(pyogrio.raw, "read", spy)
    _, areas = read_areas(make.write_layer(tmp_path / "b2017.shp", [area() | ORIGIN], [block()]))
    _, squares = read_squares(make.write_layer(tmp_path / "v.shp", [SQUARE | ORIGIN], [block()]))
    names = {column for columns in FIGURE_COLUMNS.values() for column in columns}
    assert len(asked) == 2
    assert asked[0] <= names | {"BU_CODE", "BU_NAAM", "GM_CODE", "GM_NAAM", "WATER"}
    assert asked[1] == set(SQUARE) - {"INW2013"}
    assert "planted" not in repr((areas.rows, squares.rows))


@pytest.mark.parametrize("name", ["b2017.csv", "b2017.geojson"])
def test_columns_on_origin_do_not_come_through_text_files(name: str, tmp_path: Path) -> None:
    row = area() | ORIGIN
    if name.endswith("csv"):
        file = make.write_csv(tmp_path / name, [row | {"geometry": block().wkt}])
    else:
        file = make.write_geojson(tmp_path / name, [(row, shapely.geometry.mapping(block()))])
    _, reading = read_areas(file)
    assert len(reading.rows) == 1
    assert "planted" not in repr(reading.rows)


def test_no_figure_speaks_of_origin() -> None:
    forbidden = (
        "WEST",
        "N_W_AL",
        "MAROK",
        "ANT_ARU",
        "SURIN",
        "TURK",
        "OVER_NW",
        "WAL",
        "migratie",
        "herkomst",
    )
    columns = [column for columns in FIGURE_COLUMNS.values() for column in columns]
    assert not [column for column in columns for word in forbidden if word.lower() in column.lower()]


FORBIDDEN = re.compile(
    "west|n_w_al|marok|ant_aru|surin|turk|over_nw|wal[0-9]|migra|herkomst|geboren|nationa|ink_|inkomen|bijstand|"
    "uitkering|woz|soc_|_soc",
    re.IGNORECASE,
)
ALLOWED: dict[str, set[str]] = {
    "areas": {name for columns in FIGURE_COLUMNS.values() for name in columns}
    | {name for _, codes, names in CODES.values() for name in (*codes, *names)}
    | set(WATER),
    "squares": set(CODE) | set(NEWER_NAMES.values()) | {f"I2014_{end}" for end in AGES.values()},
    "postcodes": set(postcodes.CODE["code"]),
    "facilities": {name for names in facilities.COLUMNS.values() for name in names},
    "streets": set(streets.CLASS["way"]),
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_no_reader_knows_a_column_on_origin_or_income(kind: str) -> None:
    assert ALLOWED[kind]
    assert not [name for name in ALLOWED[kind] if FORBIDDEN.search(name)]


def test_what_is_planted_would_be_seen() -> None:
    assert [name for name in ORIGIN if FORBIDDEN.search(name)] == list(ORIGIN)


ROWS: dict[str, tuple[dict[str, Any], Any]] = {
    "areas": (area(), block()),
    "squares": (SQUARE, block()),
    "postcodes": ({"POSTCODE": "9712AB"}, block()),
    "facilities": ({"kind": "library", "name": "Bieb", "ref": "1"}, shapely.Point(6.5, 53.2)),
    "streets": ({"TYPE_WEG": "path"}, shapely.LineString([(6.5, 53.2), (6.51, 53.2)])),
}


def planted_file(folder: Path, kind: str, suffix: str) -> Path:
    """A file of this kind with all forbidden columns."""
    row, place = ROWS[kind]
    name = folder / f"{kind}2014{suffix}"
    if suffix == ".csv":
        return make.write_csv(name, [row | ORIGIN | {"geometry": place.wkt}])
    if suffix == ".geojson":
        return make.write_geojson(name, [(row | ORIGIN, shapely.geometry.mapping(place))])
    return make.write_layer(name, [row | ORIGIN], [place])


def stored(folder: Path) -> str:
    """Everything that an import left: all rows, the names of files, and what is drawn on the base maps."""
    drawn = [json.dumps(make.pmtiles_features(file)) for file in folder.glob("*.pmtiles")]
    networks = [file.read_bytes().decode("latin-1") for file in folder.glob("*.npz")]
    return repr(everything()) + "".join(drawn) + "".join(networks)


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize("suffix", [".csv", ".shp", ".gpkg", ".geojson"])
@pytest.mark.parametrize("kind", ROWS)
def test_nothing_of_a_forbidden_column_is_stored(
    kind: str, suffix: str, tmp_path: Path, networks: Path, quick_tiles: None
) -> None:
    file = planted_file(tmp_path, kind, suffix)
    out, err = run("import", kind, str(file), "--name", "Stad")
    found = repr(everything()) + "".join(file.read_bytes().decode("latin-1") for file in networks.glob("*"))
    for text in (found, out, err):
        assert "planted" not in text
        assert "4711" not in text
        assert not any(name in text for name in ORIGIN)


@pytest.mark.database
@pytest.mark.django_db
def test_nothing_of_a_forbidden_tag_is_stored(tmp_path: Path, networks: Path) -> None:
    """Of OpenStreetMap only the tags that are named: no people's names, no origin, no notes."""
    secret = {"operator": "planted", "note": "planted", "contact:name": "planted", "language:ar": "planted"}
    ways = [
        ([1, 2, 3], {"highway": "residential", "name": "planted"} | secret),
        ([1, 3, 4, 1], {"building": "yes", "addr:housenumber": "planted"} | secret),
        ([1, 3, 5, 1], {"natural": "water", "name": "planted"} | secret),
    ]
    tagged = [(10, (6.5, 53.2), {"amenity": "library", "name": "Bieb", "religion": "planted"} | secret)]
    import_osm(file=village(tmp_path / "v2024.osm.pbf", CORNERS, ways, tagged), name="Dorp", clock=at_noon)
    found = stored(networks)
    assert "Bieb" in found
    assert '"water"' in found
    assert "planted" not in found
