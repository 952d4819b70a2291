"""What holds for homes in any street network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.space.changes import METRE_A_SECOND, WHEELS, cut, moved, towns, turned_round
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, build, worlds
from wooncirkel.engines.space import Profile, arrive, at_nodes, reach, snap

travellers = pytest.mark.parametrize(
    "profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name
)
EXAMPLES = settings(max_examples=12, deadline=None)
POINTS = st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900)), min_size=1, max_size=7)
LIMITS = st.sampled_from([0, 20, 90, 400, 3600])


def doors_of(world, hubs, homes, profile, limit_s=3600, farthest=2000.0):
    streets = build(world)
    origin, home = (
        snap(streets, *np.array(points).T, profile, max_metres=farthest) for points in (hubs, homes)
    )
    return arrive(streets, reach(streets, origin, limit_s, profile), home, profile)


def table(arrivals) -> dict[tuple[int, int], int]:
    origin = np.repeat(np.arange(len(arrivals.indptr) - 1), np.diff(arrivals.indptr))
    return {(int(o), int(h)): int(t) for o, h, t in zip(origin, arrivals.home, arrivals.ms, strict=True)}


@travellers
@given(world=worlds(), hubs=POINTS, homes=POINTS, limits=st.tuples(LIMITS, LIMITS))
@EXAMPLES
def test_a_larger_limit_reaches_the_same_homes_as_early_and_more(profile, world, hubs, homes, limits):
    near, far = (table(doors_of(world, hubs, homes, profile, limit)) for limit in sorted(limits))
    assert near.items() <= far.items()
    assert all(t > 1000 * min(limits) for pair, t in far.items() if pair not in near)


@travellers
@given(world=worlds(), hubs=POINTS, homes=POINTS, data=st.data())
@EXAMPLES
def test_homes_in_another_order_arrive_as_early(profile, world, hubs, homes, data):
    order = data.draw(st.permutations(range(len(homes))))
    one = table(doors_of(world, hubs, homes, profile))
    other = table(doors_of(world, hubs, [homes[i] for i in order], profile))
    assert {(o, order[h]): t for (o, h), t in other.items()} == one


@travellers
@given(world=worlds(), hubs=POINTS, homes=POINTS)
@EXAMPLES
def test_each_hub_by_itself_is_the_hubs_together(profile, world, hubs, homes):
    together = doors_of(world, hubs, homes, profile)
    for origin, hub in enumerate(hubs):
        alone = doors_of(world, [hub], homes, profile)
        assert alone.home.tolist() == together.of(origin)[0].tolist()
        assert alone.ms.tolist() == together.of(origin)[1].tolist()


@travellers
@given(world=worlds(), hubs=POINTS, homes=POINTS)
@EXAMPLES
def test_homes_rise_within_a_hub_and_stand_there_once(profile, world, hubs, homes):
    arrivals = doors_of(world, hubs, homes, profile)
    assert arrivals.indptr[0] == 0
    assert arrivals.indptr[-1] == len(arrivals.home) == len(arrivals.ms)
    for origin in range(len(hubs)):
        home, ms = arrivals.of(origin)
        assert (np.diff(home) > 0).all()
        assert (ms >= 0).all()
        assert (ms <= arrivals.limit_s * 1000).all()


@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_walking_to_a_neighbour_takes_as_long_as_walking_back(world, points):
    times = table(doors_of(world, points, points, WALKING))
    assert all(times[b, a] == t for (a, b), t in times.items())


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_no_detour_over_a_third_door_is_shorter(profile, world, points):
    """But for the third door's own leg, which is walked in and out."""
    times = table(doors_of(world, points, points, profile))
    for (a, b), first in times.items():
        for c in range(len(points)):
            if (b, c) in times and first + times[b, c] <= 3_600_000:
                assert times[a, c] <= first + times[b, c]


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_to_ones_own_door_is_out_and_in(profile, world, points):
    places = snap(build(world), *np.array(points).T, profile, max_metres=2000.0)
    times = table(doors_of(world, points, points, profile))
    for i in np.flatnonzero(places.found):
        own = 2 * int(places.leg_ms[i])
        assert times.get((i, i)) == (own if own <= 3_600_000 else None)


@travellers
@given(world=worlds(), hubs=POINTS, homes=POINTS)
@EXAMPLES
def test_seconds_are_the_milliseconds_rounded_up(profile, world, hubs, homes):
    arrivals = doors_of(world, hubs, homes, profile)
    assert arrivals.seconds.tolist() == [-(-t // 1000) for t in arrivals.ms.tolist()]
    assert (arrivals.seconds <= arrivals.limit_s).all()


@travellers
@given(world=worlds(), hubs=POINTS, homes=POINTS)
@EXAMPLES
def test_homes_without_a_street_are_listed_whatever_the_hub(profile, world, hubs, homes):
    arrivals = doors_of(world, hubs, homes, profile, farthest=40.0)
    lost = snap(build(world), *np.array(homes).T, profile, max_metres=40.0).unreachable
    assert arrivals.unreachable.tolist() == lost.tolist()
    assert not set(arrivals.home.tolist()) & set(lost.tolist())


MOVES = {
    "shifted": lambda p: (p[0] + 200.0, p[1] + 100.0),
    "turned": lambda p: (-p[1], p[0]),
    "mirrored": lambda p: (-p[0], p[1]),
}


def at_doors(draw, town):
    """Doors just beside the streets of a town, never at a corner, where rounding would choose."""
    doors = []
    for _ in range(draw(st.integers(1, 4))):
        (ax, ay), (bx, by) = draw(st.sampled_from(town)).points
        part = draw(st.sampled_from([0.125, 0.25, 0.5, 0.75]))
        gap = (0.25, 0.0) if ax == bx else (0.0, 0.25)
        doors.append((ax + part * (bx - ax) + gap[0], ay + part * (by - ay) + gap[1]))
    return doors


@pytest.mark.parametrize("name", MOVES)
@given(town=towns(), data=st.data())
@EXAMPLES
def test_a_town_turned_with_its_doors_keeps_every_time(name, town, data):
    hubs, homes = at_doors(data.draw, town), at_doors(data.draw, town)
    before = table(doors_of(town, hubs, homes, METRE_A_SECOND))
    turn = MOVES[name]
    after = table(
        doors_of(moved(town, turn), [turn(p) for p in hubs], [turn(p) for p in homes], METRE_A_SECOND)
    )
    assert after.keys() == before.keys()
    assert all(abs(after[pair] - t) <= 2 for pair, t in before.items())


@pytest.mark.parametrize("profile", [METRE_A_SECOND, WHEELS], ids=lambda profile: profile.mode)
@given(town=towns(), data=st.data())
@EXAMPLES
def test_drawing_a_street_from_the_other_end_moves_no_door(profile, town, data):
    hubs, homes = at_doors(data.draw, town), at_doors(data.draw, town)
    before = table(doors_of(town, hubs, homes, profile, farthest=0.5))
    after = table(doors_of([turned_round(line) for line in town], hubs, homes, profile, farthest=0.5))
    assert after.keys() == before.keys()
    assert all(abs(after[pair] - t) <= 2 for pair, t in before.items())


@given(town=towns(), data=st.data())
@EXAMPLES
def test_a_new_corner_in_the_street_leaves_every_door_where_it_was(town, data):
    hubs, homes = at_doors(data.draw, town), at_doors(data.draw, town)
    line = data.draw(st.sampled_from(town))
    split = [other for other in town if other is not line] + cut(line, line.metres / 2)
    before, after = (table(doors_of(world, hubs, homes, METRE_A_SECOND)) for world in (town, split))
    assert before == after


@given(town=towns(), data=st.data())
@EXAMPLES
def test_twice_as_fast_is_twice_as_early_to_the_door(town, data):
    hubs, homes = at_doors(data.draw, town), at_doors(data.draw, town)
    fast = Profile("fast", 2 * METRE_A_SECOND.kmh, "foot", "test")
    slow, quick = (table(doors_of(town, hubs, homes, who)) for who in (METRE_A_SECOND, fast))
    assert slow.keys() <= quick.keys()
    assert all(abs(2 * quick[pair] - t) <= 6 for pair, t in slow.items())


@travellers
@given(world=worlds(), hubs=POINTS)
@EXAMPLES
def test_homes_on_all_corners_are_the_corners_reached(profile, world, hubs):
    streets = build(world)
    origins = snap(streets, *np.array(hubs).T, profile, max_metres=2000.0)
    found = reach(streets, origins, 400, profile)
    corners = at_nodes(streets, np.arange(streets.node_count))
    arrivals = arrive(streets, found, corners, profile)
    for origin in range(len(hubs)):
        node, ms = found.of(origin)
        order = np.argsort(node)
        assert arrivals.of(origin)[0].tolist() == node[order].tolist()
        assert arrivals.of(origin)[1].tolist() == ms[order].tolist()
