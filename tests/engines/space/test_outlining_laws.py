"""What holds for every outline: it goes round all points, and no farther than it was told."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import corner
from corner import CORNERS
from engines.space.test_outlining import circle, inside
from engines.space.worlds import WALKING, build, worlds
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    at_nodes,
    outline,
    outline_trace,
    reach,
    ring_area,
    snap,
    trace,
)

EXAMPLES = settings(max_examples=30, deadline=None)
POINTS = st.lists(st.tuples(st.integers(-1500, 1500), st.integers(-1500, 1500)), min_size=1, max_size=30)
MARGINS = st.sampled_from([15.0, 50.0, 90.0])


def flat(points) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.array(points, dtype=float).T
    return x, y


def covered(rings) -> float:
    """Area within the rings [m²]: the outer ones less the holes."""
    return sum(ring_area(ring) for ring in rings)


@given(points=POINTS)
@EXAMPLES
def test_a_wider_margin_covers_more(points):
    x, y = flat(points)
    areas = [covered(outline(x, y, margin=margin, smallest_hole=1e12)) for margin in (20.0, 40.0, 80.0)]
    assert areas == sorted(areas)
    assert areas[0] > 0


@given(points=POINTS, margin=MARGINS)
@EXAMPLES
def test_an_outline_is_never_larger_than_a_disc_for_each_point(points, margin):
    x, y = flat(points)
    assert covered(outline(x, y, margin=margin, smallest_hole=0)) <= len(points) * np.pi * (1.5 * margin) ** 2


@given(points=POINTS, margin=MARGINS)
@EXAMPLES
def test_every_point_lies_inside_and_far_away_does_not(points, margin):
    x, y = flat(points)
    rings = outline(x, y, margin=margin)
    assert inside(rings, x, y).all()
    away = 4 * margin
    far_x = np.array([x.min() - away, x.max() + away, x.mean(), x.mean()])
    far_y = np.array([y.mean(), y.mean(), y.min() - away, y.max() + away])
    assert not inside(rings, far_x, far_y).any()


@given(points=POINTS, data=st.data())
@EXAMPLES
def test_the_order_of_the_points_means_nothing(points, data):
    other = data.draw(st.permutations(points))
    one, two = outline(*flat(points)), outline(*flat(other))
    assert len(one) == len(two)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@given(points=POINTS)
@EXAMPLES
def test_a_point_named_twice_is_one_point(points):
    one, two = outline(*flat(points)), outline(*flat(points + points))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@given(points=POINTS, shift=st.tuples(st.integers(-4000, 4000), st.integers(-4000, 4000)))
@EXAMPLES
def test_points_shifted_are_outlined_there(points, shift):
    margin = 48.0  # squares of 16 m: whole metres keep their square wherever the land lies
    x, y = flat(points)
    one, two = outline(x, y, margin=margin), outline(x + shift[0], y + shift[1], margin=margin)
    assert covered(one) == pytest.approx(covered(two), rel=1e-6)
    for a, b in zip(one, two, strict=True):
        assert a + shift == pytest.approx(b, abs=1e-6)


@given(points=POINTS, factor=st.sampled_from([0.5, 2.0, 4.0]))
@EXAMPLES
def test_twice_as_large_with_twice_the_margin_is_twice_as_large(points, factor):
    x, y = flat(points)
    one = outline(x, y, margin=48.0, smallest_hole=0)
    two = outline(x * factor, y * factor, margin=48.0 * factor, smallest_hole=0)
    assert covered(two) == pytest.approx(covered(one) * factor**2, rel=1e-6)


@given(points=POINTS, margin=MARGINS)
@EXAMPLES
def test_outer_rings_turn_left_and_holes_turn_right_and_no_small_hole_is_left(points, margin):
    rings = outline(*flat(points), margin=margin, smallest_hole=5000.0)
    areas = [ring_area(ring) for ring in rings]
    assert any(area > 0 for area in areas)
    assert all(area > 0 or area <= -5000.0 for area in areas)


@given(points=POINTS)
@EXAMPLES
def test_filling_holes_only_takes_holes_away(points):
    few, many = outline(*flat(points), smallest_hole=1e12), outline(*flat(points), smallest_hole=0.0)
    assert len(few) <= len(many)
    assert all(ring_area(ring) > 0 for ring in few)
    outer = [ring for ring in many if ring_area(ring) > 0]
    assert len(outer) == len(few)


@given(points=POINTS, margin=MARGINS)
@EXAMPLES
def test_the_edge_is_about_the_margin_away(points, margin):
    x, y = flat(points)
    for ring in outline(x, y, margin=margin):
        gap = np.hypot(ring[:, :1] - x, ring[:, 1:] - y).min(axis=1)
        assert 0.2 * margin < gap.min()
        assert gap.max() < 1.6 * margin


@pytest.mark.parametrize(("gap", "rings"), [(20, 1), (60, 1), (150, 2), (1000, 2)])
def test_near_points_share_a_ring_and_far_points_do_not(gap, rings):
    assert len(outline([0.0, gap], [0.0, 0.0], margin=50.0)) == rings


@pytest.mark.parametrize("length", [100, 500, 2000])
def test_a_straight_road_is_a_sausage(length):
    x = np.arange(0, length + 1, 10.0)
    (ring,) = outline(x, np.zeros(len(x)), margin=50.0)
    assert ring_area(ring) == pytest.approx(100 * length + np.pi * 50**2, rel=0.15)


@pytest.mark.parametrize(("radius", "holes"), [(60, 0), (100, 0), (200, 1), (400, 1)])
def test_a_ring_road_has_a_hole_when_the_middle_is_wide(radius, holes):
    rings = outline(*circle(radius), margin=50.0)
    assert len([ring for ring in rings if ring_area(ring) < 0]) == holes
    middle = inside(rings, np.array([0.0]), np.array([0.0]))[0]
    assert middle == (holes == 0)


@pytest.mark.parametrize("smallest", [0.0, 40_000.0, 1e9])
def test_an_island_in_a_lake_is_a_ring_of_its_own(smallest):
    x, y = circle(400.0)
    rings = outline(np.append(x, 0.0), np.append(y, 0.0), margin=50.0, smallest_hole=smallest)
    assert len(rings) == (3 if smallest < 1e9 else 2)
    assert inside(rings, np.array([0.0]), np.array([0.0]))[0] == (smallest < 1e9)


@pytest.mark.parametrize("start", range(5))
def test_the_area_of_a_ring_does_not_depend_on_where_it_begins(start):
    corners = np.array([(0, 0), (40, 0), (60, 30), (20, 50), (-10, 20)], dtype=float)
    turned = np.roll(corners, start, axis=0)
    ring = np.concatenate([turned, turned[:1]])
    assert ring_area(ring) == pytest.approx(2250)
    assert ring_area(ring[::-1]) == pytest.approx(-2250)
    assert ring_area(ring + np.array([250_000, 600_000])) == pytest.approx(2250)


@pytest.mark.parametrize("name", CORNERS)
@pytest.mark.parametrize("profile", [WALK_AVERAGE, CYCLE], ids=lambda profile: profile.name)
def test_the_circle_of_a_corner_holds_all_that_is_drawn(name, profile):
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [corner.node(streets, name)]), 100, profile)
    lines = trace(streets, found, 0, profile)
    for margin in (10.0, 30.0):
        rings = outline_trace(lines, margin=margin, smallest_hole=0.0)
        assert inside(rings, lines.x, lines.y).all()
        assert covered(rings) < lines.metres().sum() * 2 * margin * 2 + 4 * np.pi * margin**2


@given(world=worlds(), limit_s=st.sampled_from([30, 200]))
@EXAMPLES
def test_any_trace_lies_inside_its_rings(world, limit_s):
    streets = build(world)
    here = snap(streets, streets.node_x[:1], streets.node_y[:1], WALKING)
    assume(here.found[0])
    lines = trace(streets, reach(streets, here, limit_s, WALKING), 0, WALKING)
    rings = outline_trace(lines, margin=30.0)
    assert inside(rings, *lines.samples(5.0)).all()


@pytest.mark.parametrize(
    ("x", "y", "options", "sentence"),
    [
        ([0.0], [0.0], {"margin": -1.0}, r"margin must be a number of metres above 0\."),
        ([0.0], [0.0], {"margin": float("inf")}, r"margin must be a number of metres above 0\."),
        ([0.0, 5e4], [0.0, 5e4], {"margin": 10.0}, r"The points lie too far apart for this margin\."),
        (["here"], [0.0], {}, r"x must hold numbers\."),
        ([[0.0]], [[0.0]], {}, r"x must be a flat array; it has 2 dimensions\."),
        ([0.0], [float("nan")], {}, r"y holds a value that is not a finite number\."),
        ([0.0], [0.0, 1.0], {}, r"These arrays must have the same length: x 1, y 2\."),
    ],
)
def test_what_cannot_be_outlined_is_refused_in_words(x, y, options, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        outline(x, y, **options)
