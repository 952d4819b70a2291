"""An order of points in which neighbours in the street are neighbours in memory."""

from typing import cast

import numpy as np

from wooncirkel.engines.space.arrays import Floats, Longs

LEVELS = 16


def hilbert_keys(x: Floats, y: Floats) -> Longs:
    """Place of each point on a Hilbert curve over the bounding square, 2^16 cells wide.

    x, y [m] (n,) -> keys (n,). Source: the xy2d algorithm in Warren, Hacker's Delight (2012), ch. 16.
    """
    column, row = _cells(x, x, y), _cells(y, x, y)
    keys = np.zeros(len(x), dtype=np.int64)
    for level in range(LEVELS - 1, -1, -1):
        side = np.int64(1) << level
        right, up = (column & side) > 0, (row & side) > 0
        keys += side * side * ((3 * right) ^ up)
        column, row = _turned(column, row, side, right, up)
    return keys


def _cells(values: Floats, x: Floats, y: Floats) -> Longs:
    widest = max(np.ptp(x), np.ptp(y), 1e-9)
    return cast(Longs, ((values - values.min()) / widest * ((1 << LEVELS) - 1)).astype(np.int64))


def _turned(
    column: Longs, row: Longs, side: np.int64, right: np.ndarray, up: np.ndarray
) -> tuple[Longs, Longs]:
    flipped = ~up & right
    column, row = np.where(flipped, side - 1 - column, column), np.where(flipped, side - 1 - row, row)
    column, row = np.where(up, column, row), np.where(up, row, column)
    return column & (side - 1), row & (side - 1)
