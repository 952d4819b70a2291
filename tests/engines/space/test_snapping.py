import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, build, is_open, nearest_on, worlds
from wooncirkel.engines.space import ALL_ACCESS, CYCLE, NEVER_MS, WALK_AVERAGE, Snap, at_nodes, snap

FIELDS = list(Snap.__dataclass_fields__)


def one(x, y, profile, **options) -> dict[str, float]:
    places = snap(corner.network(), [x], [y], profile, **options)
    return {name: getattr(places, name)[0] for name in FIELDS}


def test_a_door_beside_the_village_street():
    place = one(40.0, -16.0, WALK_AVERAGE)
    streets = corner.network()
    assert place["found"]
    assert place["street"] == corner.street(streets, "village street")
    assert (place["tail"], place["head"]) == (corner.node(streets, "bakery"), corner.node(streets, "square"))
    assert (place["x"], place["y"]) == (40.0, 0.0)
    assert place["metres"] == 16.0
    assert place["leg_ms"] == 12_000
    assert place["street_ms"] == 30_000
    assert place["leave_tail_ms"] == place["arrive_tail_ms"] == 42_000
    assert place["leave_head_ms"] == place["arrive_head_ms"] == 57_000


def test_in_a_one_way_street_leaving_and_arriving_differ():
    place = one(120.0, 0.0, CYCLE)
    assert place["leave_tail_ms"] == NEVER_MS
    assert place["leave_head_ms"] == 24_000
    assert place["arrive_tail_ms"] == 6_000
    assert place["arrive_head_ms"] == NEVER_MS


def test_one_way_does_not_bind_pedestrians():
    place = one(120.0, 0.0, WALK_AVERAGE)
    assert place["leave_tail_ms"] == place["arrive_tail_ms"] == 15_000


@pytest.mark.parametrize(
    ("x", "out", "home"),
    [(100.0, 0, 0), (200.0, 0, 0)],
)
def test_on_the_very_end_of_a_one_way_street_one_is_free(x, out, home):
    place = one(x, 0.0, CYCLE)
    assert min(place["leave_tail_ms"], place["leave_head_ms"]) == out
    assert min(place["arrive_tail_ms"], place["arrive_head_ms"]) == home


def test_a_bicycle_looks_past_the_steps():
    assert one(99.0, 60.0, WALK_AVERAGE)["metres"] == 1.0
    assert one(99.0, 60.0, CYCLE)["metres"] == 60.0


def test_along_the_bend_the_way_is_the_drawn_way():
    place = one(150.0, 160.0, CYCLE)
    assert place["street"] == corner.street(corner.network(), "pond road")
    assert (place["x"], place["y"], place["metres"]) == (150.0, 150.0, 10.0)
    assert place["street_ms"] == 24_000


@pytest.mark.parametrize(
    ("y", "found"), [(-249.0, True), (-250.0, True), (-250.5, False), (-1e6, False), (-1e300, False)]
)
def test_too_far_is_not_found(y, found):
    place = one(40.0, y, WALK_AVERAGE)
    assert place["found"] == found
    if not found:
        assert place["street"] == place["tail"] == place["head"] == -1
        assert place["leave_tail_ms"] == place["arrive_head_ms"] == NEVER_MS
        assert np.isnan(place["x"])


def test_the_distance_can_be_chosen():
    assert not one(40.0, -30.0, WALK_AVERAGE, max_metres=29.9)["found"]
    assert one(40.0, -3000.0, WALK_AVERAGE, max_metres=3000.0)["found"]


def test_unreachable_lists_what_was_not_found():
    places = snap(corner.network(), [0.0, 9999.0, 40.0, -9999.0], [0.0] * 4, WALK_AVERAGE)
    assert places.unreachable.tolist() == [1, 3]
    assert len(places) == 4


def test_no_points_give_no_places():
    places = snap(corner.network(), [], [], CYCLE)
    assert len(places) == 0
    assert places.unreachable.tolist() == []


def test_a_profile_without_streets_finds_nothing():
    only_steps = build([Line(((0.0, 0.0), (10.0, 0.0)), "steps", 1)])
    assert snap(only_steps, [5.0], [0.0], CYCLE).unreachable.tolist() == [0]


@pytest.mark.parametrize("name", FIELDS)
def test_places_are_read_only(name):
    for places in (snap(corner.network(), [0.0], [0.0], CYCLE), at_nodes(corner.network(), [0])):
        with pytest.raises(ValueError, match="read-only"):
            getattr(places, name)[0] = 0


@pytest.mark.parametrize(
    ("x", "y", "options", "sentence"),
    [
        ([float("nan")], [0.0], {}, "x holds a value that is not a finite number"),
        ([0.0], [float("inf")], {}, "y holds a value that is not a finite number"),
        ([0.0, 1.0], [0.0], {}, "same length"),
        ([[0.0]], [[0.0]], {}, "flat array"),
        (["here"], [0.0], {}, "numbers"),
        ([0.0], [0.0], {"max_metres": 0.0}, "max_metres"),
        ([0.0], [0.0], {"max_metres": -5.0}, "max_metres"),
        ([0.0], [0.0], {"max_metres": float("nan")}, "max_metres"),
        ([0.0], [0.0], {"max_metres": float("inf")}, "max_metres"),
    ],
)
def test_bad_questions_are_refused(x, y, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        snap(corner.network(), x, y, CYCLE, **options)


@pytest.mark.parametrize("nodes", [[6], [-1], [0.5], [[0]]])
def test_nodes_that_are_not_there_are_refused(nodes):
    with pytest.raises(ValueError, match="nodes"):
        at_nodes(corner.network(), nodes)


POINTS = st.lists(st.tuples(st.floats(-90, 1300), st.floats(-90, 1300)), min_size=1, max_size=12)


@pytest.mark.parametrize("profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name)
@given(world=worlds(), points=POINTS, farthest=st.sampled_from([5.0, 60.0, 250.0, 2000.0]))
@settings(max_examples=60, deadline=None)
def test_the_nearest_street_by_brute_force(profile, world, points, farthest):
    streets = build(world)
    places = snap(streets, [x for x, _ in points], [y for _, y in points], profile, max_metres=farthest)
    usable = [line for line in world if any(is_open(line, profile)) and line.metres > 0]
    for i, point in enumerate(points):
        best = min((nearest_on(line, point)[0] for line in usable), default=float("inf"))
        if abs(best - farthest) < 0.02:
            continue
        assert places.found[i] == (best < farthest)
        if places.found[i]:
            assert places.metres[i] == pytest.approx(best, abs=0.02)
            gap = np.hypot(places.x[i] - point[0], places.y[i] - point[1])
            assert gap == pytest.approx(best, abs=0.02)


@given(world=worlds(), points=POINTS)
@settings(max_examples=60, deadline=None)
def test_both_ends_together_are_the_whole_street(world, points):
    streets = build(world)
    places = snap(streets, [x for x, _ in points], [y for _, y in points], WALKING, max_metres=3000.0)
    whole = streets.graph(WALKING).street_ms[places.street[places.found]]
    ends = (places.leave_tail_ms + places.leave_head_ms - 2 * places.leg_ms)[places.found]
    assert np.array_equal(ends, whole)
    assert np.array_equal(places.leave_tail_ms, places.arrive_tail_ms)


def test_far_apart_points_use_the_same_answer_as_near_ones():
    rng = np.random.default_rng(8)
    world = [
        Line(((x, y), (x + dx, y + dy)), "residential", ALL_ACCESS)
        for x, y, dx, dy in zip(
            *(rng.uniform(-9000, 9000, (2, 300))), *(rng.uniform(-700, 700, (2, 300))), strict=True
        )
    ]
    streets = build(world)
    x, y = rng.uniform(-10_000, 10_000, (2, 400))
    places = snap(streets, x, y, WALKING, max_metres=900.0)
    for i in range(len(x)):
        best = min(nearest_on(line, (x[i], y[i]))[0] for line in world)
        assert places.found[i] == (best <= 900.0)
        if places.found[i]:
            assert places.metres[i] == pytest.approx(best, abs=0.02)
    assert 0 < places.found.sum() < len(x)


def test_the_same_twice():
    places = [snap(corner.network(), [100.0, 100.0], [60.0, 0.0], CYCLE) for _ in range(2)]
    for name in FIELDS:
        assert np.array_equal(getattr(places[0], name), getattr(places[1], name))
