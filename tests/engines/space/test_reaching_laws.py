"""What holds for every street network: a map may be drawn in many ways, and roads only help."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.space.changes import (
    METRE_A_SECOND,
    WHEELS,
    cut,
    moved,
    place,
    places,
    towns,
    travel,
    turned_round,
)
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, build, worlds
from wooncirkel.engines.space import ALL_ACCESS, FOOT, Profile, at_nodes, check, reach

travellers = pytest.mark.parametrize("profile", [WALKING, CYCLING], ids=lambda profile: profile.name)
EXAMPLES = settings(max_examples=12, deadline=None)
LIMITS = st.sampled_from([0, 5, 30, 90, 600])


@travellers
@given(world=worlds(), shuffle=st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_in_which_streets_are_given_means_nothing(profile, world, shuffle):
    other = list(world)
    shuffle.shuffle(other)
    assert travel(other, profile) == travel(world, profile)


@travellers
@given(world=worlds(), which=st.integers(0, 2**26 - 1))
@EXAMPLES
def test_the_end_from_which_a_street_is_drawn_means_nothing(profile, world, which):
    other = [turned_round(line) if which >> i & 1 else line for i, line in enumerate(world)]
    assert travel(other, profile) == travel(world, profile)


@travellers
@given(world=worlds())
@EXAMPLES
def test_a_street_given_twice_is_one_street(profile, world):
    assert travel(world + world, profile) == travel(world, profile)


MOVES = {
    "shifted": lambda p: (p[0] + 640.0, p[1] - 320.0),
    "turned a quarter": lambda p: (-p[1], p[0]),
    "turned a half": lambda p: (-p[0], -p[1]),
    "mirrored in the y axis": lambda p: (-p[0], p[1]),
    "mirrored in the diagonal": lambda p: (p[1], p[0]),
}


@travellers
@pytest.mark.parametrize("name", MOVES)
@given(town=towns())
@settings(max_examples=8, deadline=None)
def test_where_the_map_lies_and_how_it_is_turned_means_nothing(profile, name, town):
    move = MOVES[name]
    expected = {
        tuple(place(move((x / 100, y / 100))) for x, y in pair): t
        for pair, t in travel(town, profile).items()
    }
    assert travel(moved(town, move), profile) == expected


@given(town=towns())
@EXAMPLES
def test_twice_as_fast_takes_half_the_time(town):
    fast = replace(METRE_A_SECOND, name="two metres a second", kmh=7.2)
    slow = travel(town, METRE_A_SECOND)
    assert travel(town, fast) == {pair: t // 2 for pair, t in slow.items()}


@given(town=towns(), factor=st.sampled_from([2, 3, 10]))
@EXAMPLES
def test_a_map_drawn_larger_takes_as_much_longer(town, factor):
    larger = travel(moved(town, lambda p: (p[0] * factor, p[1] * factor)), WHEELS)
    expected = {
        tuple((x * factor, y * factor) for x, y in pair): t * factor
        for pair, t in travel(town, WHEELS).items()
    }
    assert larger == expected


@travellers
@given(world=worlds(), limits=st.tuples(LIMITS, LIMITS))
@EXAMPLES
def test_a_larger_limit_gives_the_same_times_and_more(profile, world, limits):
    near, far = (travel(world, profile, limit_s) for limit_s in sorted(limits))
    assert near.items() <= far.items()
    assert all(t > min(limits) * 1000 for pair, t in far.items() if pair not in near)


@pytest.mark.parametrize("profile", [METRE_A_SECOND, WHEELS], ids=lambda profile: profile.mode)
@given(town=towns(), data=st.data())
@EXAMPLES
def test_a_new_node_halfway_a_street_changes_no_time(profile, town, data):
    line = data.draw(st.sampled_from(town))
    rest = [other for other in town if other is not line]
    split = travel(rest + cut(line, data.draw(st.integers(1, int(line.metres) - 1))), profile)
    before = travel(town, profile)
    assert {pair: split[pair] for pair in before} == before
    new = {pair for pair in split if pair not in before}
    ends = {place(point) for line in town for point in line.points}
    assert all(not set(pair) <= ends for pair in new)


@pytest.mark.parametrize("profile", [METRE_A_SECOND, WHEELS], ids=lambda profile: profile.mode)
@given(town=towns(most=3))
@EXAMPLES
def test_every_street_cut_into_steps_of_two_metres_changes_no_time(profile, town):
    """Long chains: what the search leaves out comes back with the right time."""
    pieces = []
    for line in town:
        rest = line
        while rest.metres > 2.5:
            first, rest = cut(rest, 2.0)
            pieces.append(first)
        pieces.append(rest)
    split, before = travel(pieces, profile, 60), travel(town, profile, 60)
    assert {pair: split.get(pair) for pair in before} == before


@travellers
@given(world=worlds(), more=worlds(most_lines=3))
@EXAMPLES
def test_a_new_street_makes_nobody_later(profile, world, more):
    before, after = travel(world, profile), travel(world + more, profile)
    assert all(after[pair] <= t for pair, t in before.items())


@travellers
@given(world=worlds(), data=st.data())
@EXAMPLES
def test_a_closed_street_makes_nobody_earlier(profile, world, data):
    closed = data.draw(st.integers(0, len(world) - 1))
    before = travel(world, profile)
    after = travel(
        [replace(line, access=0) if i == closed else line for i, line in enumerate(world)], profile
    )
    assert after.keys() <= before.keys()
    assert all(t >= before[pair] for pair, t in after.items())


@given(world=worlds())
@EXAMPLES
def test_walking_there_takes_as_long_as_walking_back(world):
    times = travel(world, WALKING)
    assert all(times[back, there] == t for (there, back), t in times.items())


@given(world=worlds())
@EXAMPLES
def test_cycling_is_as_long_both_ways_where_no_street_is_one_way(world):
    free = [replace(line, access=ALL_ACCESS) for line in world]
    times = travel(free, CYCLING)
    assert all(times[back, there] == t for (there, back), t in times.items())


@given(world=worlds())
@EXAMPLES
def test_all_arrows_turned_round_turn_all_trips_round(world):
    arrows = {2: 4, 4: 2}
    other = [
        replace(line, access=line.access & FOOT | sum(arrows[bit] for bit in arrows if line.access & bit))
        for line in world
    ]
    times = travel(world, CYCLING)
    assert travel(other, CYCLING) == {(b, a): t for (a, b), t in times.items()}


@travellers
@given(world=worlds(most_corners=8))
@EXAMPLES
def test_no_way_round_is_shorter_than_the_shortest(profile, world):
    times = travel(world, profile)
    for (a, b), first in times.items():
        for (c, d), second in times.items():
            if b == c:
                assert times[a, d] <= first + second


@travellers
@given(world=worlds())
@EXAMPLES
def test_one_is_at_once_where_one_is_and_nowhere_else(profile, world):
    times = travel(world, profile)
    assert {pair for pair, t in times.items() if t == 0} == {(p, p) for p in places(build(world))}


@given(world=worlds())
@EXAMPLES
def test_who_takes_fewer_classes_of_street_is_never_earlier(world):
    every, some = travel(world, replace(SOME_WAYS, ways=CYCLING.ways)), travel(world, SOME_WAYS)
    assert some.keys() <= every.keys()
    assert all(t >= every[pair] for pair, t in some.items())


@travellers
@given(one=worlds(most_corners=6), two=worlds(most_corners=6))
@EXAMPLES
def test_a_town_beyond_the_hills_changes_nothing_here(profile, one, two):
    far = moved(two, lambda p: (p[0] + 50_000.0, p[1]))
    assert travel(one + far, profile) == travel(one, profile) | travel(far, profile)


@given(world=worlds(most_corners=40, most_lines=60), limit_s=LIMITS)
@EXAMPLES
def test_the_independent_check_agrees(world, limit_s):
    streets = build(world)
    for profile in (WALKING, CYCLING, SOME_WAYS, Profile("fast", 60.0, "cycle", "test")):
        found = reach(streets, at_nodes(streets, np.arange(streets.node_count)), limit_s, profile)
        assert check(streets, found, profile) == []


def test_a_line_type_for_each_law():
    """The worlds hold what the laws speak of: without loops and parallel streets they would prove little."""
    seen: set[str] = set()

    @given(world=worlds())
    @settings(max_examples=60, deadline=None, database=None)
    def look(world: list[Line]) -> None:
        ends = [frozenset((line.points[0], line.points[-1])) for line in world]
        seen.update(["loop"] if any(len(pair) == 1 for pair in ends) else [])
        seen.update(["parallel"] if len(set(ends)) < len(ends) else [])
        seen.update(["bend"] if any(len(line.points) > 2 for line in world) else [])
        seen.update(["one way"] if any(line.access in (2, 3) for line in world) else [])
        seen.update(["closed"] if any(line.access == 0 for line in world) else [])

    look()
    assert seen == {"loop", "parallel", "bend", "one way", "closed"}
