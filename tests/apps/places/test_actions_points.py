"""Importing squares, postcodes and facilities; two cities stand side by side."""

from pathlib import Path
from typing import Any

import pytest

from apps.places.importing import NOW, at_noon, facilities_csv, postcodes_file, squares_file
from support import geofiles as make
from support.geofiles import block
from wooncirkel.apps.places.actions.points import import_facilities, import_postcodes, import_squares
from wooncirkel.apps.places.actions.sources import Credit
from wooncirkel.apps.places.models import (
    Facility,
    FacilityKind,
    Pc6,
    Source,
    Square,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]


def test_squares(tmp_path: Path) -> None:
    rows = [{"C28992R100": f"E2330N58{n}0", "INW2014": 10 * n, "WON2012": -99997} for n in range(1, 4)]
    file = make.write_layer(tmp_path / "v.shp", rows, [block(n) for n in range(3)])
    for _ in range(2):
        report = import_squares(file=file, name="Stad", clock=at_noon)
    assert report.kept == {"squares": 3}
    square = Square.objects.get(code="E2330N5810")
    assert (square.inhabitants, square.homes, square.people_year, square.homes_year) == (10, None, 2014, 2012)
    assert square.withheld == 1 << Square.COUNTS.index("homes")
    smaller = make.write_layer(tmp_path / "w.shp", rows[:1], [block()])
    assert import_squares(file=smaller, name="Stad", clock=at_noon).removed == 2
    assert Square.objects.count() == 1


def test_postcodes(tmp_path: Path) -> None:
    rows = [{"POSTCODE": "9712AB"}, {"POSTCODE": "9712AC"}]
    file = make.write_layer(tmp_path / "p.shp", rows, [block(0), block(1)])
    import_postcodes(file=file, name="Stad", clock=at_noon)
    import_postcodes(file=file, name="Stad", clock=at_noon)
    assert [str(row) for row in Pc6.objects.all()] == ["9712 AB", "9712 AC"]
    assert Source.objects.get().licence == "niet opgegeven"


def test_facilities_of_two_sources_stand_apart(tmp_path: Path) -> None:
    one = make.write_csv(tmp_path / "a.csv", [{"kind": "library", "ref": "1", "lon": 6.5, "lat": 53.2}])
    two = make.write_csv(tmp_path / "b.csv", [{"naam": "De Stee", "ref": "1", "lon": 6.5, "lat": 53.2}])
    credit = Credit("Gemeente", "CC0", "Bron: Gemeente")
    import_facilities(file=one, name="Biebs", clock=at_noon, credit=credit)
    import_facilities(file=two, name="Huizen", clock=at_noon, kind=FacilityKind.COMMUNITY_CENTRE)
    import_facilities(file=one, name="Biebs", clock=at_noon, credit=credit)
    assert sorted(Facility.objects.values_list("kind", "source__holder")) == [
        ("community_centre", "Huizen"),
        ("library", "Gemeente"),
    ]


def keys(model: Any, *fields: str) -> dict[Any, int]:
    """The key of each row by its own fields."""
    return {row[:-1]: row[-1] for row in model.objects.order_by().values_list(*fields, "pk")}


def test_keys_of_rows_survive_and_removed_rows_vanish(tmp_path: Path) -> None:
    import_squares(file=squares_file(tmp_path, 10, 20, 30), name="Stad", clock=at_noon)
    import_facilities(file=facilities_csv(tmp_path, "a", "b", "c"), name="Stad", clock=at_noon)
    import_postcodes(file=postcodes_file(tmp_path, "9712AB", "9712AC"), name="Stad", clock=at_noon)
    squares, places, codes = keys(Square, "code"), keys(Facility, "ref"), keys(Pc6, "code")
    report = import_squares(file=squares_file(tmp_path, 11, 21), name="Stad", clock=at_noon)
    assert report.removed == 1
    assert keys(Square, "code").items() < squares.items()
    assert list(Square.objects.values_list("inhabitants", flat=True)) == [11, 21]
    new = facilities_csv(tmp_path, "d", "b", "a", kind="school")
    assert import_facilities(file=new, name="Stad", clock=at_noon).removed == 1
    left = keys(Facility, "ref")
    assert set(left) == {("a",), ("b",), ("d",)}
    assert all(left[ref] == places[ref] for ref in (("a",), ("b",)))
    assert set(Facility.objects.values_list("kind", flat=True)) == {"school"}
    import_postcodes(file=postcodes_file(tmp_path, "9712AC", "9712AD"), name="Stad", clock=at_noon)
    assert keys(Pc6, "code")["9712AC",] == codes["9712AC",]
    assert ("9712AB",) not in keys(Pc6, "code")


def test_two_cities_with_different_years_stand_side_by_side(tmp_path: Path) -> None:
    one, two = squares_file(tmp_path, 10, 20), squares_file(tmp_path, 30, year=2022, east=9)
    import_squares(file=one, name="Oudstad", clock=at_noon)
    import_squares(file=two, name="Nieuwstad", clock=at_noon)
    expected = {(2014, 2012): [10, 20], (2022, 2020): [30]}
    for again in (one, two):
        years = {
            years: list(Square.objects.filter(people_year=years[0]).values_list("inhabitants", flat=True))
            for years in set(Square.objects.order_by().values_list("people_year", "homes_year"))
        }
        assert years == expected
        name = "Oudstad" if again == one else "Nieuwstad"
        assert import_squares(file=again, name=name, clock=at_noon).removed == 0
    assert set(Source.objects.values_list("slug", "year")) == {
        ("squares-oudstad-2014", 2014),
        ("squares-nieuwstad-2022", 2022),
    }


def test_a_newer_year_of_one_city_stands_beside_the_older(tmp_path: Path) -> None:
    for year in (2014, 2022):
        import_squares(file=squares_file(tmp_path, year, year=year), name="Stad", clock=at_noon)
    assert set(Square.objects.values_list("code", "people_year", "inhabitants")) == {
        ("E2330N5810", 2014, 2014),
        ("E2330N5810", 2022, 2022),
    }


def test_a_square_on_the_border_belongs_to_who_came_last_and_goes_with_it(tmp_path: Path) -> None:
    import_squares(file=squares_file(tmp_path, 10, 20), name="West", clock=at_noon)
    import_squares(file=squares_file(tmp_path, 21, 30, east=1), name="Oost", clock=at_noon)
    assert list(Square.objects.values_list("inhabitants", "source__slug")) == [
        (10, "squares-west-2014"),
        (21, "squares-oost-2014"),
        (30, "squares-oost-2014"),
    ]
    assert import_squares(file=squares_file(tmp_path, 10), name="West", clock=at_noon).removed == 0
    assert import_squares(file=squares_file(tmp_path, 30, east=2), name="Oost", clock=at_noon).removed == 1


@pytest.mark.parametrize(
    ("stem", "given", "year"), [("pc2024", None, 2024), ("pc", None, NOW.year), ("pc2024", 2020, 2020)]
)
def test_the_year_of_a_source(stem: str, given: int | None, year: int, tmp_path: Path) -> None:
    file = postcodes_file(tmp_path, "9712AB")
    for part in list(tmp_path.glob("pc2024.*")):
        part.rename(part.with_stem(stem))
    import_postcodes(file=file.with_stem(stem), name="Stad", clock=at_noon, year=given)
    assert Source.objects.get().year == year
