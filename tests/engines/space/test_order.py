"""The Hilbert curve: every square once, neighbours in line are neighbours on the map."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.space.changes import road
from engines.space.worlds import build, worlds
from wooncirkel.engines.space.order import LEVELS, hilbert_keys

EXAMPLES = settings(max_examples=40, deadline=None)
POINTS = st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=1, max_size=40)


def lattice(side: int) -> tuple[np.ndarray, np.ndarray]:
    """A full square of points."""
    y, x = np.divmod(np.arange(side * side), side)
    return x.astype(float), y.astype(float)


@pytest.mark.parametrize("side", [2, 4, 8, 16, 32])
def test_the_curve_steps_from_square_to_neighbouring_square(side):
    x, y = lattice(side)
    line = np.argsort(hilbert_keys(x, y))
    steps = np.abs(np.diff(x[line])) + np.abs(np.diff(y[line]))
    assert (steps == 1).all()


@pytest.mark.parametrize("side", [2, 4, 8, 16, 32])
def test_every_square_has_a_key_of_its_own(side):
    assert len(set(hilbert_keys(*lattice(side)).tolist())) == side * side


@pytest.mark.parametrize("side", [4, 8, 16])
def test_the_curve_fills_one_quarter_before_the_next(side):
    x, y = lattice(side)
    line = np.argsort(hilbert_keys(x, y))
    quarter = 2 * (x[line] >= side / 2) + (y[line] >= side / 2)
    assert np.count_nonzero(np.diff(quarter)) == 3


def test_the_curve_begins_in_a_corner_and_ends_in_the_next():
    x, y = lattice(16)
    line = np.argsort(hilbert_keys(x, y))
    assert (x[line[0]], y[line[0]]) == (0, 0)
    assert (x[line[-1]], y[line[-1]]) == (15, 0)


def test_four_corners_counted_on_fingers():
    keys = hilbert_keys(np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0, 0.0]))
    assert (np.diff(keys) > 0).all()
    assert keys[0] == 0
    assert keys[-1] == 4**LEVELS - 1


@given(points=POINTS)
@EXAMPLES
def test_keys_are_whole_numbers_on_the_curve(points):
    keys = hilbert_keys(*np.array(points, dtype=float).T)
    assert keys.dtype == np.int64
    assert keys.shape == (len(points),)
    assert ((keys >= 0) & (keys < 4**LEVELS)).all()


@given(points=POINTS, shift=st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000)))
@EXAMPLES
def test_where_the_land_lies_means_nothing(points, shift):
    x, y = np.array(points, dtype=float).T
    assert np.array_equal(hilbert_keys(x, y), hilbert_keys(x + shift[0], y + shift[1]))


@given(points=POINTS, factor=st.sampled_from([0.25, 0.5, 2.0, 1024.0]))
@EXAMPLES
def test_how_large_the_land_is_means_nothing(points, factor):
    x, y = np.array(points, dtype=float).T
    assume_wide = np.ptp(x) + np.ptp(y) > 0
    keys, other = hilbert_keys(x, y), hilbert_keys(x * factor, y * factor)
    assert np.array_equal(keys, other) or not assume_wide


@given(points=POINTS)
@EXAMPLES
def test_points_in_one_place_have_one_key(points):
    x, y = np.array(points + points, dtype=float).T
    keys = hilbert_keys(x, y)
    assert np.array_equal(keys[: len(points)], keys[len(points) :])


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_single_place_is_the_begin_of_the_curve(count):
    assert hilbert_keys(np.full(count, 7.0), np.full(count, -3.0)).tolist() == [0] * count


def test_points_on_a_line_keep_near_their_neighbours():
    x = np.arange(256.0)
    keys = hilbert_keys(x, np.zeros(256))
    assert (np.diff(keys) > 0).all()


@given(world=worlds(most_corners=20, most_lines=30))
@EXAMPLES
def test_nodes_are_numbered_along_the_curve(world):
    streets = build(world)
    keys = hilbert_keys(streets.node_x, streets.node_y)
    assert (np.diff(keys) >= 0).all()


def test_neighbours_in_a_town_are_near_in_number():
    """A number says little of the east-west order of a row of a thousand; along the curve half the streets
    join numbers less than a few apart."""
    size = 32
    world = [road((i * 50, j * 50), (i * 50 + 50, j * 50)) for i in range(size - 1) for j in range(size)]
    world += [road((i * 50, j * 50), (i * 50, j * 50 + 50)) for i in range(size) for j in range(size - 1)]
    streets = build(world)
    apart = np.abs(streets.tail - streets.head)
    assert streets.node_count == size * size
    assert np.median(apart) <= 3
    assert np.mean(apart) < size
