"""One run of one tool on a stored problem, in a process of its own: `python peers.py TOOL PROBLEM.npz`.

Stands alone: the peers' environment holds no wooncirkel. Prints one line of JSON: build and query [s] (the
quickest of as many rounds as are named), pairs, peak [MB] and a fingerprint of the sorted pairs.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]
BLOCK = 50


def quickest(rounds: int, ask: Callable[[], Any]) -> tuple[float, Any]:
    """Shortest of some rounds [s], and the last answer."""
    best, answer = float("inf"), None
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = ask()
        best = min(best, time.perf_counter() - begin)
    return best, answer


def fingerprint(pairs: Pairs) -> str:
    """A hash of (origin, node, time) sorted; times as whole milliseconds."""
    origin, node, ms = (np.asarray(part).astype(np.int64) for part in pairs)
    order = np.lexsort((node, origin))
    digest = hashlib.sha256()
    for part in (origin, node, ms):
        digest.update(np.ascontiguousarray(part[order]).tobytes())
    return digest.hexdigest()[:16]


def report(build: float, query: float, count: int, **more: Any) -> None:
    """The one line that the benchmark reads."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"build": build, "query": query, "pairs": count, "peak_mb": peak} | more))


def scipy_run(problem: dict[str, np.ndarray]) -> tuple[float, float, Pairs]:
    """scipy.sparse.csgraph.dijkstra(limit=) in blocks of 50 origins, pairs taken from the dense answer."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    size, limit, hubs = len(problem["indptr"]) - 1, float(problem["limit"]), problem["hubs"]

    def build() -> csr_matrix:
        return csr_matrix(
            (problem["ms"].astype(float), problem["target"], problem["indptr"]), shape=(size, size)
        )

    def ask() -> Pairs:
        parts = []
        for first in range(0, len(hubs), BLOCK):
            times = dijkstra(graph, indices=hubs[first : first + BLOCK], limit=limit)
            row, node = np.nonzero(np.isfinite(times))
            parts.append((row + first, node, times[row, node]))
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))  # type: ignore[return-value]

    built, graph = quickest(1, build)
    asked, pairs = quickest(3, ask)
    return built, asked, pairs


def networkx_run(problem: dict[str, np.ndarray]) -> tuple[float, float, Pairs]:
    """networkx.single_source_dijkstra_path_length(cutoff=) per origin."""
    import networkx

    limit, hubs = int(problem["limit"]), problem["hubs"].tolist()
    source = np.repeat(np.arange(len(problem["indptr"]) - 1), np.diff(problem["indptr"]))

    def build() -> Any:
        made = networkx.DiGraph()
        made.add_nodes_from(range(len(problem["indptr"]) - 1))
        made.add_weighted_edges_from(
            zip(source.tolist(), problem["target"].tolist(), problem["ms"].tolist(), strict=True)
        )
        return made

    def ask() -> list[dict[int, int]]:
        reached = networkx.single_source_dijkstra_path_length
        return [dict(reached(graph, hub, cutoff=limit)) for hub in hubs]

    built, graph = quickest(1, build)
    asked, answers = quickest(1, ask)
    origin = np.repeat(np.arange(len(hubs)), [len(answer) for answer in answers])
    node = np.array([v for answer in answers for v in answer])
    return built, asked, (origin, node, np.array([ms for answer in answers for ms in answer.values()]))


def pandana_run(problem: dict[str, np.ndarray]) -> tuple[float, float, Pairs]:
    """pandana.Network (its contraction is the build), nodes_in_range, in seconds: in ms it does not end."""
    import pandana
    import pandas

    indptr, target, ms = problem["indptr"], problem["target"], problem["ms"]
    source = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    once = source < target  # the problem goes both ways at one price: `twoway` makes the other half

    def build() -> Any:
        return pandana.Network(
            pandas.Series(problem["x"]),
            pandas.Series(problem["y"]),
            pandas.Series(source[once]),
            pandas.Series(target[once].astype(np.int64)),
            pandas.DataFrame({"s": ms[once] / 1000}),
            twoway=True,
        )

    def ask() -> Any:
        return network.nodes_in_range(problem["hubs"].tolist(), float(problem["limit"]) / 1000)

    built, network = quickest(1, build)
    asked, table = quickest(1, ask)
    place = {hub: i for i, hub in enumerate(problem["hubs"].tolist())}
    origin = table["source"].map(place).to_numpy()
    return built, asked, (origin, table["destination"].to_numpy(), np.rint(table["s"].to_numpy() * 1000))


TOOLS = {"scipy": scipy_run, "networkx": networkx_run, "pandana": pandana_run}


def run(tool: str, path: str) -> None:
    """Load the problem, run the tool, print the line."""
    with np.load(path, allow_pickle=False) as stored:
        problem = {name: stored[name] for name in stored.files}
    built, asked, pairs = TOOLS[tool](problem)
    report(built, asked, len(pairs[0]), pairs_hash=fingerprint(pairs))


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2])
