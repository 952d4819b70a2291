"""Odd shapes of street: chains, dead ends, rings, twins, loops, the very short and the very long."""

import numpy as np
import pytest

from engines.space.changes import METRE_A_SECOND, WHEELS, place, road, travel
from engines.space.worlds import build, node_at
from wooncirkel.engines.space import NEVER_MS, Profile, at_nodes, reach, snap

ONWARD, BACK = 3, 5  # bits: on foot both ways, by bicycle with or against the drawing


def trip(world, a, b, profile=WHEELS):
    return travel(world, profile).get((place(a), place(b)))


def chain(*access, step=10):
    """Streets of ten metres in a row, with their bits."""
    return [road((i * step, 0), ((i + 1) * step, 0), access=bits) for i, bits in enumerate(access)]


@pytest.mark.parametrize("length", [1, 2, 3, 10, 200])
def test_a_row_of_streets_is_as_long_as_its_streets_together(length):
    world = chain(*[7] * length)
    assert trip(world, (0, 0), (10 * length, 0)) == 10_000 * length
    assert trip(world, (10 * length, 0), (0, 0)) == 10_000 * length


@pytest.mark.parametrize("length", [2, 5, 30])
def test_from_the_middle_of_a_row_one_goes_both_ways(length):
    streets = build(chain(*[7] * (2 * length)))
    found = reach(streets, at_nodes(streets, [node_at(streets, (10.0 * length, 0.0))]), 25, WHEELS)
    reached = sorted(zip(streets.node_x[found.node].round().tolist(), found.ms.tolist(), strict=True))
    middle = 10 * length
    assert reached == [
        (middle - 20, 20_000),
        (middle - 10, 10_000),
        (middle, 0),
        (middle + 10, 10_000),
        (middle + 20, 20_000),
    ]


@pytest.mark.parametrize("stop", range(5))
def test_one_street_against_the_arrow_stops_a_whole_row(stop):
    bits = [7] * 5
    bits[stop] = BACK
    world = chain(*bits)
    assert trip(world, (0, 0), (50, 0)) is None
    assert trip(world, (0, 0), (10 * stop, 0)) == 10_000 * stop
    assert trip(world, (50, 0), (0, 0)) == 50_000
    assert trip(world, (0, 0), (50, 0), METRE_A_SECOND) == 50_000


@pytest.mark.parametrize("stop", range(4))
def test_one_closed_street_parts_the_row_for_everybody(stop):
    bits = [7] * 4
    bits[stop] = 0
    times = travel(chain(*bits), METRE_A_SECOND)
    assert len(times) == (stop + 1) ** 2 + (4 - stop) ** 2


def ring(size, *access):
    """A square of streets, anticlockwise, each with its bits."""
    corners = [(0, 0), (size, 0), (size, size), (0, size)]
    return [road(corners[i], corners[(i + 1) % 4], access=bits) for i, bits in enumerate(access)]


def test_round_a_square_the_short_way():
    world = ring(50, 7, 7, 7, 7)
    assert trip(world, (0, 0), (50, 0)) == 50_000
    assert trip(world, (0, 0), (0, 50)) == 50_000
    assert trip(world, (0, 0), (50, 50)) == 100_000


def test_round_a_one_way_square_the_only_way():
    world = ring(50, ONWARD, ONWARD, ONWARD, ONWARD)
    assert trip(world, (0, 0), (50, 0)) == 50_000
    assert trip(world, (50, 0), (0, 0)) == 150_000
    assert trip(world, (50, 0), (0, 0), METRE_A_SECOND) == 50_000


@pytest.mark.parametrize("gap", range(4))
def test_a_square_with_one_arrow_reversed_can_be_left_only_one_way(gap):
    bits = [ONWARD] * 4
    bits[gap] = BACK
    corners = [(0, 0), (50, 0), (50, 50), (0, 50)]
    a, b = corners[gap], corners[(gap + 1) % 4]
    world = ring(50, *bits)
    assert trip(world, a, b) is None
    assert trip(world, b, a) == 50_000


def test_a_tail_on_a_ring_is_reached_from_both_sides():
    world = [*ring(50, 7, 7, 7, 7), road((50, 50), (80, 50)), road((80, 50), (80, 70))]
    assert trip(world, (0, 0), (80, 70)) == 150_000
    assert trip(world, (80, 70), (50, 0)) == 100_000
    assert trip(world, (80, 70), (80, 50)) == 20_000


def test_a_dead_end_that_may_only_be_left_is_not_entered():
    world = [*ring(50, 7, 7, 7, 7), road((0, 0), (-30, 0), access=BACK)]
    assert trip(world, (0, 0), (-30, 0)) is None
    assert trip(world, (-30, 0), (50, 50)) == 130_000


def test_a_dead_end_that_may_only_be_entered_is_not_left():
    world = [*ring(50, 7, 7, 7, 7), road((0, 0), (-30, 0), access=ONWARD)]
    assert trip(world, (50, 50), (-30, 0)) == 130_000
    assert trip(world, (-30, 0), (0, 0)) is None


def test_a_tree_is_searched_to_its_leaves():
    trunk = [road((0, 10 * i), (0, 10 * i + 10)) for i in range(3)]
    twigs = [road((0, 10 * i), (side * 7, 10 * i)) for i in range(1, 4) for side in (-1, 1)]
    assert trip(trunk + twigs, (-7, 10), (7, 30)) == 34_000
    assert trip(trunk + twigs, (-7, 20), (7, 20)) == 14_000
    assert len(travel(trunk + twigs, WHEELS)) == 10**2


@pytest.mark.parametrize("arms", [3, 4, 9])
def test_a_star_is_crossed_through_its_middle(arms):
    angle = 2 * np.pi * np.arange(arms) / arms
    ends = [(round(100 * np.cos(a), 2), round(100 * np.sin(a), 2)) for a in angle]
    world = [road((0, 0), end) for end in ends]
    for one in ends:
        for two in ends:
            assert trip(world, one, two) == pytest.approx(0 if one == two else 200_000, abs=30)


def test_of_two_streets_between_the_same_corners_the_quicker_counts():
    direct, round_about = road((0, 0), (40, 0)), road((0, 0), (0, 30), (40, 30), (40, 0))
    assert trip([round_about, direct], (0, 0), (40, 0)) == 40_000
    assert trip([direct, round_about], (40, 0), (0, 0)) == 40_000


def test_of_two_streets_the_quicker_against_the_arrow_does_not_count():
    direct = road((0, 0), (40, 0), access=ONWARD)
    round_about = road((0, 0), (0, 30), (40, 30), (40, 0))
    assert trip([round_about, direct], (0, 0), (40, 0)) == 40_000
    assert trip([round_about, direct], (40, 0), (0, 0)) == 100_000


def test_two_one_way_streets_make_one_street_for_both():
    out, back = road((0, 0), (40, 0), access=ONWARD), road((40, 0), (0, 0), access=ONWARD)
    assert trip([out, back], (0, 0), (40, 0)) == trip([out, back], (40, 0), (0, 0)) == 40_000


def test_a_loop_back_to_its_own_corner_is_no_detour():
    loop = road((40, 0), (60, 0), (60, 20), (40, 0))
    world = [road((0, 0), (40, 0)), loop, road((40, 0), (40, -30))]
    assert trip(world, (0, 0), (40, -30)) == 70_000
    assert len(travel(world, WHEELS)) == 9


def test_a_loop_alone_is_one_corner():
    assert travel([road((0, 0), (9, 0), (9, 9), (0, 0))], WHEELS) == {((0, 0), (0, 0)): 0}


@pytest.mark.parametrize("metres", [0.01, 0.02, 0.5])
def test_a_very_short_street_takes_its_milliseconds(metres):
    world = [road((0, 0), (metres, 0)), road((metres, 0), (10 + metres, 0))]
    assert trip(world, (0, 0), (metres, 0)) == round(metres * 1000)
    assert trip(world, (0, 0), (10 + metres, 0)) == 10_000 + round(metres * 1000)


def test_a_street_of_five_millimetres_takes_a_millisecond_and_no_less():
    """At 60 km/h it would be 0.3 ms: no two corners are no time apart."""
    streets = build([road((0, 0), (0.005, 0)), road((0.005, 0), (9, 0))])
    fast = Profile("fast", 60.0, "foot", "test")
    assert sorted(streets.graph(fast).street_ms.tolist()) == [1, 540]
    found = reach(streets, at_nodes(streets, np.arange(3)), 600, fast)
    assert sorted(found.ms.tolist()) == [0, 0, 0, 1, 1, 540, 540, 541, 541]


@pytest.mark.parametrize("kilometres", [10, 100, 1000])
def test_a_very_long_street_takes_its_hours(kilometres):
    world = [road((0, 0), (kilometres * 1000, 0))]
    fast = Profile("fast", 60.0, "cycle", "test")
    expected = kilometres * 60_000
    assert trip(world, (0, 0), (kilometres * 1000, 0), fast) == expected


def test_a_street_longer_than_a_day_is_no_way():
    streets = build([road((0, 0), (2_000_000, 0))])
    snail = Profile("snail", 0.5, "foot", "test")
    assert streets.graph(snail).street_ms[0] == NEVER_MS - 1
    assert len(reach(streets, at_nodes(streets, [0]), 86_400, snail).node) == 1


def test_a_row_longer_than_all_numbers_ends_in_no_way():
    """Five streets of eleven days each: together more than 32 bits of milliseconds."""
    world = [road((i * 1e6, 0), ((i + 1) * 1e6, 0)) for i in range(5)]
    streets = build(world)
    snail = Profile("snail", 3.6, "foot", "test")
    found = reach(streets, at_nodes(streets, np.arange(6)), 86_400, snail)
    assert found.node.tolist() == list(range(6))
    assert found.ms.tolist() == [0] * 6


@pytest.mark.parametrize(("limit_s", "far"), [(59, False), (60, True), (61, True)])
def test_the_limit_itself_is_in_time_and_a_second_less_is_not(limit_s, far):
    times = travel([road((0, 0), (60, 0))], WHEELS, limit_s)
    assert (((0, 0), (6000, 0)) in times) == far


@pytest.mark.parametrize(("metres", "far"), [(59.999, True), (60.0, True), (60.01, False)])
def test_one_millisecond_over_the_limit_is_too_late(metres, far):
    streets = build([road((0, 0), (metres, 0))])
    assert (len(reach(streets, at_nodes(streets, [0]), 60, WHEELS).node) == 2) == far


@pytest.mark.parametrize("limit_s", [0, 1, 59, 60, 3600, 86_400])
def test_nobody_is_named_who_is_late(limit_s):
    world = [road((i * 7, j * 11), (i * 7 + 7, j * 11)) for i in range(9) for j in range(4)]
    world += [road((i * 7, j * 11), (i * 7, j * 11 + 11)) for i in range(9) for j in range(3)]
    times = travel(world, WHEELS, limit_s)
    assert max(times.values()) <= limit_s * 1000


def test_loose_parts_do_not_reach_each_other():
    world = [road((0, 0), (10, 0)), road((0, 5), (10, 5))]
    times = travel(world, METRE_A_SECOND)
    assert ((0, 0), (0, 500)) not in times
    assert len(times) == 8


def test_streets_that_cross_without_a_node_do_not_meet():
    """A bridge over a road: no corner where they cross."""
    times = travel([road((-10, 0), (10, 0)), road((0, -10), (0, 10))], METRE_A_SECOND)
    assert len(times) == 8


def test_two_doors_at_the_ends_of_a_closed_network_reach_nothing():
    streets = build([road((0, 0), (100, 0), access=0)])
    found = reach(streets, snap(streets, [0.0, 50.0], [0.0, 5.0], WHEELS), 600, WHEELS)
    assert found.unreachable.tolist() == [0, 1]
    assert found.indptr.tolist() == [0, 0, 0]
