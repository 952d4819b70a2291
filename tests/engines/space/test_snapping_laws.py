"""What holds for doors on any street network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.space.changes import METRE_A_SECOND, WHEELS, moved, road, towns, turned_round
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, build, worlds
from wooncirkel.engines.space import NEVER_MS, Profile, arrive, at_nodes, reach, snap
from wooncirkel.engines.space.nearness import CELL_METRES, segment_index

travellers = pytest.mark.parametrize(
    "profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name
)
EXAMPLES = settings(max_examples=12, deadline=None)
POINTS = st.lists(st.tuples(st.floats(-90, 1300), st.floats(-90, 1300)), min_size=1, max_size=8)
FAR = 3000.0


def doors(world, points, profile, farthest=FAR):
    x, y = np.array(points).T
    return snap(build(world), x, y, profile, max_metres=farthest)


@travellers
@given(world=worlds(), points=POINTS, distances=st.tuples(st.floats(1, 900), st.floats(1, 900)))
@EXAMPLES
def test_looking_farther_finds_the_same_and_more(profile, world, points, distances):
    near, far = (doors(world, points, profile, metres) for metres in sorted(distances))
    assert (near.found <= far.found).all()
    for name in near.__dataclass_fields__:
        assert np.array_equal(getattr(near, name)[near.found], getattr(far, name)[near.found])
    assert (far.metres[far.found & ~near.found] > min(distances)).all()


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_the_order_and_direction_of_drawing_leave_the_distance(profile, world, points):
    one, other = (
        doors(world, points, profile),
        doors([turned_round(line) for line in world[::-1]], points, profile),
    )
    assert np.array_equal(one.found, other.found)
    assert one.metres[one.found] == pytest.approx(other.metres[one.found], abs=1e-9)
    assert np.abs(one.leg_ms - other.leg_ms)[one.found].max(initial=0) <= 1


MOVES = {
    "shifted": lambda p: (p[0] - 900.0, p[1] + 70.0),
    "turned a quarter": lambda p: (p[1], -p[0]),
    "mirrored": lambda p: (p[0], -p[1]),
}


@pytest.mark.parametrize("name", MOVES)
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_a_map_turned_with_its_doors_keeps_every_distance(name, world, points):
    one = doors(world, points, WALKING)
    other = doors(moved(world, MOVES[name]), [MOVES[name](point) for point in points], WALKING)
    assert np.array_equal(one.found, other.found)
    assert one.metres[one.found] == pytest.approx(other.metres[one.found], abs=1e-6)


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_the_nearest_point_of_the_nearest_point_is_itself(profile, world, points):
    streets = build(world)
    x, y = np.array(points).T
    first = snap(streets, x, y, profile, max_metres=FAR)
    again = snap(streets, first.x[first.found], first.y[first.found], profile, max_metres=1.0)
    assert again.found.all()
    assert (again.metres < 1e-6).all()


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_the_distance_is_that_from_the_door_to_the_point_named(profile, world, points):
    x, y = np.array(points).T
    found = doors(world, points, profile)
    ok = found.found
    gap = np.hypot(found.x - x, found.y - y)
    assert found.metres[ok] == pytest.approx(gap[ok], abs=1e-6)
    speed = profile.metres_per_second
    assert found.leg_ms[ok] == pytest.approx(found.metres[ok] / speed * 1000, abs=0.51)


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_no_street_is_named_that_this_traveller_does_not_take(profile, world, points):
    streets = build(world)
    graph = streets.graph(profile)
    found = doors(world, points, profile)
    chosen = found.street[found.found]
    assert graph.usable[chosen].all()
    assert np.array_equal(found.tail[found.found], streets.tail[chosen])
    assert np.array_equal(found.head[found.found], streets.head[chosen])
    assert (found.street_ms[found.found] <= graph.street_ms[chosen]).all()
    assert (found.street_ms[found.found] >= 0).all()


@travellers
@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_where_one_may_leave_to_one_may_arrive_from_the_other_end(profile, world, points):
    """Leaving with the arrow ends at the head; arriving with it begins at the tail."""
    streets = build(world)
    found = doors(world, points, profile)
    ok = found.found
    inner = ok & (found.street_ms > 0)
    inner[ok] &= found.street_ms[ok] < streets.graph(profile).street_ms[found.street[ok]]
    assert np.array_equal(found.leave_head_ms[inner] < NEVER_MS, found.arrive_tail_ms[inner] < NEVER_MS)
    assert np.array_equal(found.leave_tail_ms[inner] < NEVER_MS, found.arrive_head_ms[inner] < NEVER_MS)
    assert ((found.leave_head_ms < NEVER_MS) | (found.leave_tail_ms < NEVER_MS))[ok].all()


@given(world=worlds(), points=POINTS)
@EXAMPLES
def test_a_slower_traveller_stands_in_the_same_place(world, points):
    slow = Profile("slow", WALKING.kmh / 4, "foot", "test")
    one, other = doors(world, points, WALKING), doors(world, points, slow)
    assert np.array_equal(one.street, other.street)
    assert np.array_equal(one.x, other.x, equal_nan=True)
    assert (other.leg_ms >= one.leg_ms).all()


@given(town=towns(), data=st.data())
@EXAMPLES
def test_a_point_on_a_street_has_no_leg(town, data):
    line = data.draw(st.sampled_from(town))
    part = data.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
    (ax, ay), (bx, by) = line.points
    found = doors(
        [line],
        [(ax + part * (bx - ax), ay + part * (by - ay))],
        METRE_A_SECOND if line.access & 1 else WHEELS,
    )
    assert found.metres[0] == pytest.approx(0, abs=1e-9)
    assert found.leg_ms[0] == 0


@given(town=towns(), data=st.data())
@EXAMPLES
def test_a_door_on_a_corner_is_that_corner(town, data):
    """In a town where no street crosses a corner that is not its own."""
    streets = build(town)
    here = at_nodes(streets, [data.draw(st.integers(0, streets.node_count - 1))])
    door = snap(streets, here.x, here.y, METRE_A_SECOND, max_metres=0.01)
    assert door.found[0]
    everybody = at_nodes(streets, np.arange(streets.node_count))
    found = reach(streets, everybody, 3600, METRE_A_SECOND)
    to_node, to_door = (arrive(streets, found, home, METRE_A_SECOND) for home in (here, door))
    assert to_node.indptr.tolist() == to_door.indptr.tolist()
    assert to_node.ms.tolist() == to_door.ms.tolist()


class TestTheGrid:
    """The squares through which the nearest street is sought."""

    def test_every_street_stands_in_the_squares_that_it_crosses(self):
        world = [road((10, 10), (330, 250)), road((5, 120), (395, 120)), road((150, 0), (150, 390))]
        grid, segments = segment_index(build(world), METRE_A_SECOND)
        inside = {
            (cell % grid.columns, cell // grid.columns, int(segments.street[s]))
            for cell in range(grid.columns * grid.rows)
            for s in grid.segment[grid.indptr[cell] : grid.indptr[cell + 1]]
        }
        for s in range(len(segments.street)):
            for part in np.linspace(0, 1, 400):
                x = segments.x0[s] + part * (segments.x1[s] - segments.x0[s])
                y = segments.y0[s] + part * (segments.y1[s] - segments.y0[s])
                cell = (int((x - grid.x) // grid.cell), int((y - grid.y) // grid.cell))
                assert (*cell, int(segments.street[s])) in inside

    def test_a_square_is_a_hundred_metres(self):
        grid, _ = segment_index(build([road((0, 0), (450, 0)), road((0, 0), (0, 210))]), METRE_A_SECOND)
        assert (grid.cell, grid.columns, grid.rows) == (CELL_METRES, 5, 3)

    def test_squares_grow_when_the_land_is_vast(self):
        vast = build([road((0, 0), (10, 0)), road((2e6, 2e6), (2e6 + 10, 2e6))])
        grid, _ = segment_index(vast, METRE_A_SECOND)
        assert grid.columns * grid.rows < 1.1 * (1 << 24)
        assert snap(vast, [2e6 + 5, 5.0], [2e6 + 3, 4.0], METRE_A_SECOND).metres.tolist() == [3, 4]

    @given(world=worlds())
    @EXAMPLES
    def test_within_a_square_numbers_rise_and_no_street_is_lost(self, world):
        grid, segments = segment_index(build(world), WALKING)
        for first, last in zip(grid.indptr[:-1], grid.indptr[1:], strict=True):
            assert (np.diff(grid.segment[first:last]) > 0).all()
        assert set(grid.segment.tolist()) == set(range(len(segments.street)))

    def test_the_index_is_made_once_for_each_traveller(self):
        streets = build([road((0, 0), (10, 0))])
        assert segment_index(streets, WALKING) is segment_index(streets, WALKING)
        assert segment_index(streets, WALKING) is not segment_index(streets, CYCLING)
