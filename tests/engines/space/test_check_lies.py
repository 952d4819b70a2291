"""The check is no formality: planted lies of every kind are found and named."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from engines.space.changes import road
from engines.space.worlds import WALKING, build, worlds
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    WALK_OLDER,
    Profile,
    Reach,
    StreetNetwork,
    at_nodes,
    check,
    reach,
    snap,
)

LIMIT_S = 70


@pytest.fixture(scope="module")
def streets() -> StreetNetwork:
    return corner.network()


@pytest.fixture(scope="module")
def found(streets) -> Reach:
    """Three origins: a corner's door, a door in the one-way street, nowhere."""
    return reach(streets, snap(streets, [0.0, 150.0, 9999.0], [-10.0, 4.0, 0.0], CYCLE), LIMIT_S, CYCLE)


def rows(found: Reach) -> list[list[tuple[int, int]]]:
    return [
        list(zip(*(part.tolist() for part in found.of(o)), strict=True)) for o in range(len(found.origins))
    ]


def rebuilt(found: Reach, new: list[list[tuple[int, int]]]) -> Reach:
    """A reach with other rows."""
    flat = [pair for row in new for pair in row]
    return replace(
        found,
        indptr=np.cumsum([0] + [len(row) for row in new]),
        node=np.array([v for v, _ in flat], dtype=np.int32),
        ms=np.array([t for _, t in flat], dtype=np.int32),
    )


def change_row(origin: int, change: Callable) -> Callable[[Reach], Reach]:
    def lie(found: Reach) -> Reach:
        new = rows(found)
        new[origin] = change(new[origin])
        return rebuilt(found, new)

    return lie


def change_origins(**fields) -> Callable[[Reach], Reach]:
    return lambda found: replace(
        found, origins=replace(found.origins, **{k: f(getattr(found.origins, k)) for k, f in fields.items()})
    )


LIES: dict[str, tuple[Callable[[Reach], Reach], str]] = {
    "a millisecond too late": (
        change_row(0, lambda row: [(row[0][0], row[0][1] + 1), *row[1:]]),
        r"Origin 0, node \d+: \d+ ms, not \d+ ms\.",
    ),
    "a millisecond too early": (
        change_row(1, lambda row: [*row[:-1], (row[-1][0], row[-1][1] - 1)]),
        r"Origin 1, node \d+: \d+ ms, not \d+ ms\.",
    ),
    "a negative time": (
        change_row(0, lambda row: [(row[0][0], -5), *row[1:]]),
        r"Origin 0, node \d+: -5 ms, not \d+ ms\.",
    ),
    "two times exchanged": (
        change_row(0, lambda row: [(row[0][0], row[1][1]), (row[1][0], row[0][1]), *row[2:]]),
        r"Origin 0, node \d+: \d+ ms, not \d+ ms\.",
    ),
    "all times in seconds": (
        change_row(0, lambda row: [(v, t // 1000) for v, t in row]),
        r"Origin 0, node \d+: \d+ ms, not \d+ ms\.",
    ),
    "the last node left out": (change_row(0, lambda row: row[:-1]), r"Origin 0 lacks node \d+\."),
    "all nodes left out": (change_row(1, lambda row: []), r"Origin 1 lacks node \d+\."),
    "a node that is too far": (
        change_row(0, lambda row: [*row, (max({*range(6)} - {v for v, _ in row}), 70_000)]),
        r"Origin 0 should not reach node \d+\.",
    ),
    "a node that does not exist": (
        change_row(1, lambda row: [*row, (77, 1000)]),
        r"Origin 1 should not reach node 77\.",
    ),
    "a node below zero": (
        change_row(1, lambda row: [*row, (-1, 1000)]),
        r"Origin 1 should not reach node -1\.",
    ),
    "a node named twice": (change_row(0, lambda row: [*row, row[0]]), r"Origin 0 names a node twice\."),
    "a node named twice with two times": (
        change_row(0, lambda row: [(row[0][0], row[0][1] + 9), *row]),
        r"Origin 0 names a node twice\.",
    ),
    "a node for an origin nowhere": (
        change_row(2, lambda row: [(0, 0)]),
        r"Origin 2 should not reach node 0\.",
    ),
    "the rows of two origins exchanged": (
        lambda found: rebuilt(found, [rows(found)[1], rows(found)[0], []]),
        r"Origin [01], node \d+: \d+ ms, not \d+ ms\.",
    ),
    "rows cut in the wrong place": (
        lambda found: replace(found, indptr=found.indptr - np.array([0, 1, 0, 0])),
        r"Origin 0 lacks node \d+\.",
    ),
    "a shorter limit than was used": (
        lambda found: replace(found, limit_s=30),
        r"Origin \d should not reach node \d+\.",
    ),
    "a longer limit than was used": (
        lambda found: replace(found, limit_s=400),
        r"Origin \d lacks node \d+\.",
    ),
    "the leg forgotten": (
        change_origins(
            leave_tail_ms=lambda v: np.where(v < 1 << 30, np.maximum(v - 3000, 0), v),
            leave_head_ms=lambda v: np.where(v < 1 << 30, np.maximum(v - 1200, 0), v),
        ),
        r"Origin 0 leaves its street in another way\.",
    ),
    "another street than was used": (
        change_origins(tail=lambda v: v[[1, 0, 2]], head=lambda v: v[[1, 0, 2]]),
        r"Origin \d (lacks|should not reach|, node).*",
    ),
    "an origin said to be nowhere": (
        change_origins(found=lambda v: np.array([False, True, False])),
        r"Origin 0 should not reach node \d+\.",
    ),
    "a place said to be on the map": (
        change_origins(found=np.ones_like, tail=np.abs, leave_tail_ms=lambda v: v % (1 << 30)),
        r"Origin 2 (lacks node 1|stands on no node)\.",
    ),
    "no leg though the door lies back": (
        change_origins(leg_ms=np.zeros_like),
        r"Origin 0 leaves its street in another way\.",
    ),
    "a place past the end of its street": (
        change_origins(street_ms=lambda v: v + 1_000_000),
        r"Origin 1 leaves its street in another way\.",
    ),
    "away against the arrow": (
        change_origins(leave_tail_ms=lambda v: np.where(v == 1 << 30, 16_200, v)),
        r"Origin 1 leaves its street in another way\.",
    ),
}


def test_the_truth_is_believed(streets, found):
    assert check(streets, found, CYCLE) == []
    assert check(streets, rebuilt(found, rows(found)), CYCLE) == []


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_found_and_named(streets, found, name):
    tell, sentence = LIES[name]
    problems = check(streets, tell(found), CYCLE)
    assert problems
    assert any(re.fullmatch(sentence, problem) for problem in problems), problems


def test_the_order_of_nodes_is_no_lie(streets, found):
    assert check(streets, rebuilt(found, [row[::-1] for row in rows(found)]), CYCLE) == []


@pytest.mark.parametrize(
    "other",
    [
        WALK_AVERAGE,
        WALK_OLDER,
        Profile("a little faster", 12.01, "cycle", "test"),
        Profile("no cycleways", 12.0, "cycle", "test", CYCLE.ways - {"cycleway"}),
    ],
    ids=lambda profile: profile.name,
)
def test_the_reach_of_another_traveller_is_a_lie(streets, found, other):
    assert check(streets, found, other)


@pytest.mark.parametrize("name", ["village street", "church street", "school path", "hub lane"])
def test_a_reach_from_before_a_street_was_closed_is_a_lie(found, name):
    changed = tuple(replace(s, access=0) if s.name == name else s for s in corner.STREETS)
    assert check(corner.network(changed), found, CYCLE)


def test_a_reach_from_before_an_arrow_was_turned_is_a_lie(found):
    changed = tuple(replace(s, access=5) if s.name == "church street" else s for s in corner.STREETS)
    assert check(corner.network(changed), found, CYCLE)


@pytest.mark.parametrize(("asked", "count"), [(None, 2), ([], 0), ([0], 1), ([1], 1), ([2], 0), ([1, 0], 2)])
def test_only_the_origins_asked_for_are_looked_at(streets, found, asked, count):
    lie = replace(found, ms=found.ms + (np.arange(len(found.ms)) % found.indptr[1] == 0))
    assert len({problem[:8] for problem in check(streets, lie, CYCLE, asked)}) == count


def test_every_lie_is_told_at_once(streets, found):
    late = replace(found, ms=found.ms + 1)
    assert len(check(streets, late, CYCLE)) == len(found.ms)


def test_the_check_reads_the_streets_and_not_the_graph(streets, found):
    """A wrong graph in the network's memory deceives the search, and not the check."""
    other = build([road((0, 0), (5, 0)), road((5, 0), (9, 0))])
    deceived = StreetNetwork.from_arrays(other.to_arrays())
    deceived._memo["graph", WALKING] = deceived.graph(Profile("hasty", 24.0, "foot", "test"))
    false = reach(deceived, at_nodes(deceived, [0]), 600, WALKING)
    assert len(check(other, false, WALKING)) == 2


@given(world=worlds(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_changed_number_is_found(world, data):
    streets = build(world)
    true = reach(streets, at_nodes(streets, np.arange(streets.node_count)), 300, WALKING)
    place = data.draw(st.integers(0, len(true.ms) - 1))
    ms = true.ms.copy()
    ms[place] += data.draw(st.sampled_from([-1000, -1, 1, 1000, 1 << 20]))
    assert len(check(streets, replace(true, ms=ms), WALKING)) == 1
    keep = np.arange(len(true.ms)) != place
    origin = int(np.searchsorted(true.indptr, place, side="right")) - 1
    shorter = true.indptr - (np.arange(len(true.indptr)) > origin)
    lacking = replace(true, indptr=shorter, node=true.node[keep], ms=true.ms[keep])
    assert check(streets, lacking, WALKING) == [f"Origin {origin} lacks node {true.node[place]}."]
