"""Small random street networks, and slow answers that share no line with the engine."""

from dataclasses import dataclass
from itertools import pairwise
from math import hypot

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corner import lonlat
from wooncirkel.engines.space import ALL_ACCESS, WAYS, Profile, StreetNetwork

Point = tuple[float, float]

CYCLING = Profile("cycling", 12.0, "cycle", "test")
WALKING = Profile("walking", 4.8, "foot", "test")
SOME_WAYS = Profile("some", 10.0, "cycle", "test", frozenset({"residential", "cycleway", "unknown"}))


@dataclass(frozen=True)
class Line:
    """A street as a list of points, with its class and access bits."""

    points: tuple[Point, ...]
    way: str
    access: int

    @property
    def metres(self) -> float:
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(self.points))


def build(world: list[Line]) -> StreetNetwork:
    """The lines as a street network."""
    flat = [point for line in world for point in line.points]
    lon, lat = lonlat(flat)
    return StreetNetwork.from_lines(
        lon=lon,
        lat=lat,
        x=[x for x, _ in flat],
        y=[y for _, y in flat],
        indptr=np.cumsum([0] + [len(line.points) for line in world]),
        way=[WAYS.index(line.way) for line in world],
        access=[line.access for line in world],
    )


@st.composite
def worlds(draw: st.DrawFn, most_corners: int = 14, most_lines: int = 26) -> list[Line]:
    """Lines between a few corners: parallel ones, loops, one-ways, bends, tiny lengths, loose parts."""
    count = draw(st.integers(2, most_corners))
    places = draw(
        st.lists(
            st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=count, max_size=count, unique=True
        )
    )
    scale = draw(st.sampled_from([0.05, 1.0, 10.0, 30.0]))
    corners = [(x * scale, y * scale) for x, y in places]
    lines = []
    for _ in range(draw(st.integers(1, most_lines))):
        a, b = draw(st.sampled_from(corners)), draw(st.sampled_from(corners))
        bends = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=2))
        middle = [(x * scale, y * scale) for x, y in bends]
        if a == b and set(middle) <= {a}:
            middle = [(a[0] + scale, a[1])]
        way = draw(st.sampled_from(["residential", "cycleway", "unknown", "steps"]))
        access = draw(st.sampled_from([ALL_ACCESS] * 4 + [0, 1, 2, 3, 4, 5, 6]))
        lines.append(Line((a, *middle, b), way, access))
    return lines


def is_open(line: Line, profile: Profile) -> tuple[bool, bool]:
    """May and will this traveller take a line: along, against."""
    if line.way not in profile.ways:
        return False, False
    if profile.mode == "foot":
        return bool(line.access & 1), bool(line.access & 1)
    return bool(line.access & 2), bool(line.access & 4)


def cost(line: Line, profile: Profile) -> int:
    """Milliseconds for a whole line, from its length in whole millimetres."""
    return max(1, round(round(line.metres * 1000) / 1000 * (3600.0 / profile.kmh)))


def node_at(network: StreetNetwork, point: Point) -> int:
    """The node in a place."""
    gap = np.hypot(network.node_x - point[0], network.node_y - point[1])
    assert gap.min() < 0.02
    return int(gap.argmin())


def arcs(world: list[Line], network: StreetNetwork, profile: Profile) -> dict[tuple[int, int], int]:
    """Quickest arc per pair of nodes [ms], straight from the lines."""
    result: dict[tuple[int, int], int] = {}
    for line in world:
        tail, head = node_at(network, line.points[0]), node_at(network, line.points[-1])
        along, against = is_open(line, profile)
        for wanted, pair in ((along, (tail, head)), (against, (head, tail))):
            if wanted and tail != head:
                result[pair] = min(result.get(pair, 1 << 40), cost(line, profile))
    return result


def matrix(network: StreetNetwork, quickest: dict[tuple[int, int], int]) -> csr_matrix:
    """Arcs as a sparse matrix for scipy."""
    pairs = list(quickest)
    rows, columns = [a for a, _ in pairs], [b for _, b in pairs]
    size = network.node_count
    return csr_matrix(([float(quickest[pair]) for pair in pairs], (rows, columns)), shape=(size, size))


def shortest(world: list[Line], network: StreetNetwork, profile: Profile) -> np.ndarray:
    """All shortest times [ms] (n, n), infinite where there is no way, by scipy."""
    graph = matrix(network, arcs(world, network, profile))
    return np.asarray(dijkstra(graph, directed=True))


def nearest_on(line: Line, point: Point) -> tuple[float, float]:
    """Distance [m] from a point to a line and the way along the line to there [m]."""
    best, place, gone = float("inf"), 0.0, 0.0
    for (ax, ay), (bx, by) in pairwise(line.points):
        dx, dy = bx - ax, by - ay
        length = hypot(dx, dy)
        part = 0.0
        if length > 0:
            part = min(1.0, max(0.0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / length**2))
        gap = hypot(point[0] - ax - part * dx, point[1] - ay - part * dy)
        if gap < best:
            best, place = gap, gone + part * length
        gone += length
    return best, place
