"""The streets as one traveller sees them: travel times instead of lengths, contracted for the search."""

from dataclasses import dataclass

import numpy as np

from wooncirkel.engines.space.arrays import NEVER_MS, Bytes, Flags, Floats, Ints, frozen
from wooncirkel.engines.space.contract import Core, Pairs, contract, mirror
from wooncirkel.engines.space.profile import Profile


@dataclass(frozen=True, eq=False)
class Graph:
    """What a profile makes of a network with n nodes and s streets.

    street_ms (s,) [ms] at least 1; forward, backward (s,) may and will this traveller go along, against the
    drawn direction; pairs the plain graph (parallel streets keep the quickest); core the contracted one.
    """

    street_ms: Ints
    forward: Flags
    backward: Flags
    pairs: Pairs
    core: Core

    @property
    def usable(self) -> Flags:
        """Streets (s,) that this traveller takes in at least one direction."""
        return self.forward | self.backward

    def csr(self) -> tuple[Ints, Ints, Ints]:
        """The plain directed graph, uncontracted: indptr (n+1,), target (a,), ms (a,)."""
        open_ = self.pairs.out_ms < NEVER_MS
        indptr = np.concatenate([[0], np.cumsum(open_)])[self.pairs.indptr]
        return indptr.astype(np.int32), self.pairs.neighbour[open_], self.pairs.out_ms[open_]


def travel_ms(metres: Floats, profile: Profile) -> Ints:
    """Time for a length [m] at the speed of the profile [ms], rounded to the nearest."""
    return np.minimum(np.rint(metres * (3600.0 / profile.kmh)), NEVER_MS - 1).astype(np.int32)


def build_graph(
    *, nodes: int, tail: Ints, head: Ints, metres: Floats, way: Bytes, access: Bytes, profile: Profile
) -> Graph:
    """Compile streets, sorted by (lower node, higher node), for a profile; lengths [m]."""
    taken = profile.takes()[way]
    forward = taken & ((access & profile.forward_bit) > 0)
    backward = taken & ((access & profile.backward_bit) > 0)
    ms = np.maximum(travel_ms(metres, profile), 1)
    pairs = _pairs(nodes, tail, head, np.where(forward, ms, NEVER_MS), np.where(backward, ms, NEVER_MS))
    return Graph(
        frozen(ms, np.int32), frozen(forward, np.bool_), frozen(backward, np.bool_), pairs, contract(pairs)
    )


def _pairs(nodes: int, tail: Ints, head: Ints, forward_ms: Ints, backward_ms: Ints) -> Pairs:
    open_ = (tail != head) & ((forward_ms < NEVER_MS) | (backward_ms < NEVER_MS))
    low, high = np.minimum(tail, head)[open_], np.maximum(tail, head)[open_]
    rising = (tail < head)[open_]
    along, against = forward_ms[open_], backward_ms[open_]
    up, down = np.where(rising, along, against), np.where(rising, against, along)
    if not len(low):
        return _mirrored(nodes, low, high, up, down)
    first = np.flatnonzero(np.concatenate([[True], (low[1:] != low[:-1]) | (high[1:] != high[:-1])]))
    up, down = np.minimum.reduceat(up, first), np.minimum.reduceat(down, first)
    return _mirrored(nodes, low[first], high[first], up, down)


def _mirrored(nodes: int, low: Ints, high: Ints, up: Ints, down: Ints) -> Pairs:
    result: Pairs = mirror(nodes, low, high, up.astype(np.int32), down.astype(np.int32))
    return result
