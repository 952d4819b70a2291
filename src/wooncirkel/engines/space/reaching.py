"""Who can be reached in time: every node within a limit of each origin."""

from dataclasses import dataclass

import numpy as np

from wooncirkel.engines.space.arrays import Array, Ints, Longs, frozen
from wooncirkel.engines.space.graph import Graph
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.searching import scratch, search
from wooncirkel.engines.space.snapping import Snap

LONGEST_S = 24 * 3600
ROOM = 1 << 22
PAIRS_PER_ORIGIN = 1500


@dataclass(frozen=True, eq=False)
class Reach:
    """For each of o origins the nodes within limit_s [s], as CSR. All arrays are read-only.

    indptr (o+1,); node, ms (pairs,) node number and travel time [ms] from the door, leg to the street
    included; within an origin each node stands once, in no order that means anything, the same in every run.
    origins the places they were asked for.
    """

    indptr: Longs
    node: Ints
    ms: Ints
    limit_s: int
    origins: Snap

    @property
    def seconds(self) -> Ints:
        """Travel times [s] (pairs,), rounded up; all are within the limit because `ms` is."""
        return whole_seconds(self.ms)

    @property
    def unreachable(self) -> Ints:
        """Origins that have no street near enough, ascending."""
        return self.origins.unreachable

    def of(self, origin: int) -> tuple[Ints, Ints]:
        """Nodes and times [ms] of one origin."""
        part = slice(self.indptr[origin], self.indptr[origin + 1])
        return self.node[part], self.ms[part]


def whole_seconds(ms: Ints) -> Ints:
    """Milliseconds as seconds, rounded up."""
    return -(-ms // 1000)


def checked_limit(limit_s: int) -> int:
    """A limit in whole seconds, 0 to a day, as milliseconds; ValueError otherwise."""
    if (
        isinstance(limit_s, bool)
        or not isinstance(limit_s, int | np.integer)
        or not 0 <= limit_s <= LONGEST_S
    ):
        raise ValueError(f"A limit is a whole number of seconds from 0 to {LONGEST_S}; this is {limit_s!r}.")
    return int(limit_s) * 1000


def reach(network: StreetNetwork, origins: Snap, limit_s: int, profile: Profile) -> Reach:
    """Every node within `limit_s` [s] of each origin, travelling outward from it.

    origins from `snap` with the same network and profile. Exact shortest times in whole milliseconds.
    ValueError: a limit that is no whole number of seconds from 0 to a day, origins of another network.
    """
    limit = checked_limit(limit_s)
    check_snap(network, origins)
    seeds = np.stack([origins.tail, origins.head], axis=1)
    seed_ms = np.stack([origins.leave_tail_ms, origins.leave_head_ms], axis=1)
    indptr, node, ms = search_graph(network.graph(profile), seeds, seed_ms, limit)
    return Reach(frozen(indptr, np.int64), _sealed(node), _sealed(ms), limit // 1000, origins)


def check_snap(network: StreetNetwork, places: Snap) -> None:
    """ValueError if these places cannot be of this network."""
    for name, values, size in (
        ("street", places.street, network.street_count),
        ("node", places.tail, network.node_count),
    ):
        if len(values) and values.max() >= size:
            raise ValueError(f"These places name a {name} that this network does not have.")


def _sealed(array: Array) -> Array:
    array.flags.writeable = False
    return array


def search_graph(graph: Graph, seeds: Ints, seed_ms: Ints, limit: int) -> tuple[Longs, Ints, Ints]:
    """Pairs within `limit` [ms] of each origin, as in `Reach`: indptr (o+1,), node, ms.

    seeds (o, 2) the nodes where an origin begins, the same or neighbours, -1 for none; seed_ms (o, 2) [ms].
    """
    size = len(graph.core.core_of)
    indptr, parts, done = np.zeros(len(seeds) + 1, np.int64), [], 0
    room = min(size * max(len(seeds), 1), size + min(ROOM, PAIRS_PER_ORIGIN * len(seeds)))
    work = scratch(graph.core, limit)
    while done < len(seeds):
        node, ms = np.empty(room, np.int32), np.empty(room, np.int32)
        part = np.zeros(len(seeds) - done + 1, np.int64)
        more = search(graph.pairs, graph.core, work, seeds[done:], seed_ms[done:], limit, node, ms, part)
        indptr[done + 1 : done + more + 1] = indptr[done] + part[1 : more + 1]
        parts.append((node[: part[more]], ms[: part[more]]))
        done += more
    return indptr, joined([node for node, _ in parts]), joined([ms for _, ms in parts])


def joined(parts: list[Ints]) -> Ints:
    """One array from the parts of a result."""
    if not parts:
        return np.zeros(0, np.int32)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
