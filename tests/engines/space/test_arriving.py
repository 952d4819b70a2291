import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, build, worlds
from wooncirkel.engines.space import (
    ALL_ACCESS,
    CYCLE,
    NEVER_MS,
    WALK_AVERAGE,
    arrive,
    at_nodes,
    reach,
    snap,
)

HOMES = {
    "over the bakery": (0.0, 0.0),
    "village street 4": (40.0, -16.0),
    "village street 8": (80.0, 8.0),
    "church street 5": (150.0, -8.0),
    "pond road": (150.0, 158.0),
    "out of town": (40.0, 900.0),
}


def times(origin, profile, limit_s=600):
    streets = corner.network()
    homes = snap(streets, [x for x, _ in HOMES.values()], [y for _, y in HOMES.values()], profile)
    hub = snap(streets, [origin[0]], [origin[1]], profile)
    found = arrive(streets, reach(streets, hub, limit_s, profile), homes, profile)
    names = list(HOMES)
    home, ms = found.of(0)
    assert [names[i] for i in found.unreachable] == ["out of town"]
    return {names[h]: t / 1000 for h, t in zip(home.tolist(), ms.tolist(), strict=True)}


def test_on_foot_from_the_bakery():
    assert times((0.0, 0.0), WALK_AVERAGE) == {
        "over the bakery": 0,
        "village street 4": 30 + 12,
        "village street 8": 60 + 6,
        "church street 5": 75 + 37.5 + 6,
        "pond road": 165 + 60 + 6,
    }


def test_by_bicycle_from_the_hub_against_the_one_way_street():
    """From the hub the bakery is 48 + 30 + 36 s away; the house in church street lies behind it."""
    assert times((200.0, 120.0), CYCLE) == {
        "over the bakery": 114,
        "village street 4": 114 + 12 + 4.8,
        "village street 8": 114 + 24 + 2.4,
        "church street 5": 114 + 30 + 15 + 2.4,
        "pond road": 24 + 2.4,
    }


def test_neighbours_in_one_street_walk_along_it():
    assert times((60.0, 4.0), WALK_AVERAGE)["village street 4"] == 3 + 15 + 12
    assert times((60.0, 4.0), WALK_AVERAGE)["village street 8"] == 3 + 15 + 6


def test_in_a_one_way_street_only_with_the_arrow():
    assert times((120.0, 0.0), CYCLE)["church street 5"] == 9 + 2.4
    against = times((180.0, 0.0), CYCLE)["church street 5"]
    assert against == 6 + 36 + 114 + 30 + 15 + 2.4
    assert times((180.0, 0.0), WALK_AVERAGE)["church street 5"] == 22.5 + 6


@pytest.mark.parametrize(("limit_s", "reached"), [(41, False), (42, True)])
def test_the_limit_is_within_the_door(limit_s, reached):
    assert ("village street 4" in times((0.0, 0.0), WALK_AVERAGE, limit_s)) == reached


def test_own_street_counts_though_no_corner_is_in_time():
    assert times((60.0, 4.0), WALK_AVERAGE, limit_s=30) == {"village street 4": 30, "village street 8": 24}


def test_a_round_street_goes_the_short_way():
    ring = Line(
        ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)), "residential", ALL_ACCESS
    )
    streets = build([ring])
    hub, homes = snap(streets, [10.0], [0.0], CYCLE), snap(streets, [0.0, 100.0], [20.0, 90.0], CYCLE)
    found = arrive(streets, reach(streets, hub, 600, CYCLE), homes, CYCLE)
    assert found.ms.tolist() == [9_000, 54_000]


def test_seconds_round_up():
    streets = corner.network()
    homes = snap(streets, [41.0], [0.0], CYCLE)
    found = arrive(streets, reach(streets, at_nodes(streets, [0]), 600, CYCLE), homes, CYCLE)
    assert found.seconds.tolist() == [-(-int(found.ms[0]) // 1000)]


def test_no_homes_and_no_origins():
    streets = corner.network()
    nobody = snap(streets, [], [], CYCLE)
    here = reach(streets, at_nodes(streets, [0, 1]), 600, CYCLE)
    assert arrive(streets, here, nobody, CYCLE).indptr.tolist() == [0, 0, 0]
    nowhere = reach(streets, at_nodes(streets, np.zeros(0, np.int32)), 600, CYCLE)
    assert arrive(streets, nowhere, at_nodes(streets, [0]), CYCLE).indptr.tolist() == [0]


def test_homes_of_another_network_are_refused():
    streets = corner.network()
    many = build([Line(((i, 0.0), (i + 1.0, 0.0)), "residential", ALL_ACCESS) for i in range(20)])
    with pytest.raises(ValueError, match="does not have"):
        arrive(
            streets, reach(streets, at_nodes(streets, [0]), 60, CYCLE), snap(many, [19.5], [0], CYCLE), CYCLE
        )


@pytest.mark.parametrize("name", ["indptr", "home", "ms", "unreachable"])
def test_results_are_read_only(name):
    streets = corner.network()
    places = snap(streets, [0.0, 5000.0], [0.0, 0.0], CYCLE)
    found = arrive(streets, reach(streets, places, 600, CYCLE), places, CYCLE)
    with pytest.raises(ValueError, match="read-only"):
        getattr(found, name)[0] = 1


def legal(streets, profile, street, step) -> bool:
    along, against = (1, 1) if profile.mode == "foot" else (2, 4)
    bits = int(streets.access[street])
    return step == 0 or bool(bits & (along if step > 0 else against))


def by_hand(streets, found, homes, profile, origin, home) -> int:
    """Quickest of: through the tail, through the head, along the street."""
    if not homes.found[home]:
        return NEVER_MS
    reached = dict(zip(*(a.tolist() for a in found.of(origin)), strict=True))
    ways = [
        reached.get(int(homes.tail[home]), NEVER_MS) + int(homes.arrive_tail_ms[home]),
        reached.get(int(homes.head[home]), NEVER_MS) + int(homes.arrive_head_ms[home]),
    ]
    hub = found.origins
    if hub.found[origin] and hub.street[origin] == homes.street[home]:
        step = int(homes.street_ms[home]) - int(hub.street_ms[origin])
        if legal(streets, profile, int(homes.street[home]), step):
            ways.append(abs(step) + int(hub.leg_ms[origin]) + int(homes.leg_ms[home]))
    return min(ways)


POINTS = st.lists(st.tuples(st.floats(-90, 1300), st.floats(-90, 1300)), min_size=1, max_size=8)


@pytest.mark.parametrize("profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name)
@given(world=worlds(), hubs=POINTS, doors=POINTS, limit_s=st.sampled_from([5, 60, 600]))
@settings(max_examples=50, deadline=None)
def test_every_pair_by_brute_force(profile, world, hubs, doors, limit_s):
    streets = build(world)
    hub, homes = (
        snap(streets, [x for x, _ in points], [y for _, y in points], profile) for points in (hubs, doors)
    )
    found = reach(streets, hub, limit_s, profile)
    arrivals = arrive(streets, found, homes, profile)
    for origin in range(len(hubs)):
        expected = {h: by_hand(streets, found, homes, profile, origin, h) for h in range(len(doors))}
        home, ms = arrivals.of(origin)
        assert home.tolist() == sorted(home.tolist())
        in_time = {h: t for h, t in expected.items() if t <= limit_s * 1000}
        assert dict(zip(home.tolist(), ms.tolist(), strict=True)) == in_time
    assert arrivals.unreachable.tolist() == np.flatnonzero(~homes.found).tolist()


def test_output_in_several_parts(monkeypatch):
    streets = corner.network()
    rng = np.random.default_rng(3)
    hubs, homes = (snap(streets, *rng.uniform(-50, 250, (2, 30)), WALK_AVERAGE) for _ in range(2))
    found = reach(streets, hubs, 200, WALK_AVERAGE)
    whole = arrive(streets, found, homes, WALK_AVERAGE)
    monkeypatch.setattr("wooncirkel.engines.space.arriving.ROOM", 5)
    parts = arrive(streets, found, homes, WALK_AVERAGE)
    for name in ("indptr", "home", "ms"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
