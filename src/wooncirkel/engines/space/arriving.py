"""Which homes a hub reaches, to the door."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wooncirkel.engines.space.arrays import NEVER_MS, Flags, Ints, Longs, frozen
from wooncirkel.engines.space.kernels import helper, kernel, written_in
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.reaching import ROOM, Reach, check_snap, joined, whole_seconds
from wooncirkel.engines.space.snapping import Snap


@dataclass(frozen=True, eq=False)
class Arrivals:
    """For each of o origins the homes within limit_s [s], as CSR. All arrays are read-only.

    indptr (o+1,); home, ms (pairs,) number of the home, ascending within an origin, and travel time [ms]
    from door to door; unreachable the homes that have no street near enough.
    """

    indptr: Longs
    home: Ints
    ms: Ints
    limit_s: int
    unreachable: Ints

    @property
    def seconds(self) -> Ints:
        """Travel times [s] (pairs,), rounded up after the limit test."""
        return whole_seconds(self.ms)

    def of(self, origin: int) -> tuple[Ints, Ints]:
        """Homes and times [ms] of one origin."""
        part = slice(self.indptr[origin], self.indptr[origin + 1])
        return self.home[part], self.ms[part]


class Doors(NamedTuple):
    """Places as the kernel reads them: street, street_ms, leg_ms, tail, head (k,)."""

    street: Ints
    street_ms: Ints
    leg_ms: Ints
    tail: Ints
    head: Ints


class ByNode(NamedTuple):
    """Homes by the node from which they are entered: indptr (n+1,), home and ms (entries,)."""

    indptr: Ints
    home: Ints
    ms: Ints


def arrive(network: StreetNetwork, reach: Reach, homes: Snap, profile: Profile) -> Arrivals:
    """The homes within the limit of each origin of `reach`, with the way to their doors.

    homes from `snap`, with the network and profile of the reach. A home in the street of the origin is
    reached along that street where that is legal and quicker. ValueError: homes of another network.
    """
    check_snap(network, homes)
    graph = network.graph(profile)
    index = enter_by_node(
        network.node_count, homes.tail, homes.head, homes.arrive_tail_ms, homes.arrive_head_ms
    )
    indptr, parts, done, origins = np.zeros(len(reach.origins) + 1, np.int64), [], 0, len(reach.origins)
    best = np.full(len(homes), reach.limit_s * 1000 + 1, np.int64)
    room = min(len(homes) * max(origins, 1), len(homes) + ROOM)
    while done < origins:
        home, ms = np.empty(room, np.int32), np.empty(room, np.int32)
        more = visit(
            done, reach.indptr, reach.node, reach.ms, _doors(reach.origins), _doors(homes), index,
            graph.forward, graph.backward, reach.limit_s * 1000, best, home, ms, indptr,
        )  # fmt: skip
        parts.append((home[: indptr[more] - indptr[done]], ms[: indptr[more] - indptr[done]]))
        done = more
    home, ms = joined([part[0] for part in parts]), joined([part[1] for part in parts])
    return Arrivals(
        frozen(indptr, np.int64),
        frozen(home, np.int32),
        frozen(ms, np.int32),
        reach.limit_s,
        homes.unreachable,
    )


def _doors(places: Snap) -> Doors:
    return Doors(places.street, places.street_ms, places.leg_ms, places.tail, places.head)


@kernel
def enter_by_node(nodes: int, tail: Ints, head: Ints, tail_ms: Ints, head_ms: Ints) -> ByNode:
    """Sort homes (k,) under the nodes from which they can be entered."""
    indptr = np.zeros(nodes + 2, np.int32)
    for i in range(len(tail)):
        indptr[tail[i] + 2] += tail_ms[i] < NEVER_MS
        indptr[head[i] + 2] += head_ms[i] < NEVER_MS
    for v in range(nodes):
        indptr[v + 2] += indptr[v + 1]
    home, ms = np.empty(indptr[nodes + 1], np.int32), np.empty(indptr[nodes + 1], np.int32)
    for i in range(len(tail)):
        if tail_ms[i] < NEVER_MS:
            home[indptr[tail[i] + 1]], ms[indptr[tail[i] + 1]] = i, tail_ms[i]
            indptr[tail[i] + 1] += 1
        if head_ms[i] < NEVER_MS:
            home[indptr[head[i] + 1]], ms[indptr[head[i] + 1]] = i, head_ms[i]
            indptr[head[i] + 1] += 1
    return ByNode(indptr[:-1], home, ms)


@written_in
def directly(origins: Doors, o: int, homes: Doors, h: int, forward: Flags, backward: Flags) -> int:
    """Time along the street that both share [ms], NEVER_MS where they share none or may not go that way."""
    street = origins.street[o]
    if street < 0 or street != homes.street[h]:
        return NEVER_MS
    step = int(homes.street_ms[h]) - int(origins.street_ms[o])
    if (step > 0 and not forward[street]) or (step < 0 and not backward[street]):
        return NEVER_MS
    return abs(step) + int(origins.leg_ms[o]) + int(homes.leg_ms[h])


@helper
def through_nodes(node: Ints, node_ms: Ints, index: ByNode, best: Longs) -> tuple[int, int]:
    """Better the times of homes entered from reached nodes; lowest and highest home bettered."""
    indptr, home, home_ms = index.indptr, index.home, index.ms
    low, high = len(best), -1
    for i in range(len(node)):
        for j in range(indptr[node[i]], indptr[node[i] + 1]):
            h, ms = int(home[j]), int(node_ms[i]) + int(home_ms[j])
            if ms < best[h]:
                best[h] = ms
                low, high = min(low, h), max(high, h)
    return low, high


@written_in
def along_street(
    origins: Doors, o: int, homes: Doors, index: ByNode, forward: Flags, backward: Flags,
    best: Longs, low: int, high: int,
) -> tuple[int, int]:  # fmt: skip
    """Better the times of homes in the street of origin o; lowest and highest home bettered so far."""
    for end in (origins.tail[o], origins.head[o]):
        for j in range(index.indptr[end], index.indptr[end + 1]):
            h = int(index.home[j])
            ms = directly(origins, o, homes, h, forward, backward)
            if ms < best[h]:
                best[h] = ms
                low, high = min(low, h), max(high, h)
    return low, high


@kernel
def visit(
    first: int, reach_indptr: Longs, node: Ints, node_ms: Ints, origins: Doors, homes: Doors, index: ByNode,
    forward: Flags, backward: Flags, limit: int, best: Longs, out_home: Ints, out_ms: Ints, indptr: Longs,
) -> int:  # fmt: skip
    """Homes in time from origin `first` on, until the output has no room; gives the first origin not done.

    best (h,) waits at limit + 1 [ms] and is left so.
    """
    at = 0
    for o in range(first, len(reach_indptr) - 1):
        if at + len(best) > len(out_home):
            return o
        begin, end = reach_indptr[o], reach_indptr[o + 1]
        low, high = through_nodes(node[begin:end], node_ms[begin:end], index, best)
        if origins.street[o] >= 0:
            low, high = along_street(origins, o, homes, index, forward, backward, best, low, high)
        for h in range(low, high + 1):
            if best[h] <= limit:
                out_home[at], out_ms[at] = h, best[h]
                best[h] = limit + 1
                at += 1
        indptr[o + 1] = indptr[first] + at
    return len(reach_indptr) - 1
