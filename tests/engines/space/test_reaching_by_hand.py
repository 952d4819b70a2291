"""The six corners, counted on fingers, for every traveller and from every corner."""

import numpy as np
import pytest

import corner
from corner import CORNERS
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    WALK_OLDER,
    Profile,
    StreetNetwork,
    at_nodes,
    reach,
    snap,
)

ORDER = ("bakery", "square", "church", "school", "park", "hub")

WALKING_S = {
    "bakery": (0, 75, 150, 90, 165, 240),
    "square": (75, 0, 75, 165, 90, 165),
    "church": (150, 75, 0, 240, 165, 90),
    "school": (90, 165, 240, 0, 75, 195),
    "park": (165, 90, 165, 75, 0, 120),
    "hub": (240, 165, 90, 195, 120, 0),
}
OLDER_S = {
    "bakery": (0, 120, 240, 144, 264, 384),
    "square": (120, 0, 120, 264, 144, 264),
    "church": (240, 120, 0, 384, 264, 144),
    "school": (144, 264, 384, 0, 120, 312),
    "park": (264, 144, 264, 120, 0, 192),
    "hub": (384, 264, 144, 312, 192, 0),
}
CYCLING_S = {
    "bakery": (0, 30, 60, 36, 66, 96),
    "square": (30, 0, 30, 66, 96, 66),
    "church": (150, 180, 0, 114, 84, 36),
    "school": (36, 66, 96, 0, 30, 78),
    "park": (66, 96, 84, 30, 0, 48),
    "hub": (114, 144, 36, 78, 48, 0),
}
TABLES = ((WALK_AVERAGE, WALKING_S), (WALK_OLDER, OLDER_S), (CYCLE, CYCLING_S))
TRIPS = [(profile, name, times) for profile, table in TABLES for name, times in table.items()]


@pytest.fixture(scope="module")
def streets() -> StreetNetwork:
    return corner.network()


def seconds(streets: StreetNetwork, origins, profile: Profile, limit_s: int = 3600) -> dict[str, float]:
    return corner.by_corner(streets, *reach(streets, origins, limit_s, profile).of(0))


def from_corner(streets, name, profile, limit_s=3600):
    return seconds(streets, at_nodes(streets, [corner.node(streets, name)]), profile, limit_s)


def from_door(streets, x, y, profile, limit_s=3600):
    return seconds(streets, snap(streets, [x], [y], profile), profile, limit_s)


@pytest.mark.parametrize(
    ("profile", "name", "times"), TRIPS, ids=lambda value: getattr(value, "name", str(value))
)
def test_each_corner_to_each_corner(streets, profile, name, times):
    assert from_corner(streets, name, profile) == dict(zip(ORDER, times, strict=True))


@pytest.mark.parametrize(
    ("profile", "name", "times"), TRIPS, ids=lambda value: getattr(value, "name", str(value))
)
def test_a_door_on_the_corner_is_as_good_as_the_corner(streets, profile, name, times):
    assert from_door(streets, *CORNERS[name], profile) == dict(zip(ORDER, times, strict=True))


@pytest.mark.parametrize(
    ("profile", "name", "times"), TRIPS, ids=lambda value: getattr(value, "name", str(value))
)
def test_every_limit_takes_exactly_the_corners_within(streets, profile, name, times):
    for limit_s in {0, *times, *(max(t - 1, 0) for t in times)}:
        near = {other for other, t in zip(ORDER, times, strict=True) if t <= limit_s}
        assert set(from_corner(streets, name, profile, limit_s)) == near


def test_all_corners_together_are_the_corners_one_by_one(streets):
    nodes = [corner.node(streets, name) for name in ORDER]
    together = reach(streets, at_nodes(streets, nodes), 3600, CYCLE)
    for origin, name in enumerate(ORDER):
        found = corner.by_corner(streets, *together.of(origin))
        assert found == dict(zip(ORDER, CYCLING_S[name], strict=True))


def test_the_same_corner_may_be_asked_twice(streets):
    hub = corner.node(streets, "hub")
    found = reach(streets, at_nodes(streets, [hub, hub]), 100, CYCLE)
    assert np.array_equal(found.of(0), found.of(1))


@pytest.mark.parametrize(
    ("x", "y", "profile", "expected"),
    [
        # at the door of number 25, on the pavement itself: 25 m to the bakery, 75 m to the square
        (25, 0, WALK_AVERAGE, (18.75, 56.25, 131.25, 108.75, 146.25, 221.25)),
        # the same door at an older pace
        (25, 0, WALK_OLDER, (30, 90, 210, 174, 234, 354)),
        # by bicycle: the steps are no way to the park
        (25, 0, CYCLE, (7.5, 22.5, 52.5, 43.5, 73.5, 88.5)),
        # 12 m behind it: 9, 14.4 and 3.6 s more
        (25, -12, WALK_AVERAGE, (27.75, 65.25, 140.25, 117.75, 155.25, 230.25)),
        (25, -12, WALK_OLDER, (44.4, 104.4, 224.4, 188.4, 248.4, 368.4)),
        (25, -12, CYCLE, (11.1, 26.1, 56.1, 47.1, 77.1, 92.1)),
        # halfway the steps on foot
        (100, 60, WALK_AVERAGE, (120, 45, 120, 120, 45, 165)),
        (100, 60, WALK_OLDER, (192, 72, 192, 192, 72, 264)),
        # a house in the one-way street leaves with the arrow by bicycle, both ways on foot
        (130, 0, CYCLE, (171, 201, 21, 135, 105, 57)),
        (130, 0, WALK_AVERAGE, (97.5, 22.5, 52.5, 187.5, 112.5, 142.5)),
        # on pond road, 50 m past the park, 20 m up the bend and round
        (120, 150, CYCLE, (81, 111, 69, 45, 15, 33)),
        (120, 150, WALK_AVERAGE, (202.5, 127.5, 172.5, 112.5, 37.5, 82.5)),
    ],
)
def test_from_a_door_with_its_leg(streets, x, y, profile, expected):
    assert from_door(streets, x, y, profile) == dict(zip(ORDER, expected, strict=True))


@pytest.mark.parametrize("side", [-7.0, 7.0])
def test_either_side_of_the_street_is_as_near(streets, side):
    assert from_door(streets, 40, side, WALK_AVERAGE) == from_door(streets, 40, -side, WALK_AVERAGE)


def test_a_bicycle_from_beside_the_steps_takes_the_nearest_street_that_it_may_use(streets):
    """(100, 50): steps at its feet; by bicycle village or church street, 50 m to the south: 15 s."""
    found = from_door(streets, 100, 50, CYCLE)
    assert found["square"] == 15
    assert found == {name: t + 15 for name, t in zip(ORDER, CYCLING_S["square"], strict=True)}


@pytest.mark.parametrize(("limit_s", "found"), [(14, set()), (15, {"square"}), (44, {"square"})])
def test_the_leg_counts_towards_the_limit(streets, limit_s, found):
    assert set(from_door(streets, 100, 50, CYCLE, limit_s)) == found


@pytest.mark.parametrize(
    ("kmh", "ms"),
    [(4.8, 75_000), (3.0, 120_000), (12.0, 30_000), (3.6, 100_000), (7.0, 51_429), (60.0, 6_000)],
)
def test_a_hundred_metres_at_a_speed_is_rounded_to_the_millisecond(streets, kmh, ms):
    walker = Profile("walker", kmh, "foot", "test")
    found = reach(streets, at_nodes(streets, [corner.node(streets, "bakery")]), 3600, walker)
    node, time = found.of(0)
    assert time[node == corner.node(streets, "square")].tolist() == [ms]


@pytest.mark.parametrize(
    ("kmh", "seconds"), [(4.8, 75), (7.0, 52), (7.2, 50), (4.7, 77), (59.0, 7), (60.0, 6)]
)
def test_seconds_are_rounded_up(streets, kmh, seconds):
    walker = Profile("walker", kmh, "foot", "test")
    found = reach(streets, at_nodes(streets, [corner.node(streets, "bakery")]), 3600, walker)
    assert found.seconds[found.node == corner.node(streets, "square")].tolist() == [seconds]


@pytest.mark.parametrize(("profile", "factor"), [(WALK_OLDER, 1.6), (CYCLE, None)])
def test_an_older_walker_takes_the_same_way_in_more_time_and_a_cyclist_another_way(streets, profile, factor):
    for name in ORDER:
        walked, other = (from_corner(streets, name, who) for who in (WALK_AVERAGE, profile))
        ratios = {round(other[to] / walked[to], 9) for to in ORDER if to != name}
        assert (ratios == {factor}) == (factor is not None)


def test_a_cyclist_who_shuns_residential_streets_stays_on_the_cycleway(streets):
    picky = Profile("picky", 12.0, "cycle", "test", frozenset({"cycleway"}))
    assert from_corner(streets, "bakery", picky) == {"bakery": 0, "school": 36}
    assert from_corner(streets, "church", picky) == {"church": 0}


def test_a_walker_who_cannot_climb_goes_round_the_steps(streets):
    wheels = Profile("wheels", 4.8, "foot", "test", WALK_AVERAGE.ways - {"steps"})
    assert from_corner(streets, "square", wheels)["park"] == 240
    assert from_corner(streets, "square", WALK_AVERAGE)["park"] == 90
