import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from corner import STREETS
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, build, worlds
from wooncirkel.engines.space import (
    ALL_ACCESS,
    CYCLE,
    CYCLE_FORWARD,
    WALK_AVERAGE,
    Profile,
    at_nodes,
    reach,
    snap,
    trace,
)

SLOW = Profile("slow", 3.6, "foot", "one metre a second")
BIKE = Profile("bike", 3.6, "cycle", "one metre a second")


def drawn(streets, places, profile, limit_s, origin=0):
    return trace(streets, reach(streets, places, limit_s, profile), origin, profile)


def at_corner(name, profile, limit_s):
    streets = corner.network()
    return drawn(streets, at_nodes(streets, [corner.node(streets, name)]), profile, limit_s)


def test_everything_is_drawn_when_everything_is_in_time():
    lines = at_corner("bakery", WALK_AVERAGE, 3600)
    assert lines.metres().sum() == pytest.approx(sum(street.metres for street in STREETS))


@pytest.mark.parametrize(
    ("limit_s", "metres"),
    [
        (0, 0),
        (30, 2 * 40),
        (75, 2 * 100),
        (90, 100 + 120 + 20 + 20),
        (150, 100 + 120 + 100 + 100 + 80),
    ],
)
def test_the_length_counted_on_fingers(limit_s, metres):
    """From the bakery at 4/3 m/s; in 150 s: all but 20 of both the steps and school lane."""
    assert at_corner("bakery", WALK_AVERAGE, limit_s).metres().sum() == pytest.approx(metres)


def test_no_minute_but_those_of_the_limit():
    lines = at_corner("bakery", WALK_AVERAGE, 150)
    assert set(lines.minute.tolist()) == {0, 1, 2}
    assert set(at_corner("bakery", WALK_AVERAGE, 120).minute.tolist()) == {0, 1}


def test_metres_by_minute():
    lines = at_corner("bakery", WALK_AVERAGE, 150)
    metres = lines.metres()
    by_minute = [metres[lines.minute == minute].sum() for minute in range(3)]
    first = 2 * 80
    second = 20 + 60 + 60 + 40 + 40
    assert by_minute == pytest.approx([first, second, 500 - first - second])


def test_two_ways_meet_in_the_middle():
    """Church and school are 150 and 90 s away, the park 165: pond road and hub lane meet at no corner."""
    streets = corner.network()
    lines = at_corner("bakery", WALK_AVERAGE, 3600)
    road = corner.street(streets, "pond road")
    parts = lines.metres()[lines.street == road]
    assert parts.sum() == pytest.approx(160.0)
    last = lines.minute[lines.street == road].max()
    assert last == (165 + (120 + 240 - 165) / 2) // 60


def ends(lines, piece) -> tuple[tuple[float, float], tuple[float, float]]:
    first, last = lines.indptr[piece], lines.indptr[piece + 1] - 1
    return (lines.x[first], lines.y[first]), (lines.x[last], lines.y[last])


def test_the_cut_lies_exactly_at_the_limit():
    straight = build([Line(((0.0, 0.0), (300.0, 0.0)), "residential", ALL_ACCESS)])
    lines = drawn(straight, snap(straight, [0.0], [0.0], SLOW), SLOW, 100)
    assert len(lines) == 2
    assert lines.minute.tolist() == [0, 1]
    assert ends(lines, 0) == ((0.0, 0.0), (60.0, 0.0))
    assert ends(lines, 1) == ((60.0, 0.0), (100.0, 0.0))
    assert lines.lon[[0, 1, 3]] == pytest.approx(6.56 + np.array([0, 60, 100]) * 1.5e-5, abs=1e-7)


def test_from_the_door_both_ways_along_the_own_street():
    straight = build([Line(((0.0, 0.0), (300.0, 0.0)), "residential", ALL_ACCESS)])
    lines = drawn(straight, snap(straight, [150.0], [10.0], SLOW), SLOW, 50)
    assert sorted(ends(lines, i) for i in range(len(lines))) == [
        ((110.0, 0.0), (150.0, 0.0)),
        ((150.0, 0.0), (190.0, 0.0)),
    ]


def test_the_leg_delays_the_minutes():
    straight = build([Line(((0.0, 0.0), (300.0, 0.0)), "residential", ALL_ACCESS)])
    lines = drawn(straight, snap(straight, [150.0], [50.0], SLOW), SLOW, 100)
    assert lines.minute.tolist().count(0) == 2
    assert lines.metres()[lines.minute == 0] == pytest.approx([10.0, 10.0])


def test_a_one_way_street_is_drawn_with_the_arrow():
    straight = build([Line(((0.0, 0.0), (300.0, 0.0)), "residential", CYCLE_FORWARD)])
    lines = drawn(straight, snap(straight, [150.0], [0.0], BIKE), BIKE, 50)
    assert [ends(lines, i) for i in range(len(lines))] == [((150.0, 0.0), (200.0, 0.0))]


def test_a_bend_is_drawn_as_it_runs():
    streets = corner.network()
    lines = at_corner("park", CYCLE, 24)
    road = corner.street(streets, "pond road")
    (piece,) = np.flatnonzero(lines.street == road)
    part = slice(lines.indptr[piece], lines.indptr[piece + 1])
    assert list(zip(lines.x[part], lines.y[part], strict=True)) == [(100, 120), (100, 150), (150, 150)]


def test_a_round_street_is_drawn_once():
    ring = Line(
        ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)), "residential", ALL_ACCESS
    )
    streets = build([ring, Line(((0.0, 0.0), (-50.0, 0.0)), "residential", ALL_ACCESS)])
    node = int(np.flatnonzero(streets.node_x == 0.0)[0])
    lines = drawn(streets, at_nodes(streets, [node]), SLOW, 3600)
    assert lines.metres().sum() == pytest.approx(450.0)


def test_nothing_for_an_origin_without_a_street():
    streets = corner.network()
    lines = drawn(streets, snap(streets, [9999.0], [0.0], CYCLE), CYCLE, 600)
    assert len(lines) == 0
    assert lines.indptr.tolist() == [0]
    assert lines.metres().tolist() == []


@pytest.mark.parametrize("origin", [-1, 1, 99])
def test_origins_that_are_not_there_are_refused(origin):
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [0]), 60, CYCLE)
    with pytest.raises(ValueError, match="no origin"):
        trace(streets, found, origin, CYCLE)


@pytest.mark.parametrize("name", ["indptr", "lon", "lat", "x", "y", "street", "minute"])
def test_pieces_are_read_only(name):
    lines = at_corner("bakery", CYCLE, 60)
    with pytest.raises(ValueError, match="read-only"):
        getattr(lines, name)[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        lines.minute = lines.street  # type: ignore[misc]


def arrival(streets, profile, reached, hub, s, position) -> float:
    """Earliest time [ms] at a position [ms from the tail] of street s."""
    bits = int(streets.access[s])
    along, against = (1, 1) if profile.mode == "foot" else (2, 4)
    whole = int(streets.graph(profile).street_ms[s])
    best = float("inf")
    if bits & along:
        best = min(best, reached.get(int(streets.tail[s]), float("inf")) + position)
    if bits & against:
        best = min(best, reached.get(int(streets.head[s]), float("inf")) + whole - position)
    if hub.found[0] and hub.street[0] == s:
        step = position - int(hub.street_ms[0])
        if (step >= 0 and bits & along) or (step <= 0 and bits & against):
            best = min(best, abs(step) + int(hub.leg_ms[0]))
    return best


def reachable_metres(streets, profile, found, limit) -> tuple[float, dict[int, float]]:
    """Length in time and by minute, from a fine comb of positions on every street (midpoint rule)."""
    teeth, total, minutes = 400, 0.0, {}
    reached = dict(zip(*(a.tolist() for a in found.of(0)), strict=True))
    graph = streets.graph(profile)
    for s in np.flatnonzero(graph.usable):
        whole, length = int(graph.street_ms[s]), float(streets.length[s])
        for tooth in range(teeth):
            time = arrival(streets, profile, reached, found.origins, s, (tooth + 0.5) / teeth * whole)
            if time < limit:
                total += length / teeth
                minute = int(time // 60_000)
                minutes[minute] = minutes.get(minute, 0.0) + length / teeth
    return total, minutes


@pytest.mark.parametrize("profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name)
@given(
    world=worlds(most_corners=6, most_lines=8),
    point=st.tuples(st.floats(0, 400), st.floats(0, 400)),
    limit_s=st.sampled_from([20, 60, 150, 600]),
)
@settings(max_examples=25, deadline=None)
def test_the_drawn_length_by_brute_force(profile, world, point, limit_s):
    streets = build(world)
    found = reach(streets, snap(streets, [point[0]], [point[1]], profile), limit_s, profile)
    lines = trace(streets, found, 0, profile)
    total, minutes = reachable_metres(streets, profile, found, limit_s * 1000)
    comb = sum(line.metres for line in world) / 400
    metres = lines.metres()
    assert metres.sum() == pytest.approx(total, abs=4 * comb + 0.1)
    for minute in set(minutes) | set(lines.minute.tolist()):
        part = metres[lines.minute == minute].sum()
        assert part == pytest.approx(minutes.get(minute, 0.0), abs=4 * comb + 0.1)
    assert ((lines.minute >= 0) & (lines.minute * 60 < limit_s)).all()
    assert (np.diff(lines.indptr) >= 2).all()


@given(world=worlds(), point=st.tuples(st.floats(0, 400), st.floats(0, 400)))
@settings(max_examples=40, deadline=None)
def test_a_wider_limit_only_adds(world, point):
    streets = build(world)
    hub = snap(streets, [point[0]], [point[1]], CYCLING)
    by_limit = [drawn(streets, hub, CYCLING, limit_s) for limit_s in (60, 120, 600)]
    for narrow, wide in pairwise(by_limit):
        assert wide.metres().sum() >= narrow.metres().sum() - 1e-6
        for minute in set(narrow.minute.tolist()):
            one, two = (lines.metres()[lines.minute == minute].sum() for lines in (narrow, wide))
            assert one == pytest.approx(two, abs=1e-6)


def test_more_room_is_made_when_needed(monkeypatch):
    whole = at_corner("bakery", WALK_AVERAGE, 600)
    small = __import__("wooncirkel.engines.space.tracing", fromlist=["_pen"])
    make = small._pen
    asked = []

    def tiny(pieces, points):
        asked.append((pieces, points))
        return make(pieces, points) if len(asked) > 1 else make(2, 3)

    monkeypatch.setattr(small, "_pen", tiny)
    again = at_corner("bakery", WALK_AVERAGE, 600)
    assert len(asked) == 2
    assert np.array_equal(whole.x, again.x)
    assert np.array_equal(whole.indptr, again.indptr)


def test_samples_lie_on_the_streets_close_together():
    lines = at_corner("bakery", WALK_AVERAGE, 600)
    x, y = lines.samples(7.0)
    assert len(x) == len(y) > 100
    for piece in range(len(lines)):
        part = slice(lines.indptr[piece], lines.indptr[piece + 1])
        for px, py in zip(lines.x[part], lines.y[part], strict=True):
            assert np.hypot(x - px, y - py).min() < 1e-9
    for px, py in zip(x[:-1], y[:-1], strict=True):
        assert np.sort(np.hypot(x - px, y - py))[1] <= 7.0
