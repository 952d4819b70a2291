"""The stored form of a street network: what it holds, and every rule it must keep."""

from collections.abc import Mapping

import numpy as np

from wooncirkel.engines.space.arrays import Array, Ints, codes, pointer, same_length
from wooncirkel.engines.space.ways import ALL_ACCESS, WAYS

VERSION = 1
SHAPES = ("shape_x_cm", "shape_y_cm", "shape_lon_e7", "shape_lat_e7")
STORED = ("tail", "head", "length_mm", "way", "access", "shape_indptr", *SHAPES)


def packed(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Small whole numbers that compress well: drawn points as the difference from the point before."""
    stored = {name: np.asarray(arrays[name]) for name in STORED}
    for name in SHAPES:
        stored[name] = np.diff(stored[name], prepend=np.int32(0))
    return {"version": np.array([VERSION], dtype=np.int32)} | stored


def unpacked(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """What `packed` was made from; ValueError where it breaks a rule."""
    missing = [name for name in ("version", *STORED) if name not in arrays]
    if missing:
        raise ValueError(f"The street network lacks {', '.join(missing)}.")
    if not np.array_equal(arrays["version"], [VERSION]):
        raise ValueError(f"The street network is not of version {VERSION}.")
    stored = {name: _whole(name, arrays[name]) for name in STORED}
    for name in SHAPES:
        stored[name] = np.cumsum(stored[name], dtype=np.int32)
    _check_stored(stored)
    return stored


def place_keys(lon_e7: Ints, lat_e7: Ints) -> Array:
    """One number for each place, equal where lon and lat are."""
    return (lon_e7.astype(np.int64) << 32) + lat_e7


def _whole(name: str, array: Array) -> Array:
    values = np.asarray(array)
    if values.ndim != 1 or values.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a flat array of whole numbers.")
    if values.size and (values.min() < -(2**31) or values.max() >= 2**31):
        raise ValueError(f"{name} holds a number that does not fit.")
    return values


def _check_stored(stored: dict[str, Array]) -> None:
    same_length({name: stored[name] for name in ("tail", "head", "length_mm", "way", "access")})
    same_length({name: stored[name] for name in SHAPES})
    pointer(
        "shape_indptr", stored["shape_indptr"], len(stored["tail"]), len(stored["shape_x_cm"]), smallest=2
    )
    codes("way", stored["way"], len(WAYS))
    codes("access", stored["access"], ALL_ACCESS + 1)
    if stored["length_mm"].size and stored["length_mm"].min() < 0:
        raise ValueError("length_mm holds a negative length.")
    tail, head = stored["tail"], stored["head"]
    if len(tail) and min(tail.min(), head.min()) < 0:
        raise ValueError("tail or head holds a negative node.")
    if len(tail) and max(tail.max(), head.max()) >= 2 * len(tail):
        raise ValueError("tail or head holds a node beyond the ends of the streets.")
    order = np.minimum(tail, head).astype(np.int64) * (2 * len(tail) + 1) + np.maximum(tail, head)
    if (np.diff(order) < 0).any():
        raise ValueError("The streets are not sorted by their nodes.")


def node_points(stored: dict[str, Array]) -> Array:
    """For each node a drawn point that lies on it; ValueError if streets that share it disagree."""
    ends = np.concatenate([stored["tail"], stored["head"]])
    points = np.concatenate([stored["shape_indptr"][:-1], stored["shape_indptr"][1:] - 1])
    at = np.full(int(ends.max()) + 1, -1, np.int64)
    at[ends[::-1]] = points[::-1]
    if (at < 0).any():
        raise ValueError("A node number is not used by any street.")
    keys = place_keys(stored["shape_lon_e7"], stored["shape_lat_e7"])
    if (keys[at[ends]] != keys[points]).any():
        raise ValueError("Streets that share a node end in different places.")
    if len(np.unique(keys[at])) != len(at):
        raise ValueError("Two nodes lie in the same place.")
    return at
