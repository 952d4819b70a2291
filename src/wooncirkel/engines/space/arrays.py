"""Names for the array types of this engine, and how arrays are frozen and refused."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]

NEVER_MS = 1 << 30
"""A time that stands for *no way* [ms]; twice this still fits 32 bits."""


def frozen(values: npt.ArrayLike, dtype: npt.DTypeLike) -> Array:
    """The values as a read-only array that nobody else can write to."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return array


def coordinates(name: str, values: npt.ArrayLike) -> Floats:
    """Check a flat array of finite numbers; ValueError names the array that is wrong."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must hold numbers.") from error
    if array.ndim != 1:
        raise ValueError(f"{name} must be a flat array; it has {array.ndim} dimensions.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds a value that is not a finite number.")
    return array


def same_length(arrays: Mapping[str, Array]) -> None:
    """ValueError unless all arrays have one length."""
    if len({len(array) for array in arrays.values()}) > 1:
        sizes = ", ".join(f"{name} {len(array)}" for name, array in arrays.items())
        raise ValueError(f"These arrays must have the same length: {sizes}.")


def pointer(name: str, values: npt.ArrayLike, rows: int, size: int, smallest: int = 0) -> Longs:
    """Check a CSR pointer: `rows` + 1 whole numbers from 0 to `size`, each row at least `smallest` long."""
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a flat array of whole numbers.")
    array = array.astype(np.int64)
    if len(array) != rows + 1:
        raise ValueError(f"{name} must hold {rows + 1} values; it holds {len(array)}.")
    if array[0] != 0 or array[-1] != size:
        raise ValueError(f"{name} must run from 0 to {size}; it runs from {array[0]} to {array[-1]}.")
    if rows and np.diff(array).min() < smallest:
        raise ValueError(f"{name} has a row shorter than {smallest}.")
    return array


def codes(name: str, values: npt.ArrayLike, below: int) -> Bytes:
    """Check a flat array of whole numbers 0 .. `below` - 1 and give it as uint8."""
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a flat array of whole numbers.")
    if array.size and (array.min() < 0 or array.max() >= below):
        raise ValueError(f"{name} holds a code outside 0..{below - 1}.")
    return array.astype(np.uint8)
