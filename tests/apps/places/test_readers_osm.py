"""OpenStreetMap extracts: streets split where they meet, facilities by tag."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.places.importing import CORNERS, village
from support.geofiles import LIECHTENSTEIN
from wooncirkel.apps.places.models import FacilityKind
from wooncirkel.apps.places.readers.errors import BadFile
from wooncirkel.apps.places.readers.osm import read_osm, split_where_they_meet
from wooncirkel.apps.places.readers.osm_ground import ground_of


def split_by_hand(lines: list[list[int]]) -> list[list[int]]:
    """Split lines of node numbers wherever a node occurs twice, in the plainest way."""
    every = [node for line in lines for node in line]
    found = []
    for line in lines:
        part = [line[0]]
        for node in line[1:-1]:
            part.append(node)
            if every.count(node) > 1:
                found.append(part)
                part = [node]
        found.append([*part, line[-1]])
    return found


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=8), min_size=1, max_size=6))
def test_streets_are_split_exactly_where_they_meet(lines: list[list[int]]) -> None:
    refs = np.array([node for line in lines for node in line])
    starts = np.cumsum([0, *(len(line) for line in lines)])
    take, indptr, owner = split_where_they_meet(refs, starts)
    parts = [refs[take[a:b]].tolist() for a, b in pairwise(indptr)]
    assert parts == split_by_hand(lines)
    assert owner.tolist() == [
        number for number, line in enumerate(lines) for _ in split_by_hand_of(lines, line)
    ]


def split_by_hand_of(lines: list[list[int]], line: list[int]) -> list[list[int]]:
    """The parts of one line among the others."""
    every = [node for other in lines for node in other]
    cuts = sum(every.count(node) > 1 for node in line[1:-1])
    return [line] * (cuts + 1)


def test_a_crossing_splits_both_streets(tmp_path: Path) -> None:
    ways = [([1, 2, 3], {"highway": "residential", "oneway": "yes"}), ([4, 2, 5], {"highway": "footway"})]
    _, streets, _ = read_osm(village(tmp_path / "v.osm.pbf", CORNERS, ways))
    lines = streets.rows[0]
    assert lines.ways.tolist() == ["residential", "residential", "footway", "footway"]
    assert lines.indptr.tolist() == [0, 2, 4, 6, 8]
    assert lines.lon.tolist() == [6.5, 6.501, 6.501, 6.502, 6.501, 6.501, 6.501, 6.501]
    assert lines.foot is not None
    assert lines.foot.all()
    assert lines.forward is not None
    assert lines.forward.tolist() == [True, True, False, False]
    assert lines.backward is not None
    assert not lines.backward.any()


def test_a_node_outside_the_extract_ends_the_street(tmp_path: Path) -> None:
    nodes = {number: place for number, place in CORNERS.items() if number != 2}
    ways = [([1, 2, 3], {"highway": "path"}), ([3, 4, 5], {"highway": "path"})]
    _, streets, _ = read_osm(village(tmp_path / "v.osm.pbf", nodes, ways))
    assert streets.rows[0].indptr.tolist() == [0, 3]


def test_facilities_come_from_nodes_and_areas(tmp_path: Path) -> None:
    ways = [
        ([1, 3, 4, 1], {"leisure": "park", "name": "Plantsoen"}),
        ([1, 2], {"highway": "path"}),
        ([3, 4, 5, 3], {"leisure": "playground", "access": "private"}),
    ]
    tagged = [
        (10, (6.5, 53.2), {"amenity": "library", "name": "Bieb", "check_date": "2024-05-01"}),
        (11, (6.5, 53.2), {"amenity": "cafe", "name": "Coffeeshop Rook"}),
        (12, (6.5, 53.2), {"shop": "bakery"}),
    ]
    _, _, facilities = read_osm(village(tmp_path / "v.osm.pbf", CORNERS, ways, tagged))
    found = {row.ref: row for row in facilities.rows}
    assert set(found) == {"node/10", "way/1"}
    assert found["way/1"].kind is FacilityKind.PARK
    assert found["node/10"].noted_on is not None
    assert found["node/10"].noted_on.year == 2024
    assert facilities.left_out == {"coffeeshop": 1, "facility closed to the public": 1}


def test_the_ground_is_handed_on(tmp_path: Path) -> None:
    ways = [
        ([1, 3, 4, 1], {"natural": "water"}),
        ([1, 3, 5, 1], {"building": "yes"}),
        ([4, 5], {"waterway": "canal"}),
        ([1, 2], {"highway": "path"}),
    ]
    tagged = [(10, (6.5, 53.2), {"place": "village", "name": "Dorp"})]
    told: list[tuple[str, str, str, dict[str, str]]] = []
    read_osm(
        village(tmp_path / "v.osm.pbf", CORNERS, ways, tagged), on_ground=lambda *thing: told.append(thing)
    )
    assert sorted((layer, kind) for layer, kind, _, _ in told) == [
        ("buildings", ""),
        ("names", "village"),
        ("water", "area"),
        ("water", "line"),
    ]
    assert [texts for layer, _, _, texts in told if layer == "names"] == [{"name": "Dorp"}]


def test_a_building_that_is_none_is_not_drawn() -> None:
    assert ground_of({"building": "no"}) is None
    assert ground_of({"landuse": "forest"}) == ("green", "wood")


def test_a_large_file_keeps_nodes_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [([1, 2, 3], {"highway": "residential"})]
    file = village(tmp_path / "v.osm.pbf", CORNERS, ways)
    _, small, _ = read_osm(file)
    monkeypatch.setattr("wooncirkel.apps.places.readers.osm.FROM_DISK", 1)
    _, large, _ = read_osm(file)
    assert large.rows[0].lon.tolist() == small.rows[0].lon.tolist()


def test_a_whole_country() -> None:
    year, streets, facilities = read_osm(LIECHTENSTEIN)
    lines = streets.rows[0]
    assert year == 2015
    assert 7_000 < len(lines) < 9_000
    assert 450 < len(facilities.rows) < 600
    assert len({row.ref for row in facilities.rows}) == len(facilities.rows)
    assert 9.4 < lines.lon.min() < lines.lon.max() < 9.7
    assert 47.0 < lines.lat.min() < lines.lat.max() < 47.3


def test_no_extract_at_all(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no file"):
        read_osm(tmp_path / "a.osm.pbf")
