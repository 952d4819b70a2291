"""One run of our own engine on a stored problem, in a process of its own: `-m benchmarks.ours TASK …`."""

import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.peers import fingerprint, quickest, report
from wooncirkel.engines.space import Profile, StreetNetwork, at_nodes, reach
from wooncirkel.engines.space.graph import Graph, build_graph
from wooncirkel.engines.space.reaching import search_graph

EVERYBODY = Profile("every street", 12.0, "foot", "benchmark: all streets both ways at 12 km/h")
LIMIT_S = 600
COPIES, HUBS_COUNTRY = 100, 14_500


def network(path: str) -> StreetNetwork:
    """The packaged network."""
    with np.load(path, allow_pickle=False) as arrays:
        return StreetNetwork.from_arrays(arrays)


def relaxations(graph: Graph, node: np.ndarray) -> int:
    """Street ends that a plain search looks at: the out-degrees of the settled nodes of the plain graph."""
    indptr, _, _ = graph.csr()
    return int(np.diff(indptr)[node].sum())


def province(path: str, hubs: np.ndarray) -> None:
    """500 hubs on the province: build [s] (a second compile, kernels ready), query [s], pairs."""
    network(path).graph(EVERYBODY)
    streets = network(path)
    built, graph = quickest(1, lambda: streets.graph(EVERYBODY))
    places = at_nodes(streets, hubs)
    reach(streets, at_nodes(streets, hubs[:1]), LIMIT_S, EVERYBODY)
    asked, found = quickest(15, lambda: reach(streets, places, LIMIT_S, EVERYBODY))
    origin = np.repeat(np.arange(len(hubs)), np.diff(found.indptr))
    report(
        built,
        asked,
        len(found.node),
        pairs_hash=fingerprint((origin, found.node, found.ms)),
        relaxations=relaxations(graph, found.node),
    )


def country(path: str) -> None:
    """100 disjoint copies of the province, 14,500 hubs: build [s], query [s] once, pairs."""
    one = network(path)
    search_graph(one.graph(EVERYBODY), np.zeros((1, 2), np.int32), np.zeros((1, 2), np.int32), 1000)
    begin = time.perf_counter()
    graph = copied(one)
    built = time.perf_counter() - begin
    size = one.node_count * COPIES
    hubs = np.random.default_rng(1).choice(size, HUBS_COUNTRY, replace=False).astype(np.int32)
    seeds = np.stack([hubs, hubs], axis=1)
    asked, (_, node, _) = quickest(
        1, lambda: search_graph(graph, seeds, np.zeros_like(seeds), LIMIT_S * 1000)
    )
    report(built, asked, len(node), nodes=size)


def copied(one: StreetNetwork) -> Graph:
    """The graph of many copies side by side, without a street between them."""
    shift = np.repeat(np.arange(COPIES, dtype=np.int32) * one.node_count, one.street_count)
    return build_graph(
        nodes=one.node_count * COPIES,
        tail=np.tile(one.tail, COPIES) + shift,
        head=np.tile(one.head, COPIES) + shift,
        metres=np.tile(one.length, COPIES),
        way=np.tile(one.way, COPIES),
        access=np.tile(one.access, COPIES),
        profile=EVERYBODY,
    )


if __name__ == "__main__":
    if sys.argv[1] == "province":
        with np.load(Path(sys.argv[3]), allow_pickle=False) as stored:
            province(sys.argv[2], stored["hubs"])
    else:
        country(sys.argv[2])
