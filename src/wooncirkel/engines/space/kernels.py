"""How kernels are compiled: called from Python and kept in the cache, or called from kernels alone."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

_njit: Any = njit

whole: Any = np.int64
"""A count or time of one type wherever it comes from: a helper is compiled anew for each type it is given,
and a literal 0, an int32 and an int64 are three."""


# No test for division by zero: no kernel divides by what may be zero, and the test costs compiling time.
_PLAIN = {"no_cfunc_wrapper": True, "error_model": "numpy"}
_INNER = _PLAIN | {"no_cpython_wrapper": True}


def kernel(function: Function) -> Function:
    """Compile what Python calls; the cache directory is NUMBA_CACHE_DIR."""
    return cast(Function, _njit(cache=True, **_PLAIN)(function))


def helper(function: Function) -> Function:
    """Compile what kernels of the same file call, without a door to Python: that costs more than the body.

    The cache looks at the file of the kernel alone, so a helper never stands in another file. LLVM works on a
    helper again in each function around it: what is called from one place is better `written_in`.
    """
    return cast(Function, _njit(**_INNER)(function))


def inlined(function: Function) -> Function:
    """Compile a short helper apart, and into each place that calls it."""
    return cast(Function, _njit(**_INNER, forceinline=True)(function))


def written_in(function: Function) -> Function:
    """Compile a helper only as part of the kernel that calls it, as if it were written there."""
    return cast(Function, _njit(**_INNER, inline="always")(function))
