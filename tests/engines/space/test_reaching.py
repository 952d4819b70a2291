import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from corner import CORNERS
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, build, shortest, worlds
from wooncirkel.engines.space import (
    ALL_ACCESS,
    CYCLE,
    WALK_AVERAGE,
    WALK_OLDER,
    Profile,
    at_nodes,
    reach,
    snap,
)

FROM_THE_BAKERY_ON_FOOT = {"bakery": 0, "square": 75, "school": 90, "church": 150, "park": 165, "hub": 240}
FROM_THE_CHURCH_BY_BICYCLE = {
    "church": 0,
    "hub": 36,
    "park": 84,
    "school": 114,
    "bakery": 150,
    "square": 180,
}
FROM_THE_BAKERY_BY_BICYCLE = {"bakery": 0, "square": 30, "school": 36, "church": 60, "park": 66, "hub": 96}


def from_corner(name, profile, limit_s):
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [corner.node(streets, name)]), limit_s, profile)
    return corner.by_corner(streets, *found.of(0))


@pytest.mark.parametrize(
    ("name", "profile", "expected"),
    [
        ("bakery", WALK_AVERAGE, FROM_THE_BAKERY_ON_FOOT),
        ("church", CYCLE, FROM_THE_CHURCH_BY_BICYCLE),
        ("bakery", CYCLE, FROM_THE_BAKERY_BY_BICYCLE),
    ],
)
def test_times_counted_on_fingers(name, profile, expected):
    assert from_corner(name, profile, 600) == expected


@pytest.mark.parametrize(
    ("limit_s", "corners"),
    [
        (0, {"bakery"}),
        (74, {"bakery"}),
        (75, {"bakery", "square"}),
        (90, {"bakery", "square", "school"}),
        (149, {"bakery", "square", "school"}),
        (239, set(CORNERS) - {"hub"}),
        (240, set(CORNERS)),
    ],
)
def test_the_limit_is_within(limit_s, corners):
    assert set(from_corner("bakery", WALK_AVERAGE, limit_s)) == corners


def test_older_people_are_slower():
    assert from_corner("bakery", WALK_OLDER, 600)["hub"] == 384


def test_the_way_from_the_door_counts():
    streets = corner.network()
    found = reach(streets, snap(streets, [40.0], [-16.0], WALK_AVERAGE), 600, WALK_AVERAGE)
    assert corner.by_corner(streets, *found.of(0)) == {
        "bakery": 42,
        "square": 57,
        "school": 132,
        "church": 132,
        "park": 147,
        "hub": 222,
    }


def test_a_hub_in_a_one_way_street_sends_people_along_it():
    streets = corner.network()
    found = reach(streets, snap(streets, [150.0], [0.0], CYCLE), 600, CYCLE)
    assert corner.by_corner(streets, *found.of(0))["church"] == 15
    assert corner.by_corner(streets, *found.of(0))["square"] == 195


def test_seconds_round_up_after_the_limit_test():
    streets = corner.network()
    crawl = Profile("crawl", 4.7, "foot", "test")
    found = reach(streets, at_nodes(streets, [corner.node(streets, "bakery")]), 77, crawl)
    assert sorted(found.ms.tolist()) == [0, 76596]
    assert sorted(found.seconds.tolist()) == [0, 77]
    assert len(reach(streets, at_nodes(streets, [corner.node(streets, "bakery")]), 76, crawl).node) == 1


def test_origins_without_a_street_are_listed_and_reach_nothing():
    streets = corner.network()
    places = snap(streets, [0.0, 5000.0, 200.0], [0.0, 0.0, 120.0], WALK_AVERAGE)
    found = reach(streets, places, 600, WALK_AVERAGE)
    assert found.unreachable.tolist() == [1]
    assert found.indptr.tolist() == [0, 6, 6, 12]


def test_a_leg_longer_than_the_limit_reaches_nothing():
    streets = corner.network()
    found = reach(streets, snap(streets, [0.0], [-100.0], WALK_AVERAGE), 60, WALK_AVERAGE)
    assert found.unreachable.tolist() == []
    assert len(found.node) == 0


def test_no_origin_no_answer():
    streets = corner.network()
    found = reach(streets, at_nodes(streets, np.zeros(0, np.int32)), 600, CYCLE)
    assert found.indptr.tolist() == [0]
    assert len(found.node) == len(found.seconds) == 0


@pytest.mark.parametrize("name", ["indptr", "node", "ms"])
def test_results_are_read_only(name):
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [0]), 600, CYCLE)
    with pytest.raises(ValueError, match="read-only"):
        getattr(found, name)[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.limit_s = 1  # type: ignore[misc]


@pytest.mark.parametrize("limit", [-1, 86_401, 1.5, "600", None, True, float("nan")])
def test_limits_that_cannot_be_are_refused(limit):
    streets = corner.network()
    with pytest.raises(ValueError, match="whole number of seconds"):
        reach(streets, at_nodes(streets, [0]), limit, CYCLE)


def test_a_day_is_a_limit():
    streets = corner.network()
    assert len(reach(streets, at_nodes(streets, [0]), 86_400, WALK_AVERAGE).node) == 6


def test_places_of_another_network_are_refused():
    many = build([Line(((i, 0.0), (i + 1.0, 0.0)), "residential", ALL_ACCESS) for i in range(20)])
    with pytest.raises(ValueError, match="does not have"):
        reach(corner.network(), at_nodes(many, [20]), 600, CYCLE)
    with pytest.raises(ValueError, match="does not have"):
        reach(corner.network(), snap(many, [19.5], [0.0], CYCLE), 600, CYCLE)


def dense(found, size) -> np.ndarray:
    times = np.full((len(found.origins), size), np.inf)
    for origin in range(len(found.origins)):
        node, ms = found.of(origin)
        assert len(set(node.tolist())) == len(node), "a node stands twice"
        times[origin, node] = ms
    return times


def same(world, profile, limit_s):
    streets = build(world)
    expected = shortest(world, streets, profile)
    expected[expected > limit_s * 1000] = np.inf
    found = reach(streets, at_nodes(streets, np.arange(streets.node_count)), limit_s, profile)
    assert np.array_equal(dense(found, streets.node_count), expected)


@given(world=worlds(), limit_s=st.sampled_from([0, 1, 7, 30, 120, 600, 86_400]))
@settings(max_examples=200, deadline=None)
def test_equal_to_scipy_by_bicycle(world, limit_s):
    same(world, CYCLING, limit_s)


@pytest.mark.parametrize("profile", [WALKING, SOME_WAYS], ids=lambda profile: profile.name)
@given(world=worlds(), limit_s=st.sampled_from([5, 60, 3600]))
@settings(max_examples=80, deadline=None)
def test_equal_to_scipy_for_other_travellers(profile, world, limit_s):
    same(world, profile, limit_s)


@given(world=worlds(most_corners=40, most_lines=60))
@settings(max_examples=40, deadline=None)
def test_equal_to_scipy_in_larger_worlds(world):
    same(world, CYCLING, 300)


def test_a_long_chain_with_dead_ends_and_one_ways():
    rng = np.random.default_rng(5)
    world = []
    for i in range(150):
        access = int(rng.choice([ALL_ACCESS, ALL_ACCESS, 3, 5]))
        world.append(Line(((i * 10.0, 0.0), (i * 10.0 + 10, 0.0)), "residential", access))
        if i % 3 == 0:
            world.append(Line(((i * 10.0, 0.0), (i * 10.0, 25.0)), "residential", ALL_ACCESS))
            world.append(Line(((i * 10.0, 25.0), (i * 10.0 + 4, 40.0)), "residential", access))
    same(world, CYCLING, 3600)
    same(world, WALKING, 100)


def grid(size: int, seed: int) -> list[Line]:
    rng = np.random.default_rng(seed)
    at = rng.uniform(-20, 20, (size, size, 2)) + np.stack(np.meshgrid(*[np.arange(size) * 80.0] * 2), axis=-1)
    lines = []
    for i in range(size):
        for j in range(size):
            here = tuple(at[i, j])
            for k, m in ((i + 1, j), (i, j + 1)):
                if k < size and m < size and rng.random() < 0.9:
                    access = int(rng.choice([ALL_ACCESS, ALL_ACCESS, 3, 5]))
                    lines.append(Line((here, tuple(at[k, m])), "residential", access))
    return lines


@pytest.mark.parametrize("seed", range(4))
def test_equal_to_scipy_on_a_town(seed):
    same(grid(20, seed), CYCLING, 240)


def test_equal_when_the_queue_must_grow():
    """A whole town in reach of each origin, from one end to the other."""
    same(grid(40, 9), CYCLING, 86_400)


def test_the_same_twice():
    world = grid(12, 3)
    one, two = (
        reach(s, at_nodes(s, np.arange(s.node_count)), 200, CYCLING) for s in (build(world), build(world))
    )
    for name in ("indptr", "node", "ms"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_one_by_one_is_the_same_as_together():
    streets = build(grid(10, 4))
    together = reach(streets, at_nodes(streets, np.arange(streets.node_count)), 150, CYCLING)
    for origin in range(0, streets.node_count, 7):
        alone = reach(streets, at_nodes(streets, [origin]), 150, CYCLING)
        assert np.array_equal(alone.of(0), together.of(origin))


def test_output_in_several_parts(monkeypatch):
    streets = build(grid(10, 4))
    whole = reach(streets, at_nodes(streets, np.arange(streets.node_count)), 150, CYCLING)
    monkeypatch.setattr("wooncirkel.engines.space.reaching.ROOM", 10)
    parts = reach(streets, at_nodes(streets, np.arange(streets.node_count)), 150, CYCLING)
    assert np.array_equal(whole.node, parts.node)
    assert np.array_equal(whole.indptr, parts.indptr)
