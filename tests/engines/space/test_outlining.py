from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    at_nodes,
    outline,
    outline_trace,
    reach,
    ring_area,
    trace,
)


def inside(rings, x, y) -> np.ndarray:
    """Even-odd rule: is each point inside the rings together?"""
    odd = np.zeros(len(x), dtype=bool)
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            crosses = (ay > y) != (by > y)
            with np.errstate(divide="ignore", invalid="ignore"):
                odd ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return odd


POINTS = st.lists(st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), min_size=1, max_size=40)


@given(points=POINTS, margin=st.sampled_from([20.0, 50.0, 120.0]))
@settings(max_examples=60, deadline=None)
def test_all_points_lie_inside_closed_rings(points, margin):
    x, y = np.array(points).T
    rings = outline(x, y, margin=margin)
    assert rings
    assert all(np.array_equal(ring[0], ring[-1]) for ring in rings)
    assert all(ring.ndim == 2 and ring.shape[1] == 2 and len(ring) >= 4 for ring in rings)
    assert inside(rings, x, y).all()


@given(points=POINTS)
@settings(max_examples=30, deadline=None)
def test_the_edge_keeps_near_the_margin(points):
    x, y = np.array(points).T
    for ring in outline(x, y, margin=50.0):
        gap = np.hypot(ring[:, :1] - x, ring[:, 1:] - y).min(axis=1)
        assert gap.max() < 50.0 * 1.6
        assert gap.min() > 50.0 * 0.2


def test_one_point_has_one_round_ring():
    (ring,) = outline([10.0], [20.0], margin=50.0)
    assert ring_area(ring) == pytest.approx(np.pi * 50**2, rel=0.25)
    assert ring[:-1].mean(axis=0) == pytest.approx([10.0, 20.0], abs=12)


def test_points_far_apart_have_a_ring_each():
    assert len(outline([0.0, 1000.0], [0.0, 0.0], margin=50.0)) == 2


def circle(radius):
    angle = np.linspace(0, 2 * np.pi, 800)
    return radius * np.cos(angle), radius * np.sin(angle)


def test_a_wide_hole_is_a_ring_that_turns_the_other_way():
    rings = outline(*circle(400.0), margin=50.0)
    areas = sorted(ring_area(ring) for ring in rings)
    assert len(areas) == 2
    assert areas[0] == pytest.approx(-np.pi * 350**2, rel=0.1)
    assert areas[1] == pytest.approx(np.pi * 450**2, rel=0.1)
    assert not inside(rings, np.array([0.0]), np.array([0.0]))[0]


def test_a_small_hole_is_filled():
    assert len(outline(*circle(120.0), margin=50.0)) == 1
    assert len(outline(*circle(120.0), margin=50.0, smallest_hole=100.0)) == 2


def test_few_vertices_and_no_sharp_corners():
    (ring,) = outline(*circle(60.0), margin=50.0)
    steps = np.diff(ring, axis=0)
    turn = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    assert len(ring) < 80
    assert turn.max() < np.pi / 4


def test_no_point_no_ring():
    assert outline([], []) == []


def test_a_trace_becomes_rings_around_its_streets():
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [corner.node(streets, "bakery")]), 150, WALK_AVERAGE)
    lines = trace(streets, found, 0, WALK_AVERAGE)
    rings = outline_trace(lines, margin=20.0)
    assert inside(rings, lines.x, lines.y).all()


def test_an_empty_trace_has_no_rings():
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [0]), 0, CYCLE)
    assert outline_trace(trace(streets, found, 0, CYCLE)) == []


def test_the_same_twice():
    one, two = (outline(*circle(300.0)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    ("x", "y", "options", "sentence"),
    [
        ([float("nan")], [0.0], {}, "x holds"),
        ([0.0], [float("inf")], {}, "y holds"),
        ([0.0], [0.0, 1.0], {}, "same length"),
        ([0.0], [0.0], {"margin": 0.0}, "margin"),
        ([0.0], [0.0], {"margin": float("nan")}, "margin"),
        ([0.0, 1e9], [0.0, 1e9], {}, "too far apart"),
    ],
)
def test_bad_questions_are_refused(x, y, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        outline(x, y, **options)


@pytest.mark.parametrize(
    ("ring", "area"),
    [
        ([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], 1.0),
        ([(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)], -1.0),
        ([(5, 5), (8, 5), (5, 9), (5, 5)], 6.0),
    ],
)
def test_area_has_the_sign_of_the_turn(ring, area):
    assert ring_area(np.array(ring, dtype=float)) == area
