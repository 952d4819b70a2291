import numpy as np
import pytest
from hypothesis import given, settings

import corner
from corner import STREETS
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, arcs, build, worlds
from wooncirkel.engines.space import ALL_ACCESS, CYCLE, FOOT, NEVER_MS, WALK_AVERAGE, WALK_OLDER
from wooncirkel.engines.space.graph import travel_ms

SECONDS = {
    WALK_AVERAGE: {100.0: 75, 120.0: 90, 160.0: 120},
    WALK_OLDER: {100.0: 120, 120.0: 144, 160.0: 192},
    CYCLE: {100.0: 30, 120.0: 36, 160.0: 48},
}


@pytest.mark.parametrize("profile", SECONDS, ids=lambda profile: profile.name)
@pytest.mark.parametrize("street", STREETS, ids=lambda street: street.name)
def test_a_street_takes_its_length_over_the_speed(profile, street):
    streets = corner.network()
    graph = streets.graph(profile)
    assert graph.street_ms[corner.street(streets, street.name)] == SECONDS[profile][street.metres] * 1000


def open_streets(flags):
    streets = corner.network()
    return {street.name for street in STREETS if flags[corner.street(streets, street.name)]}


def test_pedestrians_may_go_everywhere_both_ways():
    graph = corner.network().graph(WALK_AVERAGE)
    assert graph.forward.all()
    assert graph.backward.all()
    assert graph.usable.all()


def test_cyclists_leave_the_steps_and_keep_to_one_way():
    graph = corner.network().graph(CYCLE)
    everything = {street.name for street in STREETS}
    assert open_streets(graph.forward) == everything - {"park steps"}
    assert open_streets(graph.backward) == everything - {"park steps", "church street"}
    assert open_streets(graph.usable) == everything - {"park steps"}


def plain(graph) -> dict[tuple[int, int], int]:
    indptr, target, ms = graph.csr()
    source = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    found = {(int(a), int(b)): int(c) for a, b, c in zip(source, target, ms, strict=True)}
    assert len(found) == len(target), "an arc stands twice"
    return found


@pytest.mark.parametrize("profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name)
@given(world=worlds())
@settings(max_examples=40, deadline=None)
def test_the_plain_graph_is_that_of_the_lines(profile, world):
    streets = build(world)
    assert plain(streets.graph(profile)) == arcs(world, streets, profile)


def test_parallel_streets_keep_the_quickest():
    short = Line(((0.0, 0.0), (10.0, 0.0)), "residential", FOOT)
    long = Line(((10.0, 0.0), (5.0, 20.0), (0.0, 0.0)), "residential", ALL_ACCESS)
    streets = build([long, short])
    assert set(plain(streets.graph(WALKING)).values()) == {7500}
    assert min(plain(streets.graph(CYCLING)).values()) > 12000 - 1


def test_a_step_takes_at_least_a_millisecond():
    tiny = Line(((0.0, 0.0), (0.0001, 0.0), (0.02, 0.0)), "residential", ALL_ACCESS)
    streets = build([tiny])
    assert streets.graph(CYCLING).street_ms[0] == 6
    assert travel_ms(np.array([0.0]), CYCLING).tolist() == [0]
    nothing = Line(((0.0, 0.0), (0.0, 0.0)), "residential", ALL_ACCESS)
    far = Line(((5.0, 0.0), (9.0, 0.0)), "residential", ALL_ACCESS)
    assert (build([nothing, far]).graph(CYCLING).street_ms >= 1).all()


def test_very_long_ways_do_not_overflow():
    assert travel_ms(np.array([1e12]), WALK_OLDER).tolist() == [NEVER_MS - 1]


@pytest.mark.parametrize("name", ["street_ms", "forward", "backward"])
def test_graph_arrays_are_read_only(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(corner.network().graph(CYCLE), name)[0] = 1


def kinds(world) -> tuple[int, int]:
    core = build(world).graph(WALKING).core
    return len(core.node_of), len(core.fill)


def road(*points) -> Line:
    return Line(tuple((float(x), float(y)) for x, y in points), "residential", ALL_ACCESS)


def test_a_line_of_streets_keeps_one_core_node():
    assert kinds([road((i, 0), (i + 1, 0)) for i in range(9)]) == (1, 9)


def test_a_ring_keeps_one_core_node():
    corners = [(0, 0), (9, 0), (9, 9), (0, 9)]
    assert kinds([road(corners[i], corners[(i + 1) % 4]) for i in range(4)]) == (1, 3)


def test_a_ladder_keeps_its_junctions():
    rails = [road((i, y), (i + 1, y)) for i in range(3) for y in (0, 5)]
    rungs = [road((i, 0), (i, 5)) for i in range(4)]
    assert kinds(rails + rungs) == (4, 4)


def test_dead_ends_hang_on_what_they_leave():
    ladder = [road((i, y), (i + 1, y)) for i in range(3) for y in (0, 5)]
    ladder += [road((i, 0), (i, 5)) for i in range(4)]
    dead_ends = [road((1, 0), (1, -3)), road((1, -3), (1, -6)), road((0, 0), (-3, 0))]
    assert kinds(ladder + dead_ends) == (4, 7)


@given(world=worlds(most_corners=20, most_lines=30))
@settings(max_examples=60, deadline=None)
def test_every_node_is_core_or_in_one_chain(world):
    core = build(world).graph(CYCLING).core
    in_core, in_chain = core.core_of >= 0, core.chain_of >= 0
    assert (in_core != in_chain).all()
    assert sorted(core.fill[:, 2]) == np.flatnonzero(in_chain).tolist()
    assert core.node_of[core.core_of[in_core]].tolist() == np.flatnonzero(in_core).tolist()
    assert len(core.arcs) == core.arc_indptr[-1]
    assert (core.fill[:, :2] >= 0).all()
    assert (core.fill[:, :2] <= NEVER_MS).all()
