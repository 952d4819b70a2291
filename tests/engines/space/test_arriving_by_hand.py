"""Homes of the six corners, counted on fingers: over corners, along the street, with and against arrows."""

import numpy as np
import pytest

import corner
from corner import CORNERS
from engines.space.changes import METRE_A_SECOND, WHEELS, road
from engines.space.test_reaching_by_hand import ORDER, TABLES
from engines.space.worlds import build
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    WALK_OLDER,
    Profile,
    StreetNetwork,
    arrive,
    at_nodes,
    reach,
    snap,
)


@pytest.fixture(scope="module")
def streets() -> StreetNetwork:
    return corner.network()


def seconds(streets, hub, homes, profile: Profile, limit_s: int = 3600) -> list[float | None]:
    """Seconds from one hub to each home, None for a home that is not reached."""
    places = snap(streets, [x for x, _ in homes], [y for _, y in homes], profile)
    origin = snap(streets, [hub[0]], [hub[1]], profile)
    home, ms = arrive(streets, reach(streets, origin, limit_s, profile), places, profile).of(0)
    times = dict(zip(home.tolist(), (ms / 1000).tolist(), strict=True))
    return [times.get(i) for i in range(len(homes))]


@pytest.mark.parametrize(
    ("profile", "name", "times"),
    [(profile, name, times) for profile, table in TABLES for name, times in table.items()],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_homes_on_the_corners_are_as_far_as_the_corners(streets, profile, name, times):
    assert seconds(streets, CORNERS[name], CORNERS.values(), profile) == list(times)


HOMES = {
    "village street 20": (20, 4),
    "church street 40": (140, 0),
    "school path 30": (-8, 30),
    "beside the steps": (104, 60),
    "pond road": (150, 146),
    "hub lane 100": (200, 20),
}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        # from the bakery: 20 m + 4; 140 m; 30 m + 8; 100 + 60 m + 4; 120 + 100 + 80 m + 4; 200 + 20 m
        (WALK_AVERAGE, [18, 105, 28.5, 123, 228, 165]),
        (WALK_OLDER, [28.8, 168, 45.6, 196.8, 364.8, 264]),
        # by bicycle to church street, 4 m past the square, then 60 m across the grass beside the steps
        (CYCLE, [7.2, 42, 11.4, 30 + 1.2 + 18, 91.2, 66]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_from_the_bakery_to_the_doors_of_the_neighbourhood(streets, profile, expected):
    assert seconds(streets, (0, 0), HOMES.values(), profile) == expected


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (WALK_AVERAGE, [165 + 60 + 3, 90 + 45, 195 + 67.5 + 6, 120 + 45 + 3, 60 + 3, 75]),
        (CYCLE, [114 + 6 + 1.2, 144 + 12, 78 + 27 + 2.4, 144 + 1.2 + 18, 24 + 1.2, 30]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_from_the_hub_to_the_doors_of_the_neighbourhood(streets, profile, expected):
    """By bicycle round by the school, for church street may not be ridden back."""
    assert seconds(streets, CORNERS["hub"], HOMES.values(), profile) == pytest.approx(expected)


SAME_STREET = [(110, 3), (130, -6), (150, 0), (190, 9)]


@pytest.mark.parametrize("door", range(4))
def test_on_foot_neighbours_of_one_street_walk_straight_to_each_other(streets, door):
    x, leg = SAME_STREET[door][0], abs(SAME_STREET[door][1])
    expected = [(leg + abs(other - x) + abs(gap)) * 0.75 for other, gap in SAME_STREET]
    assert seconds(streets, SAME_STREET[door], SAME_STREET, WALK_AVERAGE) == expected


@pytest.mark.parametrize("door", range(4))
def test_by_bicycle_neighbours_behind_one_are_reached_round_the_block(streets, door):
    x, leg = SAME_STREET[door][0], abs(SAME_STREET[door][1])
    ahead = [(leg + other - x + abs(gap)) * 0.3 for other, gap in SAME_STREET]
    round_the_block = (200 - x + leg) * 0.3 + 180
    expected = [
        t if other >= x else round_the_block + (other - 100 + abs(gap)) * 0.3
        for t, (other, gap) in zip(ahead, SAME_STREET, strict=True)
    ]
    assert seconds(streets, SAME_STREET[door], SAME_STREET, CYCLE) == pytest.approx(expected)


def test_a_home_is_not_its_own_hub_without_its_two_legs(streets):
    """From the door to the street and back to the door: nobody is 0 s from a house set back from the road."""
    assert seconds(streets, (40, -16), [(40, -16)], WALK_AVERAGE) == [24]
    assert seconds(streets, (40, 0), [(40, 0)], WALK_AVERAGE) == [0]


@pytest.mark.parametrize(("profile", "across"), [(WALK_AVERAGE, 12), (WALK_OLDER, 19.2), (CYCLE, 4.8)])
def test_over_the_road_is_both_legs(streets, profile, across):
    assert seconds(streets, (40, -8), [(40, 8)], profile) == [across]


def test_a_home_on_a_bend_is_reached_along_the_bend(streets):
    """From the park 30 m up and 50 m along; from the hub the other way round, the same."""
    assert seconds(streets, (100, 120), [(150, 150)], WALK_AVERAGE) == [60]
    assert seconds(streets, (200, 120), [(150, 150)], WALK_AVERAGE) == [60]
    assert seconds(streets, (150, 150), [(100, 120), (200, 120)], CYCLE) == [24, 24]


def test_round_the_block_can_be_quicker_than_along_the_street():
    """A street that goes the long way round: its two ends are one step apart."""
    hairpin = road((0, 0), (0, 200), (10, 200), (10, 0))
    streets = build([hairpin, road((0, 0), (10, 0))])
    assert seconds(streets, (0, 50), [(10, 50)], METRE_A_SECOND) == [110]
    assert seconds(streets, (0, 180), [(10, 180)], METRE_A_SECOND) == [50]


@pytest.mark.parametrize("limit_s", [0, 17, 18, 28, 29, 104, 105, 122, 123, 164, 165, 227, 228])
def test_the_limit_is_tested_at_the_door(streets, limit_s):
    times = [18, 105, 28.5, 123, 228, 165]
    found = seconds(streets, (0, 0), HOMES.values(), WALK_AVERAGE, limit_s)
    assert found == [t if t <= limit_s else None for t in times]


@pytest.mark.parametrize(("limit_s", "found"), [(9, None), (10, 10.0)])
def test_a_home_exactly_at_the_limit_is_in_time(limit_s, found):
    streets = build([road((0, 0), (100, 0))])
    assert seconds(streets, (0, 0), [(10, 0)], METRE_A_SECOND, limit_s) == [found]


def test_a_home_one_millimetre_too_far_is_late():
    streets = build([road((0, 0), (100, 0))])
    assert seconds(streets, (0, 0), [(10.001, 0)], METRE_A_SECOND, 10) == [None]


def test_a_hub_on_a_node_reaches_homes_like_a_door_there(streets):
    homes = snap(streets, [x for x, _ in HOMES.values()], [y for _, y in HOMES.values()], CYCLE)
    for name in ORDER:
        node = at_nodes(streets, [corner.node(streets, name)])
        door = snap(streets, *([v] for v in CORNERS[name]), CYCLE)
        one, other = (arrive(streets, reach(streets, at, 900, CYCLE), homes, CYCLE) for at in (node, door))
        assert one.ms.tolist() == other.ms.tolist()
        assert one.home.tolist() == other.home.tolist()


def test_homes_on_nodes_are_reached_like_the_nodes(streets):
    nodes = at_nodes(streets, np.arange(6))
    found = reach(streets, nodes, 3600, CYCLE)
    arrived = arrive(streets, found, nodes, CYCLE)
    for origin in range(6):
        node, ms = found.of(origin)
        home, home_ms = arrived.of(origin)
        assert dict(zip(node.tolist(), ms.tolist(), strict=True)) == dict(
            zip(home.tolist(), home_ms.tolist(), strict=True)
        )


def test_who_arrives_in_a_one_way_street_comes_from_its_tail():
    streets = build([road((0, 0), (100, 0), access=2), road((0, 0), (0, 40)), road((100, 0), (100, 40))])
    assert seconds(streets, (0, 40), [(30, 0)], WHEELS) == [70]
    assert seconds(streets, (100, 40), [(30, 0)], WHEELS) == [None]
    assert seconds(streets, (30, 0), [(100, 40), (0, 40)], WHEELS) == [110, None]


def test_a_home_without_a_street_is_listed_and_never_arrives(streets):
    homes = snap(streets, [0, 5000, 40, -5000], [0, 0, 0, 0], CYCLE)
    arrived = arrive(streets, reach(streets, homes, 3600, CYCLE), homes, CYCLE)
    assert arrived.unreachable.tolist() == [1, 3]
    assert set(arrived.home.tolist()) == {0, 2}
    assert arrived.indptr.tolist() == [0, 2, 2, 4, 4]
