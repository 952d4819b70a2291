"""Where the map of a city opens: the middle of its densest square kilometre or so."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CELLS_A_DEGREE = (67, 111)
"""Cells of about one kilometre at the latitude of the Netherlands, east and north."""


class Focus(NamedTuple):
    """A place [degrees]."""

    lon: float
    lat: float


def densest(lon: Floats, lat: Floats, weight: Floats) -> Focus:
    """Return the weighted middle of the 3 x 3 cells that hold most weight; of equals the most
    south-western.
    """
    cells = np.column_stack([np.floor(lon * CELLS_A_DEGREE[0]), np.floor(lat * CELLS_A_DEGREE[1])]).astype(
        np.int64
    )
    cells -= cells.min(axis=0)
    wide = int(cells[:, 1].max()) + 3
    sums: dict[int, float] = {}
    keys, number = np.unique((cells[:, 0] + 1) * wide + cells[:, 1] + 1, return_inverse=True)
    totals = np.bincount(number, weights=weight)
    for key, total in zip(keys.tolist(), totals.tolist(), strict=True):
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                near = key + east * wide + north
                sums[near] = sums.get(near, 0.0) + total
    best = min(sums, key=lambda key: (-sums[key], key))
    inside = (np.abs(cells[:, 0] + 1 - best // wide) <= 1) & (np.abs(cells[:, 1] + 1 - best % wide) <= 1)
    return _middle(lon[inside], lat[inside], weight[inside])


def _middle(lon: Floats, lat: Floats, weight: Floats) -> Focus:
    share = weight if weight.sum() else np.ones(len(weight))
    return Focus(
        round(float(np.average(lon, weights=share)), 5), round(float(np.average(lat, weights=share)), 5)
    )
