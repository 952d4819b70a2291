"""Doors on the six corners: which street, how far, and the way to both its ends."""

import numpy as np
import pytest

import corner
from corner import CORNERS
from engines.space.changes import METRE_A_SECOND, WHEELS, road
from engines.space.worlds import build
from wooncirkel.engines.space import (
    CYCLE,
    NEVER_MS,
    WALK_AVERAGE,
    WALK_OLDER,
    StreetNetwork,
    at_nodes,
    snap,
)

NEVER = NEVER_MS / 1000
EVERYBODY = (WALK_AVERAGE, WALK_OLDER, CYCLE)
TIMES = ("leave_tail_ms", "leave_head_ms", "arrive_tail_ms", "arrive_head_ms")


@pytest.fixture(scope="module")
def streets() -> StreetNetwork:
    return corner.network()


def door(streets, x, y, profile, **options) -> dict:
    places = snap(streets, [x], [y], profile, **options)
    return {name: getattr(places, name)[0] for name in places.__dataclass_fields__}


@pytest.mark.parametrize(
    ("x", "y", "name", "foot", "metres"),
    [
        (30, 8, "village street", (30, 0), 8),
        (30, -8, "village street", (30, 0), 8),
        (170, -30, "church street", (170, 0), 30),
        (-15, 60, "school path", (0, 60), 15),
        (96, 80, "park steps", (100, 80), 4),
        (230, 60, "hub lane", (200, 60), 30),
        (50, 121, "school lane", (50, 120), 1),
        (150, 145, "pond road", (150, 150), 5),
        (90, 140, "pond road", (100, 140), 10),
        (203, 140, "pond road", (200, 140), 3),
        (103, 154, "pond road", (103, 150), 4),
        (97, 154, "pond road", (100, 150), 5),
        (49, 60, "school path", (0, 60), 49),
    ],
)
def test_on_foot_a_door_opens_on_the_nearest_street(streets, x, y, name, foot, metres):
    place = door(streets, x, y, WALK_AVERAGE)
    assert place["street"] == corner.street(streets, name)
    assert (place["x"], place["y"]) == foot
    assert place["metres"] == metres
    assert place["leg_ms"] == metres * 750


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        # leg, tail -> door, then away to tail and head, and here from tail and head [s]
        (WALK_AVERAGE, (3, 15, 18, 63, 18, 63)),
        (WALK_OLDER, (4.8, 24, 28.8, 100.8, 28.8, 100.8)),
        (CYCLE, (1.2, 6, NEVER, 25.2, 7.2, NEVER)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_door_in_church_street_for_everybody(streets, profile, expected):
    """(120, 4): 20 m past the square, 80 m before the church, 4 m off; one way for bicycles."""
    place = door(streets, 120, 4, profile)
    assert [place[name] / 1000 for name in ("leg_ms", "street_ms", *TIMES)] == list(expected)


@pytest.mark.parametrize(("x", "way"), [(101, 750), (120, 15_000), (150, 37_500), (199, 74_250)])
def test_the_way_along_the_street_is_counted_from_its_tail(streets, x, way):
    """Church street begins at the square, x = 100."""
    place = door(streets, x, -0.5, WALK_AVERAGE)
    assert place["street"] == corner.street(streets, "church street")
    assert place["street_ms"] == way


@pytest.mark.parametrize("profile", EVERYBODY, ids=lambda profile: profile.name)
@pytest.mark.parametrize("name", CORNERS)
def test_a_door_on_a_corner_has_no_way_to_go_to_it(streets, name, profile):
    place = door(streets, *CORNERS[name], profile)
    here = corner.node(streets, name)
    at_tail = place["tail"] == here
    assert at_tail or place["head"] == here
    assert place["metres"] == place["leg_ms"] == 0
    ends = ("leave_tail_ms", "arrive_tail_ms") if at_tail else ("leave_head_ms", "arrive_head_ms")
    assert [place[end] for end in ends] == [0, 0]


@pytest.mark.parametrize(
    ("x", "y", "candidates"),
    [
        (100, 0, ("village street", "church street", "park steps")),
        (0, 0, ("village street", "school path")),
        (50, 60, ("school path", "park steps")),
        (100, -40, ("village street", "church street")),
    ],
)
def test_of_streets_equally_near_the_lowest_number_wins(streets, x, y, candidates):
    numbers = [corner.street(streets, name) for name in candidates]
    assert door(streets, x, y, WALK_AVERAGE)["street"] == min(numbers)


def test_a_tie_is_decided_the_same_way_wherever_the_point_stands_in_the_question(streets):
    x, y = [100.0, 40.0, 100.0, 0.0], [0.0, 5.0, 0.0, 0.0]
    together = snap(streets, x, y, WALK_AVERAGE).street
    alone = [snap(streets, [a], [b], WALK_AVERAGE).street[0] for a, b in zip(x, y, strict=True)]
    assert together.tolist() == alone
    assert together[0] == together[2]


@pytest.mark.parametrize("profile", EVERYBODY, ids=lambda profile: profile.name)
def test_many_doors_are_each_door_by_itself(streets, profile):
    rng = np.random.default_rng(4)
    x, y = rng.uniform(-150, 350, (2, 60))
    together = snap(streets, x, y, profile, max_metres=120.0)
    for i in range(60):
        alone = door(streets, x[i], y[i], profile, max_metres=120.0)
        for name, value in alone.items():
            assert np.array_equal(getattr(together, name)[i], value, equal_nan=name in ("x", "y", "metres"))


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda v: np.array(v, np.float32)])
def test_coordinates_may_come_in_any_kind_of_row(streets, kind):
    assert snap(streets, kind([40, 60]), kind([4, 8]), CYCLE).metres.tolist() == [4, 8]


@pytest.mark.parametrize(
    ("max_metres", "found"), [(9.999, False), (10.0, True), (10.001, True), (10_000.0, True)]
)
def test_exactly_the_farthest_metre_is_near_enough(streets, max_metres, found):
    assert door(streets, 40, -10, CYCLE, max_metres=max_metres)["found"] == found


@pytest.mark.parametrize("max_metres", [10_000.1, 1e9, float("inf"), 0, -1])
def test_a_search_farther_than_ten_kilometres_is_refused(streets, max_metres):
    with pytest.raises(ValueError, match="max_metres must lie above 0 and not above 10,000 m"):
        snap(streets, [0.0], [0.0], CYCLE, max_metres=max_metres)


def test_what_is_not_found_says_so_in_every_field(streets):
    place = door(streets, 9999, 9999, CYCLE)
    assert not place["found"]
    assert [place[name] for name in ("street", "tail", "head")] == [-1] * 3
    assert [place[name] for name in ("leg_ms", "street_ms", *TIMES)] == [NEVER_MS] * 6
    assert np.isnan([place[name] for name in ("x", "y", "metres")]).all()


def test_a_street_closed_for_all_is_no_address():
    streets = build([road((0, 0), (50, 0), access=0), road((0, 30), (50, 30))])
    assert door(streets, 25, 1, WALK_AVERAGE)["metres"] == 29


def test_a_street_open_one_way_for_bicycles_alone_is_no_address_on_foot():
    streets = build([road((0, 0), (50, 0), access=2), road((0, 30), (50, 30))])
    assert door(streets, 25, 1, METRE_A_SECOND)["metres"] == 29
    assert door(streets, 25, 1, WHEELS)["metres"] == 1


@pytest.mark.parametrize(("bits", "out", "back"), [(2, (NEVER_MS, 30_000), (20_000, NEVER_MS)),
                                                   (4, (20_000, NEVER_MS), (NEVER_MS, 30_000)),
                                                   (6, (20_000, 30_000), (20_000, 30_000))])  # fmt: skip
def test_the_arrow_decides_where_one_leaves_to_and_arrives_from(bits, out, back):
    streets = build([road((0, 0), (50, 0), access=bits)])
    place = door(streets, 20, 0, WHEELS)
    assert streets.node_x[place["tail"]] == 0
    assert (place["leave_tail_ms"], place["leave_head_ms"]) == out
    assert (place["arrive_tail_ms"], place["arrive_head_ms"]) == back


@pytest.mark.parametrize("x", [0.0, 50.0])
@pytest.mark.parametrize("bits", [2, 4])
def test_at_the_end_of_a_one_way_street_one_stands_on_the_corner(x, bits):
    """Who lives on the corner need not ride round the block to reach it."""
    place = door(build([road((0, 0), (50, 0), access=bits)]), x, 0, WHEELS)
    end = "tail" if x == 0 else "head"
    assert place[f"leave_{end}_ms"] == place[f"arrive_{end}_ms"] == 0


def test_a_loop_street_has_one_corner_at_both_ends():
    streets = build([road((0, 0), (30, 0), (30, 30), (0, 30), (0, 0))])
    place = door(streets, 35, 15, METRE_A_SECOND)
    assert place["tail"] == place["head"] == 0
    assert (place["leave_tail_ms"], place["leave_head_ms"]) == (50_000, 80_000)


def test_standing_on_a_node_takes_no_time_and_no_street(streets):
    places = at_nodes(streets, [corner.node(streets, name) for name in CORNERS])
    assert places.found.all()
    assert (places.street == -1).all()
    assert np.array_equal(places.tail, places.head)
    for name in ("leg_ms", "street_ms", *TIMES):
        assert not getattr(places, name).any()
    assert not places.metres.any()
    assert list(zip(places.x.tolist(), places.y.tolist(), strict=True)) == list(CORNERS.values())


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint16])
def test_nodes_may_be_whole_numbers_of_any_size(streets, kind):
    assert at_nodes(streets, np.arange(6, dtype=kind)).tail.tolist() == list(range(6))


@pytest.mark.parametrize(
    ("nodes", "sentence"),
    [
        ([6], r"nodes holds a number outside 0\.\.5"),
        ([-1], r"nodes holds a number outside 0\.\.5"),
        ([0.0], "nodes must be a flat array of whole numbers"),
        ([[0, 1]], "nodes must be a flat array of whole numbers"),
        (["hub"], "nodes must be a flat array of whole numbers"),
        (3, "nodes must be a flat array of whole numbers"),
    ],
)
def test_what_is_no_node_is_refused_in_words(streets, nodes, sentence):
    with pytest.raises(ValueError, match=sentence):
        at_nodes(streets, nodes)
