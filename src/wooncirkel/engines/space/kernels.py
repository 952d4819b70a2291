"""How kernels are compiled: called from Python and kept in the cache, or called from kernels alone."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

_njit: Any = njit


def kernel(function: Function) -> Function:
    """Compile what Python calls; the cache directory is NUMBA_CACHE_DIR."""
    return cast(Function, _njit(cache=True, no_cfunc_wrapper=True)(function))


def helper(function: Function) -> Function:
    """Compile what kernels of the same file call, without a door to Python: that costs more than the body.

    The cache looks at the file of the kernel alone, so a helper never stands in another file.
    """
    return cast(Function, _njit(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function))


def inlined(function: Function) -> Function:
    """Compile a short helper into each place that calls it."""
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True}
    return cast(Function, _njit(**options)(function))
