"""What is left out of the search, and how it comes back."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from engines.space.changes import METRE_A_SECOND, WHEELS, place, places, road, travel
from engines.space.worlds import CYCLING, WALKING, build, worlds
from wooncirkel.engines.space import NEVER_MS, Graph
from wooncirkel.engines.space.contract import pack

EXAMPLES = settings(max_examples=40, deadline=None)


def graph_of(world, profile=WHEELS) -> tuple[Graph, list]:
    streets = build(world)
    return streets.graph(profile), places(streets)


def core_places(world) -> set:
    graph, at = graph_of(world)
    return {at[v] for v in graph.core.node_of}


def square(size=30):
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return [road(a, b) for a, b in pairwise(corners)]


@pytest.mark.parametrize(
    ("more", "junctions"),
    [
        ([((0, 0), (30, 30))], {(0, 0), (30, 30)}),
        ([((0, 0), (-20, 0)), ((30, 0), (50, 0))], {(0, 0)}),
        ([((0, 0), (30, 30)), ((0, 30), (30, 0))], {(0, 0), (30, 0), (30, 30), (0, 30)}),
    ],
    ids=["one diagonal", "dead ends alone", "two diagonals"],
)
def test_junctions_stay_once_dead_ends_are_peeled_off(more, junctions):
    found = core_places(square() + [road(*ends) for ends in more])
    if len(junctions) == 1:
        assert len(found) == 1
    else:
        assert found == {place(point) for point in junctions}


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_every_loose_ring_keeps_one_corner(parts):
    world = [road(*[(x + 100 * i, y) for x, y in line.points]) for i in range(parts) for line in square()]
    assert len(core_places(world)) == parts


def test_a_chain_knows_the_way_from_both_its_ends():
    """Two junctions joined straight, by a row of 20 and 20 m and by a row of 10, 20 and 30 m."""
    row = [road((0, 0), (0, -10)), road((0, -10), (20, -10)), road((20, -10), (20, 20))]
    other = [road((0, 0), (0, 20)), road((0, 20), (20, 20))]
    graph, at = graph_of([*row, *other, road((0, 0), (20, 20))])
    core = graph.core
    assert {at[v] for v in core.node_of} == {(0, 0), (2000, 2000)}
    ways = {at[node]: {from_a, from_b} for from_a, from_b, node, _ in core.fill.tolist()}
    assert ways == {(0, -1000): {10_000, 50_000}, (2000, -1000): {30_000}, (0, 2000): {20_000}}


@pytest.mark.parametrize(("access", "never"), [(3, "from_b"), (5, "from_a"), (7, None)])
def test_a_one_way_chain_is_entered_from_one_end(access, never):
    """A row of two streets with arrows between two junctions: who may enter where."""
    row = [road((0, 0), (20, -10), access=access), road((20, -10), (40, 0), access=access)]
    more = [road((0, 0), (40, 0)), road((0, 0), (20, 30), (40, 0))]
    times = travel(row + more, WHEELS)
    half = round(1000 * (20**2 + 10**2) ** 0.5)
    west, east = times.get(((0, 0), (2000, -1000))), times.get(((4000, 0), (2000, -1000)))
    assert west == (half if never != "from_a" else 40_000 + half)
    assert east == (half if never != "from_b" else 40_000 + half)


def test_dead_ends_hang_on_their_corner_with_no_second_end():
    graph, at = graph_of(
        [*square(), road((0, 0), (30, 30)), road((30, 30), (60, 30)), road((60, 30), (60, 50))]
    )
    core = graph.core
    hung = {at[node]: (a, b) for a, b, node, dummy in core.fill.tolist() if dummy == len(core.node_of)}
    assert hung == {(6000, 3000): (30_000, NEVER_MS), (6000, 5000): (50_000, NEVER_MS)}


@pytest.mark.parametrize("length", [1, 4, 60])
def test_the_longest_chain_is_known(length):
    tail = [road((30 + 10 * i, 30), (40 + 10 * i, 30)) for i in range(length)]
    graph, _ = graph_of([*square(), road((0, 0), (30, 30)), *tail])
    assert graph.core.longest == max(length, 1)


@given(world=worlds(most_corners=20, most_lines=30))
@EXAMPLES
def test_the_tables_of_the_core_fit_together(world):
    core = build(world).graph(CYCLING).core
    size, chains = len(core.node_of), len(core.chain_indptr) - 1
    assert core.arc_indptr[0] == core.fill_indptr[0] == core.far_indptr[0] == 0
    assert core.arc_indptr[-1] == len(core.arcs)
    assert core.fill_indptr[-1] == core.chain_indptr[-1] == len(core.fill)
    assert core.far_indptr[-1] == len(core.far_rows)
    assert core.ends.shape == (chains, 2)
    assert core.longest == max(np.diff(core.chain_indptr), default=0)
    assert ((core.ends >= 0) & (core.ends <= size)).all()
    heads = (core.arcs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    ms = (core.arcs >> np.uint64(32)).astype(np.int64)
    assert (heads < size).all()
    assert ((ms >= 1) & (ms < NEVER_MS)).all()


@given(world=worlds(most_corners=20, most_lines=30))
@EXAMPLES
def test_neighbours_are_each_others_and_their_times_are_mirrored(world):
    pairs = build(world).graph(CYCLING).pairs
    owner = np.repeat(np.arange(len(pairs.indptr) - 1), np.diff(pairs.indptr))
    out = {(v, w): t for v, w, t in zip(owner, pairs.neighbour, pairs.out_ms, strict=True)}
    back = {(w, v): t for v, w, t in zip(owner, pairs.neighbour, pairs.back_ms, strict=True)}
    assert out == back
    assert len(out) == len(pairs.neighbour)
    assert all(v != w for v, w in out)


@given(world=worlds(most_corners=20, most_lines=30))
@EXAMPLES
def test_on_foot_a_chain_is_as_long_from_either_end(world):
    core = build(world).graph(WALKING).core
    for from_a, from_b, _, b in core.fill.tolist():
        assert from_a < NEVER_MS
        assert (from_b == NEVER_MS) == (b == len(core.node_of))


@pytest.mark.parametrize(("ms", "target"), [(0, 0), (1, 5), (NEVER_MS, 2**31 - 1)])
def test_time_and_target_share_one_word(ms, target):
    word = int(pack(ms, target))
    assert (word >> 32, word & 0xFFFFFFFF) == (ms, target)


def test_adding_time_to_a_word_leaves_its_target():
    word = pack(np.array([7], np.int32), np.array([9], np.int32)) + np.uint64(5 << 32)
    assert (int(word[0]) >> 32, int(word[0]) & 0xFFFFFFFF) == (12, 9)


@given(world=worlds(most_corners=12))
@EXAMPLES
def test_the_plain_graph_and_the_contracted_one_give_the_same_times(world):
    """The plain graph by Bellman and Ford, which knows no chains."""
    streets = build(world)
    indptr, target, ms = streets.graph(METRE_A_SECOND).csr()
    owner = np.repeat(np.arange(streets.node_count), np.diff(indptr))
    at = places(streets)
    times = travel(world, METRE_A_SECOND)
    for origin in range(streets.node_count):
        best = np.full(streets.node_count, np.inf)
        best[origin] = 0
        for _ in range(streets.node_count):
            np.minimum.at(best, target, best[owner] + ms)
        expected = {at[v]: int(t) for v, t in enumerate(best) if t <= 86_400_000}
        assert {b: t for (a, b), t in times.items() if a == at[origin]} == expected
