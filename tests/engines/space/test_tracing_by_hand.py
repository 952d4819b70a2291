"""What is drawn from the six corners, metre by metre and minute by minute."""

from itertools import pairwise

import numpy as np
import pytest

import corner
from corner import CORNERS, STREETS
from engines.space.changes import METRE_A_SECOND, WHEELS, road
from engines.space.worlds import build, node_at
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    WALK_OLDER,
    Trace,
    at_nodes,
    reach,
    snap,
    trace,
)


def drawn(streets, places, profile, limit_s) -> Trace:
    return trace(streets, reach(streets, places, limit_s, profile), 0, profile)


def from_corner(name, profile, limit_s) -> Trace:
    streets = corner.network()
    return drawn(streets, at_nodes(streets, [corner.node(streets, name)]), profile, limit_s)


def from_door(streets, x, y, profile, limit_s) -> Trace:
    return drawn(streets, snap(streets, [x], [y], profile), profile, limit_s)


def by_minute(lines: Trace) -> dict[int, float]:
    metres = lines.metres()
    return {int(m): round(float(metres[lines.minute == m].sum()), 3) for m in np.unique(lines.minute)}


def by_street(lines: Trace) -> dict[str, float]:
    streets, metres = corner.network(), lines.metres()
    lengths = {s.name: float(metres[lines.street == corner.street(streets, s.name)].sum()) for s in STREETS}
    return {name: round(length, 3) for name, length in lengths.items() if length}


def spans(lines: Trace) -> list[tuple[int, float, float]]:
    """(minute, west end, east end) of each piece."""
    ends = [(lines.indptr[i], lines.indptr[i + 1] - 1) for i in range(len(lines))]
    sides = [sorted((round(float(lines.x[a]), 6), round(float(lines.x[b]), 6))) for a, b in ends]
    return [(int(minute), *side) for minute, side in zip(lines.minute, sides, strict=True)]


@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("profile", [WALK_AVERAGE, WALK_OLDER], ids=lambda profile: profile.name)
def test_in_an_hour_every_street_is_walked_once(name, profile):
    lines = from_corner(name, profile, 3600)
    assert by_street(lines) == {street.name: street.metres for street in STREETS}


@pytest.mark.parametrize("name", CORNERS)
def test_in_an_hour_every_street_but_the_steps_is_ridden_once(name):
    lines = from_corner(name, CYCLE, 3600)
    assert by_street(lines) == {s.name: s.metres for s in STREETS if s.way != "steps"}


@pytest.mark.parametrize(
    ("name", "profile", "limit_s", "expected"),
    [
        # 4/3 m/s: 80 m each way in a minute, then on
        ("bakery", WALK_AVERAGE, 60, {"village street": 80, "school path": 80}),
        ("hub", WALK_AVERAGE, 105, {"hub lane": 120, "church street": 20, "pond road": 140}),
        ("hub", WALK_AVERAGE, 60, {"hub lane": 80, "pond road": 80}),
        ("hub", WALK_AVERAGE, 120, {"hub lane": 120, "church street": 40, "pond road": 160}),
        ("square", WALK_AVERAGE, 45, {"village street": 60, "church street": 60, "park steps": 60}),
        # 5/6 m/s
        ("bakery", WALK_OLDER, 60, {"village street": 50, "school path": 50}),
        ("park", WALK_OLDER, 120, {"school lane": 100, "park steps": 100, "pond road": 100}),
        # 10/3 m/s, steps shut, church street with the arrow alone
        ("square", CYCLE, 15, {"village street": 50, "church street": 50}),
        ("church", CYCLE, 36, {"hub lane": 120}),
        ("church", CYCLE, 60, {"hub lane": 120, "pond road": 80}),
        ("school", CYCLE, 36, {"school path": 120, "school lane": 100, "pond road": 20}),
        ("park", CYCLE, 24, {"school lane": 80, "pond road": 80}),
    ],
)  # fmt: skip
def test_metres_of_each_street(name, profile, limit_s, expected):
    assert by_street(from_corner(name, profile, limit_s)) == expected


@pytest.mark.parametrize(
    ("name", "profile", "limit_s", "expected"),
    [
        ("bakery", WALK_AVERAGE, 60, {0: 160}),
        ("bakery", WALK_AVERAGE, 61, {0: 160, 1: 2.667}),
        ("bakery", WALK_AVERAGE, 75, {0: 160, 1: 40}),
        ("hub", WALK_AVERAGE, 120, {0: 160, 1: 160}),
        ("park", WALK_OLDER, 120, {0: 150, 1: 150}),
        # third minute: the last of the steps, 30 m to both sides of the square, school path, pond road
        ("park", WALK_OLDER, 180, {0: 150, 1: 150, 2: 20 + 60 + 50 + 50}),
        ("square", CYCLE, 15, {0: 100}),
        ("church", CYCLE, 66, {0: 200, 1: 20}),
    ],
)
def test_metres_of_each_minute(name, profile, limit_s, expected):
    assert by_minute(from_corner(name, profile, limit_s)) == expected


@pytest.mark.parametrize(
    ("door", "limit_s", "expected"),
    [
        (0, 30, [(0, 0, 30)]),
        (0, 60, [(0, 0, 60)]),
        (0, 61, [(0, 0, 60), (1, 60, 61)]),
        (0, 150, [(0, 0, 60), (1, 60, 120), (2, 120, 150)]),
        (300, 90, [(0, 240, 300), (1, 210, 240)]),
        (100, 60, [(0, 40, 100), (0, 100, 160)]),
        (100, 110, [(0, 40, 100), (0, 100, 160), (1, 0, 40), (1, 160, 210)]),
        (290, 70, [(0, 230, 290), (0, 290, 300), (1, 220, 230)]),
        (10, 3600, [(0, 0, 10), (0, 10, 70), (1, 70, 130), (2, 130, 190), (3, 190, 250), (4, 250, 300)]),
    ],
)
def test_a_straight_street_is_cut_at_whole_minutes_and_at_the_limit(door, limit_s, expected):
    streets = build([road((0, 0), (300, 0))])
    lines = from_door(streets, door, 0, METRE_A_SECOND, limit_s)
    assert sorted(spans(lines)) == expected


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (20, [(0, 60, 100), (0, 100, 140), (1, 10, 60), (1, 140, 190)]),
        (60, [(1, 50, 100), (1, 100, 150)]),
        (90, [(1, 80, 100), (1, 100, 120)]),
    ],
)
def test_the_way_from_the_door_is_time_gone_before_the_first_metre(gap, expected):
    streets = build([road((0, 0), (300, 0))])
    lines = from_door(streets, 100, gap, METRE_A_SECOND, 110)
    assert sorted(spans(lines)) == expected


def pieces_of(streets, lines, *ends) -> list[tuple[int, float, float]]:
    """The pieces of the straight street between two places."""
    nodes = {node_at(streets, end) for end in ends}
    pairs = [{int(a), int(b)} for a, b in zip(streets.tail, streets.head, strict=True)]
    return [span for span, street in zip(spans(lines), lines.street, strict=True) if pairs[street] == nodes]


def test_round_a_square_people_meet_on_the_far_side():
    """A house halfway one side of a square of 100 m: both ways round meet after 200 m, halfway the other."""
    corners = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    streets = build([road(*side) for side in pairwise(corners)])
    lines = from_door(streets, 50, 0, METRE_A_SECOND, 3600)
    assert by_minute(lines) == {0: 120, 1: 120, 2: 120, 3: 40}
    far = sorted(pieces_of(streets, lines, (0.0, 100.0), (100.0, 100.0)))
    assert far == [(2, 0, 30), (2, 70, 100), (3, 30, 50), (3, 50, 70)]


def test_a_meeting_off_the_middle_is_where_both_have_gone_as_long():
    """The ends of a street of 100 m are 30 and 90 s away: they meet at 80 m, at 110 s."""
    street = road((0, 0), (100, 0))
    west, east = road((20, 10), (0, 10), (0, 0)), road((20, 10), (100, 10), (100, 0))
    streets = build([street, west, east])
    origin = at_nodes(streets, [node_at(streets, (20.0, 10.0))])
    lines = drawn(streets, origin, METRE_A_SECOND, 3600)
    found = sorted(pieces_of(streets, lines, (0.0, 0.0), (100.0, 0.0)))
    assert found == [(0, 0, 30), (1, 30, 80), (1, 80, 100)]


@pytest.mark.parametrize(
    ("bits", "expected"), [(2, [(0, 20, 60)]), (4, [(0, 0, 20)]), (6, [(0, 0, 20), (0, 20, 60)])]
)
def test_from_a_door_in_a_one_way_street_only_with_the_arrow(bits, expected):
    streets = build([road((0, 0), (90, 0), access=bits)])
    lines = from_door(streets, 20, 0, WHEELS, 40)
    assert sorted(spans(lines)) == expected


@pytest.mark.parametrize(("bits", "metres"), [(2, 90), (4, 0), (6, 90)])
def test_a_one_way_street_is_entered_with_the_arrow_alone(bits, metres):
    streets = build([road((0, 0), (90, 0), access=bits), road((0, 0), (0, 40))])
    origin = at_nodes(streets, [node_at(streets, (0.0, 40.0))])
    assert drawn(streets, origin, WHEELS, 3600).metres().sum() == pytest.approx(40 + metres)


def test_one_way_streets_against_each_other_are_each_drawn():
    streets = build([road((0, 0), (80, 0), access=2), road((80, 0), (40, 30), (0, 0), access=2)])
    origin = at_nodes(streets, [node_at(streets, (0.0, 0.0))])
    assert drawn(streets, origin, WHEELS, 3600).metres().sum() == pytest.approx(180)


@pytest.mark.parametrize("limit_s", [0, 1, 2])
def test_the_first_seconds_are_drawn_too(limit_s):
    streets = build([road((0, 0), (90, 0))])
    assert from_door(streets, 45, 0, METRE_A_SECOND, limit_s).metres().sum() == pytest.approx(2 * limit_s)


def test_degrees_are_cut_where_metres_are():
    streets = build([road((0, 0), (90, 0))])
    lines = from_door(streets, 0, 0, METRE_A_SECOND, 30)
    assert lines.x.tolist() == [0, 30]
    lon, lat = corner.lonlat([(0, 0), (30, 0)])
    assert lines.lon == pytest.approx(lon, abs=1e-9)
    assert lines.lat == pytest.approx(lat, abs=1e-9)


def test_a_leg_over_the_limit_leaves_the_paper_white():
    streets = build([road((0, 0), (90, 0))])
    assert len(from_door(streets, 45, 31, METRE_A_SECOND, 30)) == 0
    assert from_door(streets, 45, 29, METRE_A_SECOND, 30).metres().sum() == pytest.approx(2)


def test_a_second_origin_has_its_own_drawing():
    streets = corner.network()
    nodes = at_nodes(streets, [corner.node(streets, name) for name in CORNERS])
    found = reach(streets, nodes, 60, CYCLE)
    for origin, name in enumerate(CORNERS):
        one, other = trace(streets, found, origin, CYCLE), from_corner(name, CYCLE, 60)
        assert np.array_equal(one.x, other.x)
        assert np.array_equal(one.minute, other.minute)
