"""Importing areas: all or nothing, safe to repeat, a changed file takes the place of what was there."""

from pathlib import Path

import pytest
import shapely

from apps.places.importing import LATER, a_day_later, areas_csv, at_noon, district_csv
from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.models import (
    District,
    Figure,
    Municipality,
    Neighbourhood,
    Source,
    State,
)
from wooncirkel.apps.places.readers.errors import BadFile

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]


def test_areas_with_their_figures(tmp_path: Path) -> None:
    report = import_areas(files=[areas_csv(tmp_path), district_csv(tmp_path)], name="Stad", clock=at_noon)
    assert report.kept == {"municipalities": 1, "districts": 1, "neighbourhoods": 3}
    town = Municipality.objects.get()
    outline = shapely.from_wkb(bytes(town.outline))
    assert outline.symmetric_difference(shapely.box(6.5, 53.2, 6.53, 53.21)).area < 1e-12
    assert (town.west, town.north) == pytest.approx((6.5, 53.21))
    assert set(Neighbourhood.objects.values_list("district__name", flat=True)) == {"Centrum"}
    figure = Figure.objects.get(neighbourhood__cbs_code="BU00140000", name="inhabitants")
    assert (figure.value, figure.state, figure.year, figure.source.year) == (100, State.KNOWN, 2017, 2017)
    assert Figure.objects.get(neighbourhood__cbs_code="BU00140000", name="share_alone").state == State.UNKNOWN
    assert str(figure.source) == "CBS, 2017"


def test_the_same_areas_twice_are_the_same_rows(tmp_path: Path) -> None:
    files = [areas_csv(tmp_path)]
    import_areas(files=files, name="Stad", clock=at_noon)
    keys = list(Neighbourhood.objects.values_list("pk", "cbs_code"))
    report = import_areas(files=files, name="Stad", clock=a_day_later)
    assert report.removed == 0
    assert list(Neighbourhood.objects.values_list("pk", "cbs_code")) == keys
    assert Figure.objects.count() == 33
    assert Source.objects.get().imported_at == LATER


def test_a_changed_file_takes_the_place_and_keeps_keys(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
    first = Neighbourhood.objects.get(cbs_code="BU00140000").pk
    report = import_areas(files=[areas_csv(tmp_path, 2, AANT_INW=-99999999)], name="Stad", clock=a_day_later)
    assert report.removed == 1
    assert Neighbourhood.objects.get(cbs_code="BU00140000").pk == first
    figure = Figure.objects.get(neighbourhood=first, name="inhabitants")
    assert (figure.value, figure.state) == (None, State.WITHHELD)
    assert Municipality.objects.get().east == pytest.approx(6.52)


def test_districts_that_come_later_are_linked(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
    assert not Neighbourhood.objects.exclude(district=None).exists()
    import_areas(files=[district_csv(tmp_path)], name="Stad", clock=at_noon)
    assert Neighbourhood.objects.count() == 3
    assert Neighbourhood.objects.filter(district=District.objects.get()).count() == 3


def test_another_year_stands_beside_it(tmp_path: Path) -> None:
    file = areas_csv(tmp_path)
    import_areas(files=[file], name="Stad", clock=at_noon)
    import_areas(files=[file], name="Stad", clock=at_noon, year=2018)
    assert sorted(Neighbourhood.objects.values_list("cbs_year", flat=True)) == [2017] * 3 + [2018] * 3


def test_a_municipality_that_lost_its_parts_goes(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
    other = [area(BU_CODE="BU00150000", GM_CODE="GM0015") | {"geometry": block().wkt}]
    import_areas(files=[make.write_csv(tmp_path / "b2017.csv", other)], name="Stad", clock=at_noon)
    assert list(Municipality.objects.values_list("cbs_code", flat=True)) == ["GM0015"]


def test_files_of_different_years_are_refused(tmp_path: Path) -> None:
    other = make.write_csv(tmp_path / "buurt2018.csv", [area() | {"geometry": block().wkt}])
    with pytest.raises(BadFile, match="different years"):
        import_areas(files=[areas_csv(tmp_path), other], name="Stad", clock=at_noon)
    assert not Source.objects.exists()


def test_a_name_without_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="letter"):
        import_areas(files=[areas_csv(tmp_path)], name="!!", clock=at_noon)


def test_parts_of_a_municipality_that_another_source_gave(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
    town = Municipality.objects.get()
    report = import_areas(files=[district_csv(tmp_path)], name="Wijken", clock=at_noon)
    assert report.kept["districts"] == 1
    assert Municipality.objects.get().source_id == town.source_id
    assert Neighbourhood.objects.filter(district__name="Centrum").count() == 3


def test_one_area_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    files = [areas_csv(tmp_path, 2), areas_csv(tmp_path / "b", 1)]
    with pytest.raises(BadFile, match="BU00140000 stands in more than one of the files"):
        import_areas(files=files, name="Stad", clock=at_noon)
    assert not Source.objects.exists()


def test_of_several_files_the_rejected_rows_say_their_file(tmp_path: Path) -> None:
    rows = [area(n) | {"geometry": block(n).wkt} for n in range(2)] + [area(9) | {"geometry": make.BOW_TIE}]
    file = make.write_csv(tmp_path / "buurt2017.csv", rows)
    report = import_areas(
        files=[file, district_csv(tmp_path)], name="Stad", clock=at_noon, skip_bad_rows=True
    )
    assert [bad.row for bad in report.rejected] == ["buurt2017.csv row 4"]


def test_two_cities_with_different_years_stand_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = areas_csv(tmp_path / "other", 2, GM_CODE="GM0015", GM_NAAM="Dorp", AANT_INW=7)
    other.write_text(other.read_text().replace("BU0014", "BU0015"))
    for _ in range(2):
        import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
        import_areas(files=[other], name="Dorp", clock=at_noon, year=2023)
    assert dict(Municipality.objects.values_list("name", "cbs_year")) == {"Stad": 2017, "Dorp": 2023}
    figures = Figure.objects.filter(name="inhabitants").order_by("pk")
    assert sorted(figures.values_list("year", "value")) == [(2017, 100)] * 3 + [(2023, 7)] * 2


def test_keys_of_figures_and_areas_survive(tmp_path: Path) -> None:
    files = [areas_csv(tmp_path), district_csv(tmp_path)]
    import_areas(files=files, name="Stad", clock=at_noon)
    before = [
        set(model.objects.values_list("pk", flat=True))
        for model in (Municipality, District, Neighbourhood, Figure)
    ]
    import_areas(files=[areas_csv(tmp_path, AANT_INW=5), files[1]], name="Stad", clock=a_day_later)
    after = [
        set(model.objects.values_list("pk", flat=True))
        for model in (Municipality, District, Neighbourhood, Figure)
    ]
    assert after == before
    assert set(Figure.objects.filter(name="inhabitants").values_list("value", flat=True)) == {5}
