"""Squares of 100 m: counts, years, what is withheld."""

from pathlib import Path
from typing import Any

import pytest

from support import geofiles as make
from support.geofiles import block
from wooncirkel.apps.places.models import Square
from wooncirkel.apps.places.readers.errors import BadFile
from wooncirkel.apps.places.readers.squares import AGES, NEWER_NAMES, read_squares

SQUARE = {
    "C28992R100": "E2330N5810",
    "INW2013": 5,
    "INW2014": 20,
    "I2014_014": 5,
    "I2014_65PL": -99997,
    "WON2012": 10,
}


def test_squares_take_their_years_from_the_columns(tmp_path: Path) -> None:
    years, reading = read_squares(make.write_layer(tmp_path / "v.shp", [SQUARE], [block()]))
    assert years == (2014, 2012)
    row = reading.rows[0]
    assert (row.lon, row.lat) == (6.505, 53.205)
    assert row.counts["inhabitants"] == 20
    assert row.counts["age_65_up"] is None
    assert row.counts["age_15_24"] is None
    assert row.withheld == 1 << Square.COUNTS.index("age_65_up")


def test_squares_of_an_older_year_can_be_chosen(tmp_path: Path) -> None:
    years, reading = read_squares(make.write_layer(tmp_path / "v.shp", [SQUARE], [block()]), year=2013)
    assert years == (2013, 2012)
    assert reading.rows[0].counts["inhabitants"] == 5


def test_squares_in_the_newer_form(tmp_path: Path) -> None:
    row = {"crs28992res100m": "E2330N5810", "aantal_inwoners": 35, "aantal_woningen": -99997}
    years, reading = read_squares(make.write_layer(tmp_path / "cbs_vk100_2022_v1.gpkg", [row], [block()]))
    assert years == (2022, 2022)
    assert reading.rows[0].counts["inhabitants"] == 35
    assert reading.rows[0].withheld == 1 << Square.COUNTS.index("homes")


def read(folder: Path, *rows: dict[str, Any], name: str = "v.csv", **options: Any) -> Any:
    """Read squares that lie side by side, out of a CSV file."""
    places = [{"geometry": block(n).wkt} | row for n, row in enumerate(rows)]
    return read_squares(make.write_csv(folder / name, places), **options)


def square(code: str = "E2330N5810", **values: Any) -> dict[str, Any]:
    """A square with people of 2014 and homes of 2012."""
    return {"C28992R100": code, "INW2014": 20, "WON2012": 10} | values


def test_a_worked_file(tmp_path: Path) -> None:
    """Counted by hand: 20 people, a square where nobody is, one that is withheld, one that is not known."""
    years, reading = read(
        tmp_path,
        square("E2330N5810"),
        square("E2331N5810", INW2014=0, WON2012=0),
        square("E2332N5810", INW2014=-99997, WON2012="geheim"),
        square("E2333N5810", INW2014="", WON2012=""),
    )
    assert years == (2014, 2012)
    found = [(row.counts["inhabitants"], row.counts["homes"], row.withheld) for row in reading.rows]
    both = 1 << Square.COUNTS.index("inhabitants") | 1 << Square.COUNTS.index("homes")
    assert found == [(20, 10, 0), (0, 0, 0), (None, None, both), (None, None, 0)]
    assert [row.lon for row in reading.rows] == pytest.approx([6.505, 6.515, 6.525, 6.535])


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"C28992R100": "E233N5810"}, "code"),
        ({"C28992R100": ""}, "code"),
        ({"C28992R100": "E2330N5810"}, "twice"),
        ({"INW2014": "5,5"}, "number"),
        ({"INW2014": "vijf"}, "number"),
        ({"INW2014": "2147483648"}, "number"),
        ({"geometry": "LINESTRING (6.5 53.2, 6.6 53.2)"}, "shape_kind"),
        ({"geometry": "POINT (0 0)"}, "abroad"),
    ],
)
def test_a_row_that_cannot_be(values: dict[str, Any], fault: str, tmp_path: Path) -> None:
    _, reading = read(tmp_path, square(), square("E2331N5810") | values)
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 3", fault)]
    assert len(reading.rows) == 1


def test_a_square_may_be_given_by_its_middle(tmp_path: Path) -> None:
    _, reading = read(tmp_path, square(geometry="POINT (6.51 53.21)"))
    assert (reading.rows[0].lon, reading.rows[0].lat) == (6.51, 53.21)


def test_every_age_group_has_its_column(tmp_path: Path) -> None:
    older = {f"I2014_{end}": number for number, end in enumerate(AGES.values(), start=1)}
    _, reading = read(tmp_path, square(**older))
    assert [reading.rows[0].counts[age] for age in AGES] == [1, 2, 3, 4, 5]
    newer = {NEWER_NAMES[age]: number for number, age in enumerate(AGES, start=1)}
    row = {"crs28992res100m": "E2330N5810", "aantal_inwoners": 15} | newer
    years, reading = read(tmp_path, row, name="vk2022.csv")
    assert years == (2022, 2022)
    assert [reading.rows[0].counts[age] for age in AGES] == [1, 2, 3, 4, 5]
    assert reading.rows[0].counts["homes"] is None


@pytest.mark.parametrize(
    ("year", "years"),
    [(None, (2014, 2012)), (2014, (2014, 2012)), (2013, (2013, 2012)), (2011, (2009, 2011))],
)
def test_the_newest_year_up_to_the_one_that_is_asked_for(
    year: int | None, years: tuple[int, int], tmp_path: Path
) -> None:
    found, _ = read(tmp_path, square(INW2013=5, INW2009=3, WON2011=1), year=year)
    assert found == years


def test_without_a_year_anywhere_it_is_asked_for(tmp_path: Path) -> None:
    row = {"crs28992res100m": "E2330N5810", "aantal_inwoners": 15}
    with pytest.raises(BadFile, match="--year"):
        read(tmp_path, row)
    assert read(tmp_path, row, year=2021)[0] == (2021, 2021)
