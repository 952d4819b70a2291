"""Areas with their figures, from every format and level."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.figures import FIGURES
from wooncirkel.apps.places.models import State
from wooncirkel.apps.places.readers.areas import NEWER_NAMES, read_areas


@pytest.mark.parametrize("suffix", [".csv", ".shp", ".gpkg", ".zip"])
def test_areas_are_the_same_from_every_format(suffix: str, tmp_path: Path) -> None:
    rows = [area(0), area(1, P_65_EO_JR=-99999999)]
    if suffix == ".csv":
        places = [{"geometry": block(0).wkt}, {"geometry": block(1).wkt}]
        file = make.write_csv(
            tmp_path / "b2017.csv", [row | place for row, place in zip(rows, places, strict=True)]
        )
    else:
        plain = tmp_path / f"b2017{suffix if suffix != '.zip' else '.shp'}"
        file = make.write_layer(plain, rows, [block(0), block(1)])
        file = make.zipped(file) if suffix == ".zip" else file
    year, reading = read_areas(file)
    assert year == 2017
    assert [row.code for row in reading.rows] == ["BU00140000", "BU00140001"]
    assert reading.rows[0].outline.equals(block(0))
    assert reading.rows[0].figures["inhabitants"] == (State.KNOWN, 100)
    assert reading.rows[1].figures["share_65_up"] == (State.WITHHELD, None)
    assert reading.rows[1].figures["share_alone"] == (State.UNKNOWN, None)
    assert set(reading.rows[0].figures) == set(FIGURES)


def test_areas_in_rd_come_out_in_degrees(tmp_path: Path) -> None:
    to_rd = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    outline = shapely.transform(block(), lambda xy: np.column_stack(to_rd.transform(xy[:, 0], xy[:, 1])))
    file = make.write_layer(tmp_path / "b2017.gpkg", [area()], [outline], "EPSG:28992")
    _, reading = read_areas(file)
    assert reading.rows[0].outline.equals_exact(block(), 1e-7)


def test_every_level_of_a_geopackage_is_read(tmp_path: Path) -> None:
    file = tmp_path / "wijkenbuurten_2023_v1.gpkg"
    town = {"gemeentecode": "GM0014", "gemeentenaam": "Groningen"}
    layers = {
        "gemeenten": town,
        "wijken": town | {"wijkcode": "WK001400", "wijknaam": "Centrum"},
        "buurten": town
        | {"buurtcode": "BU00140000", "buurtnaam": "Noord", "wijkcode": "WK001400", "aantal_inwoners": 50},
    }
    for name, row in layers.items():
        make.write_layer(file, [row], [block()], layer=name, append=file.exists())
    year, reading = read_areas(file)
    assert year == 2023
    assert [row.level for row in reading.rows] == ["municipality", "district", "neighbourhood"]
    assert reading.rows[2].figures["inhabitants"] == (State.KNOWN, 50)
    assert reading.rows[2].municipality_name == "Groningen"


def test_water_is_left_out_and_not_a_fault(tmp_path: Path) -> None:
    rows = [
        area(0, WATER="NEE") | {"geometry": block(0).wkt},
        area(1, WATER="JA") | {"geometry": block(1).wkt},
    ]
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", rows))
    assert len(reading.rows) == 1
    assert not reading.rejected
    assert sum(reading.left_out.values()) == 1


def test_a_long_polygon_in_csv_is_read(tmp_path: Path) -> None:
    outline = shapely.Point(6.5, 53.2).buffer(0.01, quad_segs=5000)
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", [area() | {"geometry": outline.wkt}]))
    assert len(reading.rows) == 1


def read_rows(folder: Path, *rows: dict[str, Any]) -> Any:
    """Read neighbourhoods that lie side by side, out of a CSV file."""
    places = [row | {"geometry": row.get("geometry", block(n).wkt)} for n, row in enumerate(rows)]
    return read_areas(make.write_csv(folder / "buurt2017.csv", places))[1]


def test_a_worked_file(tmp_path: Path) -> None:
    """Counted by hand: five rows, one of water, one that cannot be, three that can."""
    reading = read_rows(
        tmp_path,
        area(0, WATER="NEE", AANT_INW="0", P_65_EO_JR="-99997"),
        area(1, WATER="JA"),
        area(2, WATER="NEE", AANT_INW="", P_65_EO_JR="."),
        area(3, WATER="NEE", AANT_INW="1 234", P_65_EO_JR="12,5"),
        area(4, WATER="NEE", AANT_INW="veel"),
    )
    assert [row.code for row in reading.rows] == ["BU00140000", "BU00140002", "BU00140003"]
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 6", "number")]
    assert dict(reading.left_out) == {"open water or abroad": 1}
    figures = [(row.figures["inhabitants"], row.figures["share_65_up"]) for row in reading.rows]
    assert figures == [
        ((State.KNOWN, 0), (State.WITHHELD, None)),
        ((State.UNKNOWN, None), (State.WITHHELD, None)),
        ((State.KNOWN, 1234), (State.KNOWN, 12.5)),
    ]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"BU_CODE": "BU001400"}, "code"),
        ({"BU_CODE": "WK001400"}, "code"),
        ({"BU_CODE": "BU0014000a"}, "code"),
        ({"BU_CODE": "BU\u0660\u0660140000"}, "code"),
        ({"GM_CODE": "Groningen"}, "code"),
        ({"GM_CODE": ""}, "code"),
        ({"BU_NAAM": ""}, "name"),
        ({"BU_NAAM": "n" * 121}, "name"),
        ({"P_65_EO_JR": "=1+1"}, "number"),
        ({"AANT_INW": "1e400"}, "number"),
        ({"geometry": ""}, "geometry"),
        ({"geometry": "POLYGON EMPTY"}, "geometry"),
        ({"geometry": "POINT (6.5 53.2)"}, "shape_kind"),
        ({"geometry": make.BOW_TIE}, "crosses_itself"),
        ({"geometry": shapely.box(2.0, 48.8, 2.1, 48.9).wkt}, "abroad"),
    ],
)
def test_a_row_that_cannot_be(values: dict[str, Any], fault: str, tmp_path: Path) -> None:
    reading = read_rows(tmp_path, area(0), area(1) | values)
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 3", fault)]
    assert [row.code for row in reading.rows] == ["BU00140000"]


def test_of_twins_the_first_stays(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, area(0, BU_NAAM="Eerste"), area(1), area(0, BU_NAAM="Tweede"))
    assert [row.name for row in reading.rows] == ["Eerste", "Noord"]
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 4", "twice")]


def test_a_district_has_no_figures_and_may_lack_the_name_of_its_town(tmp_path: Path) -> None:
    row = {"WK_CODE": "WK001400", "WK_NAAM": "Centrum", "GM_CODE": "GM0014", "AANT_INW": 5}
    _, reading = read_areas(make.write_csv(tmp_path / "wijk2017.csv", [row | {"geometry": block().wkt}]))
    found = reading.rows[0]
    assert (found.level, found.figures, found.municipality_name) == ("district", {}, "GM0014")


def test_a_polygon_in_parts_and_with_a_hole_keeps_its_shape(tmp_path: Path) -> None:
    hole = shapely.difference(block(), shapely.box(6.503, 53.203, 6.507, 53.207))
    both = shapely.MultiPolygon([hole, block(5)])
    reading = read_rows(tmp_path, area(0, geometry=both.wkt))
    assert reading.rows[0].outline.equals(both)


@pytest.mark.parametrize(("name", "year", "found"), [("buurt2017", None, 2017), ("buurt", 2016, 2016)])
def test_the_year_is_given_or_stands_in_the_name(
    name: str, year: int | None, found: int, tmp_path: Path
) -> None:
    file = make.write_csv(tmp_path / f"{name}.csv", [area() | {"geometry": block().wkt}])
    assert read_areas(file, year=year)[0] == found


def test_newer_and_older_names_of_a_figure_say_the_same(tmp_path: Path) -> None:
    older = make.write_csv(
        tmp_path / "b2017.csv",
        [area() | {kind.column: 7 for kind in FIGURES.values()} | {"geometry": block().wkt}],
    )
    row = {"buurtcode": "BU00140000", "buurtnaam": "Noord", "gemeentecode": "GM0014"}
    newer = make.write_csv(
        tmp_path / "b2023.csv", [row | dict.fromkeys(NEWER_NAMES.values(), 7) | {"geometry": block().wkt}]
    )
    for file in (older, newer):
        assert read_areas(file)[1].rows[0].figures == dict.fromkeys(FIGURES, (State.KNOWN, 7))
