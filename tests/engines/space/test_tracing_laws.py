"""What holds for every drawing: it is the reach, once, no more and no less."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.space.changes import METRE_A_SECOND, WHEELS, moved, road, towns, turned_round
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, build, worlds
from wooncirkel.engines.space import Trace, at_nodes, reach, snap, trace

travellers = pytest.mark.parametrize(
    "profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name
)
EXAMPLES = settings(max_examples=12, deadline=None)
DOOR = st.tuples(st.floats(0, 900), st.floats(0, 900))
LIMITS = st.sampled_from([0, 20, 60, 61, 300, 3600])


def from_door(world, door, profile, limit_s) -> tuple:
    streets = build(world)
    found = reach(streets, snap(streets, [door[0]], [door[1]], profile, max_metres=2000.0), limit_s, profile)
    return streets, found, trace(streets, found, 0, profile)


def by_minute(lines: Trace) -> dict[int, float]:
    metres = lines.metres()
    return {int(m): float(metres[lines.minute == m].sum()) for m in np.unique(lines.minute)}


@travellers
@given(world=worlds(), door=DOOR, limit_s=LIMITS)
@EXAMPLES
def test_no_metre_of_street_is_drawn_twice(profile, world, door, limit_s):
    streets, _, lines = from_door(world, door, profile, limit_s)
    metres = np.bincount(lines.street, lines.metres(), streets.street_count)
    assert (metres <= streets.length + 0.05).all()


@travellers
@given(world=worlds(), door=DOOR, limit_s=LIMITS)
@EXAMPLES
def test_no_street_is_drawn_that_this_traveller_does_not_take(profile, world, door, limit_s):
    streets, _, lines = from_door(world, door, profile, limit_s)
    assert streets.graph(profile).usable[lines.street].all()


@travellers
@given(world=worlds(), door=DOOR)
@EXAMPLES
def test_what_is_wholly_in_time_is_wholly_drawn(profile, world, door):
    """A street whose both ends are reached, with time left to walk it all, misses nothing."""
    streets, found, lines = from_door(world, door, profile, 3600)
    node, ms = found.of(0)
    time = np.full(streets.node_count, 1 << 40)
    time[node] = ms
    graph = streets.graph(profile)
    metres = np.bincount(lines.street, lines.metres(), streets.street_count)
    in_time = graph.forward & (time[streets.tail] + graph.street_ms <= 3_600_000)
    in_time |= graph.backward & (time[streets.head] + graph.street_ms <= 3_600_000)
    own = found.origins.street[0]
    in_time[own if own >= 0 else []] = False
    assert metres[in_time] == pytest.approx(streets.length[in_time], abs=0.05)


@travellers
@given(world=worlds(), door=DOOR, limit_s=LIMITS)
@EXAMPLES
def test_the_drawing_is_whole_points_and_pointers(profile, world, door, limit_s):
    streets, _, lines = from_door(world, door, profile, limit_s)
    assert lines.indptr[0] == 0
    assert lines.indptr[-1] == len(lines.x) == len(lines.y) == len(lines.lon) == len(lines.lat)
    assert (np.diff(lines.indptr) >= 2).all()
    assert len(lines) == len(lines.street) == len(lines.minute) == len(lines.indptr) - 1
    assert ((lines.street >= 0) & (lines.street < streets.street_count)).all()
    assert ((lines.minute >= 0) & (lines.minute * 60 < max(limit_s, 1))).all()


@travellers
@given(world=worlds(), door=DOOR, limit_s=LIMITS)
@EXAMPLES
def test_no_piece_lies_farther_than_one_can_go(profile, world, door, limit_s):
    _, found, lines = from_door(world, door, profile, limit_s)
    leg = float(found.origins.metres[0]) if found.origins.found[0] else 0.0
    limit_m = max(limit_s * profile.metres_per_second - leg, 0.0)
    if len(lines):
        away = np.hypot(lines.x - found.origins.x[0], lines.y - found.origins.y[0])
        assert away.max() <= limit_m + 0.1


@travellers
@given(world=worlds(), door=DOOR)
@EXAMPLES
def test_within_a_minute_no_piece_is_longer_than_a_minute(profile, world, door):
    _, _, lines = from_door(world, door, profile, 3600)
    assert (lines.metres() <= 60 * profile.metres_per_second + 0.05).all()


@travellers
@given(world=worlds(), door=DOOR)
@EXAMPLES
def test_earlier_minutes_stay_as_they_are_when_there_is_more_time(profile, world, door):
    minutes = [by_minute(from_door(world, door, profile, limit_s)[2]) for limit_s in (60, 180, 600)]
    for (limit, less), more in zip(((1, minutes[0]), (3, minutes[1])), minutes[1:], strict=True):
        for minute in range(limit):
            assert less.get(minute, 0) == pytest.approx(more.get(minute, 0), abs=1e-6)


@given(town=towns(), data=st.data(), limit_s=LIMITS)
@EXAMPLES
def test_the_end_from_which_a_street_is_drawn_changes_no_minute(town, data, limit_s):
    line = data.draw(st.sampled_from(town))
    door = line.points[0]
    for profile in (METRE_A_SECOND, WHEELS):
        nodes = []
        for world in (town, [turned_round(other) for other in town]):
            streets = build(world)
            origin = np.flatnonzero(np.hypot(streets.node_x - door[0], streets.node_y - door[1]) < 0.01)
            found = reach(streets, at_nodes(streets, origin), limit_s, profile)
            nodes.append(by_minute(trace(streets, found, 0, profile)))
        assert nodes[0] == pytest.approx(nodes[1], abs=0.05)


@given(town=towns(), limit_s=st.sampled_from([30, 90, 400]), data=st.data())
@EXAMPLES
def test_a_town_turned_is_drawn_turned(town, limit_s, data):
    door = data.draw(st.sampled_from(town)).points[0]
    one = from_door(town, door, METRE_A_SECOND, limit_s)[2]
    other = from_door(moved(town, lambda p: (-p[1], p[0])), (-door[1], door[0]), METRE_A_SECOND, limit_s)[2]
    assert by_minute(one) == pytest.approx(by_minute(other), abs=0.05)
    assert one.x.min(initial=0) == pytest.approx(other.y.min(initial=0), abs=0.05)
    assert one.y.max(initial=0) == pytest.approx(-other.x.min(initial=0), abs=0.05)


@travellers
@given(world=worlds(), door=DOOR, limit_s=LIMITS)
@EXAMPLES
def test_the_same_twice(profile, world, door, limit_s):
    one, two = (from_door(world, door, profile, limit_s)[2] for _ in range(2))
    for name in one.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(two, name))


@travellers
@given(world=worlds(), door=DOOR, limit_s=LIMITS, step=st.sampled_from([1.0, 5.0, 25.0, 1e6]))
@EXAMPLES
def test_samples_are_close_together_and_on_the_drawing(profile, world, door, limit_s, step):
    _, _, lines = from_door(world, door, profile, limit_s)
    x, y = lines.samples(step)
    assert len(x) == len(y) >= len(lines.x) - len(lines)
    assert lines.x.min(initial=1e9) <= x.min(initial=1e9) + 1e-6
    assert x.max(initial=-1e9) <= lines.x.max(initial=-1e9) + 1e-6
    expected = 0
    for first, last in pairwise(lines.indptr.tolist()):
        steps = np.hypot(np.diff(lines.x[first:last]), np.diff(lines.y[first:last]))
        expected += int((np.ceil(steps / step) + 1).sum())
    assert len(x) == expected


def test_the_length_of_a_piece_is_that_of_its_line():
    streets = build([road((0, 0), (30, 0), (30, 40), (60, 80)), road((0, 0), (0, -5))])
    found = reach(streets, at_nodes(streets, np.arange(streets.node_count)), 3600, METRE_A_SECOND)
    for origin in range(streets.node_count):
        lines = trace(streets, found, origin, METRE_A_SECOND)
        for piece, (first, last) in enumerate(pairwise(lines.indptr.tolist())):
            along = np.hypot(np.diff(lines.x[first:last]), np.diff(lines.y[first:last])).sum()
            assert lines.metres()[piece] == pytest.approx(along)
        assert lines.metres().sum() == pytest.approx(125)
