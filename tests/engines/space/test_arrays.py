"""How arrays are looked at before they are believed, and frozen before they are given away."""

import numpy as np
import pytest

from wooncirkel.engines.space.arrays import NEVER_MS, codes, coordinates, frozen, pointer, same_length
from wooncirkel.engines.space.reaching import checked_limit, whole_seconds


@pytest.mark.parametrize("values", [[1, 2], (1.0, 2.0), np.array([1, 2], np.int8), np.float32([1, 2])])
def test_coordinates_become_flat_numbers_with_a_point(values):
    array = coordinates("x", values)
    assert array.dtype == np.float64
    assert array.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["a"], r"x must hold numbers\."),
        ([None], r"x holds a value that is not a finite number\."),
        ([[1], [2, 3]], r"x must hold numbers\."),
        (5.0, r"x must be a flat array; it has 0 dimensions\."),
        ([[1.0]], r"x must be a flat array; it has 2 dimensions\."),
        ([1.0, float("nan")], r"x holds a value that is not a finite number\."),
        ([float("-inf")], r"x holds a value that is not a finite number\."),
    ],
)
def test_what_are_no_coordinates_is_said(values, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        coordinates("x", values)


def test_arrays_of_one_length_pass_and_others_are_counted():
    same_length({})
    same_length({"x": np.zeros(2), "y": np.ones(2)})
    with pytest.raises(ValueError, match=r"^These arrays must have the same length: x 2, y 3, z 2\.$"):
        same_length({"x": np.zeros(2), "y": np.zeros(3), "z": np.zeros(2)})


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.uint64])
def test_a_pointer_is_given_back_in_one_kind(kind):
    array = pointer("indptr", np.array([0, 2, 5], kind), 2, 5)
    assert array.dtype == np.int64
    assert array.tolist() == [0, 2, 5]


@pytest.mark.parametrize(
    ("values", "rows", "size", "smallest", "sentence"),
    [
        ([0.0, 2.0], 1, 2, 0, r"p must be a flat array of whole numbers\."),
        ([[0, 2]], 1, 2, 0, r"p must be a flat array of whole numbers\."),
        ([0, 2], 2, 2, 0, r"p must hold 3 values; it holds 2\."),
        ([1, 2], 1, 2, 0, r"p must run from 0 to 2; it runs from 1 to 2\."),
        ([0, 1], 1, 2, 0, r"p must run from 0 to 2; it runs from 0 to 1\."),
        ([0, 3, 2], 2, 2, 0, r"p has a row shorter than 0\."),
        ([0, 1, 4], 2, 4, 2, r"p has a row shorter than 2\."),
        (np.array([0, 3, 2], np.uint8), 2, 2, 0, r"p has a row shorter than 0\."),
    ],
)
def test_what_is_no_pointer_is_said(values, rows, size, smallest, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        pointer("p", values, rows, size, smallest)


@pytest.mark.parametrize("values", [[0, 7], np.array([7, 0], np.int64), np.zeros(0, np.uint8)])
def test_codes_become_bytes(values):
    assert codes("way", values, 8).dtype == np.uint8
    assert codes("way", values, 8).tolist() == list(values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([8], r"way holds a code outside 0\.\.7\."),
        ([-1], r"way holds a code outside 0\.\.7\."),
        ([256], r"way holds a code outside 0\.\.7\."),
        ([True], r"way must be a flat array of whole numbers\."),
        ([1.0], r"way must be a flat array of whole numbers\."),
        (3, r"way must be a flat array of whole numbers\."),
    ],
)
def test_what_are_no_codes_is_said(values, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        codes("way", values, 8)


def test_what_is_frozen_cannot_be_changed_by_anybody():
    mine = np.array([1, 2, 3])
    ice = frozen(mine, np.int64)
    mine[0] = 9
    assert ice.tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match="read-only"):
        ice[0] = 9
    assert frozen(ice, np.int64) is ice


def test_frozen_arrays_lie_in_one_piece():
    ice = frozen(np.arange(10)[::2], np.int32)
    assert ice.flags.c_contiguous
    assert ice.dtype == np.int32


def test_never_twice_still_fits():
    assert np.iinfo(np.int32).max + 1 >= 2 * NEVER_MS
    assert NEVER_MS > 24 * 3600 * 1000


@pytest.mark.parametrize(
    ("ms", "seconds"), [(0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2), (86_400_000, 86_400)]
)
def test_a_begun_second_is_a_second(ms, seconds):
    assert whole_seconds(np.array([ms], np.int32)).tolist() == [seconds]


@pytest.mark.parametrize("limit", [0, 1, 600, 86_400, np.int32(7), np.uint8(7), np.int64(7)])
def test_a_limit_is_whole_seconds_up_to_a_day(limit):
    assert checked_limit(limit) == int(limit) * 1000
    assert type(checked_limit(limit)) is int


@pytest.mark.parametrize("limit", [-1, 86_401, 1.0, np.float64(60), "60", None, True, [60], np.int64(-1)])
def test_another_limit_is_refused_with_what_was_given(limit):
    with pytest.raises(ValueError, match=r"^A limit is a whole number of seconds from 0 to 86400; this is "):
        checked_limit(limit)
