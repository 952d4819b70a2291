"""Foreign files become clean rows; missing is never 0; columns that nobody asked for are never read."""

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.figures import FIGURES
from wooncirkel.apps.places.models import FacilityKind, Square, State
from wooncirkel.apps.places.readers.areas import FIGURE_COLUMNS, read_areas
from wooncirkel.apps.places.readers.errors import FILE_FAULTS, ROW_FAULTS, BadFile
from wooncirkel.apps.places.readers.facilities import merged, read_facilities
from wooncirkel.apps.places.readers.kinds import kind_by_tags, kind_by_word, sells_cannabis
from wooncirkel.apps.places.readers.postcodes import read_postcodes
from wooncirkel.apps.places.readers.report import RowsRefused
from wooncirkel.apps.places.readers.rows import FacilityRow
from wooncirkel.apps.places.readers.squares import read_squares
from wooncirkel.apps.places.readers.streets import read_streets
from wooncirkel.apps.places.readers.values import NotANumberError, count, figure, number, words, year_in

SQUARE = {
    "C28992R100": "E2330N5810",
    "INW2013": 5,
    "INW2014": 20,
    "I2014_014": 5,
    "I2014_65PL": -99997,
    "WON2012": 10,
}


@pytest.mark.parametrize(
    "raw", [-99997, -99998, -99999999, "-99997", "-99999999.0", ".", "geheim", "x", " GEHEIM "]
)
def test_what_is_withheld_is_not_0(raw: Any) -> None:
    assert figure(raw) == (State.WITHHELD, None)
    assert count(raw) == (State.WITHHELD, None)


@pytest.mark.parametrize("raw", [None, "", "  ", float("nan"), "NaN"])
def test_what_is_missing_is_unknown(raw: Any) -> None:
    assert figure(raw) == (State.UNKNOWN, None)


@pytest.mark.parametrize(
    ("raw", "value"), [(0, 0), ("0", 0), ("12", 12), ("1.5", 1.5), ("1,5", 1.5), (2.0, 2)]
)
def test_what_is_known_keeps_its_value(raw: Any, value: float) -> None:
    assert figure(raw) == (State.KNOWN, value)


@pytest.mark.parametrize(
    "raw", ["many", "1_000", "inf", "-inf", "1e400", "12 people", "0x10", "1.234,5", "=1+1"]
)
def test_text_is_no_number(raw: str) -> None:
    with pytest.raises(NotANumberError):
        figure(raw)


def test_a_count_is_whole() -> None:
    assert count("5.0") == (State.KNOWN, 5)
    with pytest.raises(NotANumberError):
        count("5.5")


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(raw: str) -> None:
    try:
        state, value = figure(raw)
    except NotANumberError:
        return
    assert (value is None) == (state is not State.KNOWN)
    assert value is None or 0 <= value < 2**31


@given(st.floats(-1e9, 1e9))
def test_a_number_comes_back(value: float) -> None:
    assert number(repr(value)) == value


@given(st.text())
def test_words_stand_on_one_line_without_control_characters(raw: str) -> None:
    clean = words(raw)
    assert clean == words(clean)
    assert not any(ord(sign) < 32 for sign in clean)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("buurt2017", 2017),
        ("wijkenbuurten_2023_v1", 2023),
        ("vierkant100m2014", 2014),
        ("a20171", None),
        ("", None),
    ],
)
def test_the_year_in_a_name(text: str, year: int | None) -> None:
    assert year_in(text) == year


def test_every_fault_is_said_in_two_languages() -> None:
    for english, dutch in (FILE_FAULTS | ROW_FAULTS).values():
        assert english
        assert dutch
        assert english != dutch


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


ORIGIN = {"P_WEST_AL": "planted", "P_N_W_AL": "planted", "P_MAROKKO": "planted", "P_WAL2014": "planted"}


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


def test_a_postcode_is_a_point_inside(tmp_path: Path) -> None:
    bow_tie = shapely.from_wkt(make.BOW_TIE)
    file = make.write_layer(
        tmp_path / "p.shp", [{"POSTCODE": "9712 ab"}, {"POSTCODE": "9712AC"}], [block(), bow_tie]
    )
    reading = read_postcodes(file)
    assert [row.code for row in reading.rows] == ["9712AB", "9712AC"]
    for row, land in zip(reading.rows, (block(), shapely.make_valid(bow_tie)), strict=True):
        assert land.distance(shapely.Point(row.lon, row.lat)) < 1e-6


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", ","), ("utf-16", "\t"), ("utf-8", "|")],
)
def test_csv_in_every_encoding(encoding: str, delimiter: str, tmp_path: Path) -> None:
    row = {
        "horecatype": "cafe",
        "naam": "Café ’t Hoekje",
        "x": "6,5" if delimiter == ";" else "6.5",
        "y": "53.2",
    }
    reading = read_facilities(make.write_csv(tmp_path / "h.csv", [row], encoding, delimiter))
    assert [(row.name, row.lon, row.lat) for row in reading.rows] == [("Café ’t Hoekje", 6.5, 53.2)]


def test_a_long_polygon_in_csv_is_read(tmp_path: Path) -> None:
    outline = shapely.Point(6.5, 53.2).buffer(0.01, quad_segs=5000)
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", [area() | {"geometry": outline.wkt}]))
    assert len(reading.rows) == 1


def test_geojson_with_heights_and_polygons(tmp_path: Path) -> None:
    park = shapely.geometry.mapping(block())
    features = [
        ({"amenity": "library", "name": "Bieb"}, make.point(6.5, 53.2, 12.5)),
        ({"leisure": "park", "@id": "way/1"}, park),
        ({"amenity": "casino"}, make.point(6.51, 53.2)),
    ]
    reading = read_facilities(make.write_geojson(tmp_path / "f.geojson", features))
    assert [(row.kind, row.name) for row in reading.rows] == [
        (FacilityKind.LIBRARY, "Bieb"),
        (FacilityKind.PARK, ""),
    ]
    assert reading.rows[1].ref == "way/1"
    assert dict(reading.left_out) == {"of a kind we do not keep (casino)": 1}


def test_a_coffeeshop_is_no_cafe(tmp_path: Path) -> None:
    rows = [
        {"kind": "cafe", "name": name, "lon": 6.5, "lat": 53.2} for name in ("Retro Coffeeshop", "Koffie")
    ]
    reading = read_facilities(make.write_csv(tmp_path / "f.csv", rows))
    assert [row.name for row in reading.rows] == ["Koffie"]
    assert sells_cannabis("coffee-shop upper 10")
    assert not sells_cannabis("Het Koffiehuis")


def test_kinds_by_tag_and_word() -> None:
    assert kind_by_tags({"amenity": "social_centre"}) is FacilityKind.COMMUNITY_CENTRE
    assert kind_by_tags({"shop": "bakery"}) is None
    assert kind_by_word("Buurthuis") is FacilityKind.COMMUNITY_CENTRE
    assert kind_by_word("onderwijsfunctie, kantoorfunctie") is FacilityKind.SCHOOL
    assert {kind_by_word(kind.value) for kind in FacilityKind} == set(FacilityKind)


def test_the_kind_can_be_given(tmp_path: Path) -> None:
    file = make.write_csv(tmp_path / "f.csv", [{"naam": "De Stee", "lon": 6.5, "lat": 53.2}])
    with pytest.raises(BadFile, match="kind"):
        read_facilities(file)
    assert read_facilities(file, kind=FacilityKind.COMMUNITY_CENTRE).rows[0].name == "De Stee"


def quay(ref: str, metres: float, name: str = "Station") -> FacilityRow:
    """A quay so many metres east of the first."""
    return FacilityRow(FacilityKind.BUS_STOP, name, 6.5 + metres / 111_320 / 0.59897, 53.2, ref)


def test_quays_of_one_stop_become_one() -> None:
    rows = [quay("a", 0), quay("c", 240), quay("b", 120), quay("d", 500), quay("e", 10, "Markt")]
    found = merged(rows, metres=150)
    assert [(row.ref, row.name) for row in found] == [("a", "Station"), ("d", "Station"), ("e", "Markt")]
    assert found[0].lon == pytest.approx(quay("", 120).lon, abs=1e-6)
    assert merged(rows[::-1], metres=150) == found


@given(st.lists(st.floats(0, 2000), max_size=12))
def test_merging_twice_changes_nothing_that_stands_apart(places: list[float]) -> None:
    rows = [quay(f"{number:02d}", metres) for number, metres in enumerate(places)]
    found = merged(rows, metres=50)
    gaps = np.diff(sorted(places))
    assert abs(len(found) - (bool(rows) + int((gaps > 50).sum()))) <= int((np.abs(gaps - 50) < 0.2).sum())


def test_streets_keep_class_and_shape(tmp_path: Path) -> None:
    lines = [
        shapely.LineString([(6.5, 53.2), (6.51, 53.2), (6.52, 53.21)]),
        shapely.LineString([(6.5, 53.2), (6.5, 53.3)]),
    ]
    rows = [{"TYPE_WEG": "residential", "SNELHEID": "0"}, {"TYPE_WEG": "", "SNELHEID": "fast"}]
    found = read_streets(make.write_layer(tmp_path / "s.shp", rows, lines)).rows[0]
    assert found.ways.tolist() == ["residential", "unknown"]
    assert found.indptr.tolist() == [0, 3, 5]
    assert found.lon.tolist() == [6.5, 6.51, 6.52, 6.5, 6.5]
    assert found.foot is None


def test_one_bad_row_refuses_the_file_unless_it_may_be_skipped(tmp_path: Path) -> None:
    rows = [area(n) | {"geometry": block(n).wkt} for n in range(4)] + [area(9) | {"geometry": make.BOW_TIE}]
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", rows))
    with pytest.raises(RowsRefused, match="row 6: its polygon crosses itself") as caught:
        reading.settle(skip_bad_rows=False)
    assert "kruist zichzelf" in caught.value.dutch
    assert [rejection.row for rejection in caught.value.rejected] == ["row 6"]
    assert len(reading.settle(skip_bad_rows=True).rows) == 4


def test_more_than_half_bad_is_refused_even_then(tmp_path: Path) -> None:
    rows = [area(0) | {"geometry": block().wkt}] + [area(n) | {"geometry": make.BOW_TIE} for n in (1, 2)]
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", rows))
    with pytest.raises(RowsRefused, match="2 rows"):
        reading.settle(skip_bad_rows=True)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    file = make.write_csv(tmp_path / "b2017.csv", [area() | {"geometry": block().wkt}])
    read_areas(file, progress=lambda stage, done: told.append((stage, done)))
    assert told == [("read", 1)]
