"""Facilities: kinds, names, keys, dates, and namesakes that stand close together."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from support import geofiles as make
from support.geofiles import block
from wooncirkel.apps.places.models import FacilityKind
from wooncirkel.apps.places.readers.errors import BadFile
from wooncirkel.apps.places.readers.facilities import merged, read_facilities
from wooncirkel.apps.places.readers.kinds import TAGS, WORDS, kind_by_tags, kind_by_word, sells_cannabis
from wooncirkel.apps.places.readers.rows import FacilityRow


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


def read(folder: Path, *rows: dict[str, Any], **options: Any) -> Any:
    """Read facilities out of a CSV file; each a library in Groningen unless it says otherwise."""
    whole = [{"kind": "library", "name": "", "ref": "", "datum": "", "status": ""} for _ in rows]
    places = [{"lon": 6.5 + n / 1000, "lat": 53.2} for n in range(len(rows))]
    table = [first | place | row for first, place, row in zip(whole, places, rows, strict=True)]
    return read_facilities(make.write_csv(folder / "f.csv", table), **options)


def test_a_worked_file(tmp_path: Path) -> None:
    """Counted by hand: seven rows, three stay."""
    reading = read(
        tmp_path,
        {"name": "Bieb", "ref": "1", "datum": "2024-05-01"},
        {"name": "Twin", "ref": "1"},
        {"kind": "casino"},
        {"kind": "cafe", "name": "Coffeeshop Rook"},
        {"kind": "school", "name": "Laan", "status": "Verblijfsobject in gebruik (niet ingemeten)"},
        {"kind": "school", "name": "Weg", "status": "Bouw gestart"},
        {"kind": "Speeltuin", "name": "Hof"},
    )
    assert [(row.kind, row.name) for row in reading.rows] == [
        (FacilityKind.LIBRARY, "Bieb"),
        (FacilityKind.SCHOOL, "Laan"),
        (FacilityKind.PLAYGROUND, "Hof"),
    ]
    assert reading.rows[0].noted_on == date(2024, 5, 1)
    assert not reading.rejected
    assert dict(reading.left_out) == {
        "with the key of another row": 1,
        "of a kind we do not keep (casino)": 1,
        "coffeeshop": 1,
        "not in use": 1,
    }


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": "n" * 201}, "name"),
        ({"ref": "r" * 81}, "name"),
        ({"datum": "vorig jaar"}, "date"),
        ({"datum": "2024-02-30"}, "date"),
        ({"lon": "oost"}, "geometry"),
        ({"lon": "181"}, "contradiction"),
        ({"lat": ""}, "geometry"),
    ],
)
def test_a_row_that_cannot_be(values: dict[str, Any], fault: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"ref": "a"}, {"ref": "b"} | values)
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 3", fault)]
    assert [row.ref for row in reading.rows] == ["a"]


def test_without_a_key_place_and_name_are_the_key(tmp_path: Path) -> None:
    reading = read(
        tmp_path, {"name": "A", "lon": "6,5"}, {"name": "B", "lon": 6.5}, {"name": "A", "lon": 6.5}
    )
    assert [row.ref for row in reading.rows] == ["6.500000,53.200000 A", "6.500000,53.200000 B"]


def test_merging_keeps_the_first_key_and_the_latest_date(tmp_path: Path) -> None:
    rows = [
        {"kind": "bus_stop", "name": "Plein", "ref": "b", "datum": "2024-01-01"},
        {"kind": "bus_stop", "name": "plein", "ref": "a", "datum": "2023-01-01"},
        {"kind": "cafe", "name": "Plein", "ref": "c"},
    ]
    reading = read(tmp_path, *rows, merge_within=100)
    assert [(row.ref, row.noted_on) for row in reading.rows] == [("a", date(2024, 1, 1)), ("c", None)]
    assert reading.rows[0].lon == pytest.approx(6.5005)
    assert dict(reading.left_out) == {"merged with one of the same name near by": 1}


def test_words_of_a_name_lose_what_does_not_print(tmp_path: Path) -> None:
    row = {"kind": "library", "name": "De\u0007  Bieb\n van\u200bOost"}
    feature = make.write_geojson(tmp_path / "f.geojson", [(row, make.point())])
    assert read_facilities(feature).rows[0].name == "De Bieb van Oost"


@pytest.mark.parametrize("value", sorted(WORDS))
def test_every_word_of_a_kind_is_read(value: str) -> None:
    assert kind_by_word(f" {value.upper()} ") is WORDS[value]


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, kinds in TAGS.items() for value in kinds])
def test_every_tag_of_a_kind_is_read(key: str, value: str, tmp_path: Path) -> None:
    file = make.write_geojson(tmp_path / "f.geojson", [({key: value}, make.point())])
    assert [row.kind for row in read_facilities(file).rows] == [TAGS[key][value]]
