"""Compile or load every kernel and build every index before the first visitor comes."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from wooncirkel.engines.space.arriving import arrive
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.outlining import outline_trace
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.reaching import reach
from wooncirkel.engines.space.snapping import snap
from wooncirkel.engines.space.tracing import trace


def warm(network: StreetNetwork, profiles: Iterable[Profile]) -> None:
    """Walk the whole way once for each profile, so that the first request is as quick as the next.

    Graphs, grids and kernels stay with the network and the process; compiled kernels also in the cache
    directory that the environment names (NUMBA_CACHE_DIR).
    """
    x, y = network.node_x[:1], network.node_y[:1]
    with without_collector():
        for profile in profiles:
            here = snap(network, x, y, profile, max_metres=1000.0)
            found = reach(network, here, 60, profile)
            arrive(network, found, here, profile)
            outline_trace(trace(network, found, 0, profile))


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the search for garbage still: it costs the compiler, which makes millions of objects, a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
