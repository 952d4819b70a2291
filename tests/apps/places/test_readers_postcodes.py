"""Postcodes: a code and a point inside."""

from pathlib import Path

import pytest
import shapely

from support import geofiles as make
from support.geofiles import block
from wooncirkel.apps.places.readers.postcodes import read_postcodes


def test_a_postcode_is_a_point_inside(tmp_path: Path) -> None:
    bow_tie = shapely.from_wkt(make.BOW_TIE)
    file = make.write_layer(
        tmp_path / "p.shp", [{"POSTCODE": "9712 ab"}, {"POSTCODE": "9712AC"}], [block(), bow_tie]
    )
    reading = read_postcodes(file)
    assert [row.code for row in reading.rows] == ["9712AB", "9712AC"]
    for row, land in zip(reading.rows, (block(), shapely.make_valid(bow_tie)), strict=True):
        assert land.distance(shapely.Point(row.lon, row.lat)) < 1e-6


@pytest.mark.parametrize("column", ["POSTCODE", "PC6", "postcode6", "pc6"])
def test_the_column_has_several_names(column: str, tmp_path: Path) -> None:
    reading = read_postcodes(
        make.write_csv(tmp_path / "p.csv", [{column: "9712AB", "lon": 6.5, "lat": 53.2}])
    )
    assert [(row.code, row.lon, row.lat) for row in reading.rows] == [("9712AB", 6.5, 53.2)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0712AB", "code"),
        ("9712A", "code"),
        ("9712  ABC", "code"),
        ("9712\u00df", "code"),
        ("\u0669712AB", "code"),
        ("", "code"),
        ("9711aa", "twice"),
        ("9711 AA", "twice"),
    ],
)
def test_a_row_that_cannot_be(text: str, fault: str, tmp_path: Path) -> None:
    rows = [{"PC6": code, "lon": 6.5, "lat": 53.2} for code in ("9711AA", text)]
    reading = read_postcodes(make.write_csv(tmp_path / "p.csv", rows))
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 3", fault)]
    assert [row.code for row in reading.rows] == ["9711AA"]


def test_the_point_of_a_crescent_lies_in_it(tmp_path: Path) -> None:
    """Its middle does not."""
    crescent = shapely.difference(
        shapely.Point(6.5, 53.2).buffer(0.01), shapely.Point(6.503, 53.2).buffer(0.009)
    )
    assert not crescent.contains(crescent.centroid)
    row = read_postcodes(make.write_layer(tmp_path / "p.shp", [{"PC6": "9712AB"}], [crescent])).rows[0]
    assert crescent.buffer(1e-6).contains(shapely.Point(row.lon, row.lat))
