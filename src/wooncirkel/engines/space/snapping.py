"""From a point on the map to a place on a street, and the first and last steps of a journey.

A uniform grid over the drawn street segments answers the nearest-street question exactly: rings of cells are
searched outward until no nearer segment can exist.
"""

from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from wooncirkel.engines.space.arrays import (
    NEVER_MS,
    Array,
    Flags,
    Floats,
    Ints,
    coordinates,
    frozen,
    same_length,
)
from wooncirkel.engines.space.graph import Graph, travel_ms
from wooncirkel.engines.space.kernels import helper, kernel
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile

CELL_METRES = 100.0
MOST_CELLS = 1 << 24
FARTHEST_SNAP = 10_000.0


@dataclass(frozen=True, eq=False)
class Snap:
    """Where k points meet the street network, for one profile. All arrays (k,), read-only.

    found: is there a street near enough? The rest holds only where found; elsewhere street, tail and head
    are -1 and times NEVER_MS. street; tail, head the nodes at its ends; x, y [m] the nearest point on it;
    metres [m] from door to street; leg_ms [ms] the same on the way, at the speed of the profile;
    street_ms [ms] from the tail to that point along the street.
    A hub sends people out and a home receives them, and one-way streets make that differ: leave_tail_ms,
    leave_head_ms [ms] from the door to each end; arrive_tail_ms, arrive_head_ms [ms] from each end to the
    door. The leg is in them.
    """

    found: Flags
    street: Ints
    tail: Ints
    head: Ints
    x: Floats
    y: Floats
    metres: Floats
    leg_ms: Ints
    street_ms: Ints
    leave_tail_ms: Ints
    leave_head_ms: Ints
    arrive_tail_ms: Ints
    arrive_head_ms: Ints

    def __len__(self) -> int:
        return len(self.found)

    @property
    def unreachable(self) -> Ints:
        """The points without a street, ascending."""
        return cast(Ints, frozen(np.flatnonzero(~self.found), np.int32))


class SegmentGrid(NamedTuple):
    """Cells over the usable segments: corner x, y, cell size [m], columns, rows; segments per cell as CSR."""

    x: float
    y: float
    cell: float
    columns: int
    rows: int
    indptr: Ints
    segment: Ints


class Segments(NamedTuple):
    """Usable straight pieces of streets (g,): street, first drawn point, ends [m]."""

    street: Ints
    point: Ints
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats


def snap(
    network: StreetNetwork,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    profile: Profile,
    *,
    max_metres: float = 250.0,
) -> Snap:
    """The nearest point on a street that the profile uses, for points x, y [m] (k,).

    The distance is exact, to the drawn line; of streets equally near the lowest number wins. Points farther
    than max_metres [m] are not found. Journeys go *from* a hub outward *to* homes.
    ValueError: coordinates that are not finite or differ in number, max_metres that is not above 0.
    """
    x, y = coordinates("x", x), coordinates("y", y)
    same_length({"x": x, "y": y})
    if not 0 < max_metres <= FARTHEST_SNAP:
        raise ValueError(f"max_metres must lie above 0 and not above {FARTHEST_SNAP:,.0f} m.")
    graph = network.graph(profile)
    grid, segments = segment_index(network, profile)
    near_x, near_y = _drawn_near(network, x, y, float(max_metres))
    segment, metres = nearest(grid, segments, near_x, near_y, float(max_metres))
    found = segment >= 0
    chosen = segments.street[segment[found]]
    px, py, along = _feet(network, segments, segment[found], x[found], y[found])
    part = np.minimum(along / np.maximum(network.length[chosen], 1e-9), 1.0)
    street_ms = np.rint(part * graph.street_ms[chosen]).astype(np.int32)
    return _snap(network, graph, profile, found, chosen, px, py, metres[found], street_ms)


def at_nodes(network: StreetNetwork, nodes: npt.ArrayLike) -> Snap:
    """Stand exactly on nodes (k,): no leg, no street. ValueError: a number that is no node."""
    at = np.asarray(nodes)
    if at.ndim != 1 or at.dtype.kind not in "iu":
        raise ValueError("nodes must be a flat array of whole numbers.")
    if at.size and (at.min() < 0 or at.max() >= network.node_count):
        raise ValueError(f"nodes holds a number outside 0..{network.node_count - 1}.")
    zero, none = np.zeros(len(at), np.int32), np.full(len(at), -1, np.int32)
    here = {
        "tail": at,
        "head": at,
        "x": network.node_x[at],
        "y": network.node_y[at],
        "metres": np.zeros(len(at)),
    }
    times = dict.fromkeys(
        ("leg_ms", "street_ms", "leave_tail_ms", "leave_head_ms", "arrive_tail_ms", "arrive_head_ms"), zero
    )
    return _frozen_snap({"found": np.ones(len(at), np.bool_), "street": none} | here | times)


def segment_index(network: StreetNetwork, profile: Profile) -> tuple[SegmentGrid, Segments]:
    """The grid and segments for a profile, made once per network."""
    return network.remember(("segments", profile), lambda: _indexed(network, network.graph(profile).usable))


def _indexed(network: StreetNetwork, usable: Flags) -> tuple[SegmentGrid, Segments]:
    count = np.diff(network.shape_indptr)
    street = np.repeat(np.arange(network.street_count, dtype=np.int32), count)
    inner = np.ones(len(street), np.bool_)
    inner[network.shape_indptr[1:] - 1] = False
    point = np.flatnonzero(inner & usable[street]).astype(np.int32)
    x, y = network.shape_x, network.shape_y
    segments = Segments(street[point], point, x[point], y[point], x[point + 1], y[point + 1])
    west, south = x.min(), y.min()
    width, height = np.ptp(x), np.ptp(y)
    cell = max(
        CELL_METRES,
        float(np.sqrt(max(width, 1.0) * max(height, 1.0) / MOST_CELLS)),
        max(width, height) / 2**20,
    )
    columns, rows = int(width // cell) + 1, int(height // cell) + 1
    indptr, members = fill_grid(segments, west, south, cell, columns, rows)
    return SegmentGrid(float(west), float(south), cell, columns, rows, indptr, members), segments


def _drawn_near(network: StreetNetwork, x: Floats, y: Floats, metres: float) -> tuple[Floats, Floats]:
    """Points from the other end of the earth brought to where they are still too far away."""
    margin = 2 * metres
    shape_x, shape_y = network.remember("extent", lambda: _extent(network))
    return (
        np.clip(x, shape_x[0] - margin, shape_x[1] + margin),
        np.clip(y, shape_y[0] - margin, shape_y[1] + margin),
    )


def _extent(network: StreetNetwork) -> tuple[tuple[float, float], tuple[float, float]]:
    x, y = network.shape_x_cm, network.shape_y_cm
    return (x.min() / 100, x.max() / 100), (y.min() / 100, y.max() / 100)


def _feet(
    network: StreetNetwork, segments: Segments, segment: Ints, x: Floats, y: Floats
) -> tuple[Floats, Floats, Floats]:
    """Nearest point on each segment and its way along the street [m]."""
    x0, y0 = segments.x0[segment], segments.y0[segment]
    dx, dy = segments.x1[segment] - x0, segments.y1[segment] - y0
    square = dx * dx + dy * dy
    part = np.clip(((x - x0) * dx + (y - y0) * dy) / np.where(square > 0, square, 1.0), 0.0, 1.0)
    before = line_metres(network)[segments.point[segment]]
    return x0 + part * dx, y0 + part * dy, before + part * np.sqrt(square)


def line_metres(network: StreetNetwork) -> Floats:
    """Way from the tail of its street to each drawn point [m] (p,), made once per network."""
    return network.remember("line metres", lambda: _line_metres(network))


def _line_metres(network: StreetNetwork) -> Floats:
    x, y = network.shape_x, network.shape_y
    steps = np.hypot(np.diff(x, prepend=x[0]), np.diff(y, prepend=y[0]))
    first = network.shape_indptr[:-1]
    steps[first] = 0.0
    total = np.cumsum(steps)
    return np.asarray(total - np.repeat(total[first], np.diff(network.shape_indptr)))


def _snap(
    network: StreetNetwork, graph: Graph, profile: Profile, found: Flags, street: Ints,
    x: Floats, y: Floats, metres: Floats, street_ms: Ints,
) -> Snap:  # fmt: skip
    leg, rest = travel_ms(metres, profile), graph.street_ms[street] - street_ms
    forward, backward = graph.forward[street], graph.backward[street]
    values: dict[str, Array] = {
        "street": street,
        "tail": network.tail[street],
        "head": network.head[street],
        "x": x,
        "y": y,
        "metres": metres,
        "leg_ms": leg,
        "street_ms": street_ms,
        "leave_tail_ms": _legal(leg, street_ms, backward),
        "leave_head_ms": _legal(leg, rest, forward),
        "arrive_tail_ms": _legal(leg, street_ms, forward),
        "arrive_head_ms": _legal(leg, rest, backward),
    }
    return _frozen_snap(
        {"found": found} | {name: _spread(name, value, found) for name, value in values.items()}
    )


def _legal(leg: Ints, way: Ints, allowed: Flags) -> Ints:
    """Leg and way together; who stands on the very end of a street needs no permission to leave it."""
    return np.where(allowed | (way == 0), np.minimum(leg.astype(np.int64) + way, NEVER_MS), NEVER_MS).astype(
        np.int32
    )


def _spread(name: str, values: Array, found: Flags) -> Array:
    missing = NEVER_MS if name.endswith("_ms") else -1 if values.dtype.kind == "i" else np.nan
    result = np.full(len(found), missing, values.dtype)
    result[found] = values
    return result


def _frozen_snap(values: dict[str, Array]) -> Snap:
    kinds = {"found": np.bool_, "x": np.float64, "y": np.float64, "metres": np.float64}
    return Snap(**{name: frozen(value, kinds.get(name, np.int32)) for name, value in values.items()})


@helper
def columns_in_row(
    x0: float, y0: float, x1: float, y1: float, low: float, high: float
) -> tuple[float, float]:
    """West and east [m] of the part of a segment that lies between two heights."""
    west, east = min(x0, x1), max(x0, x1)
    if y0 == y1:
        return west, east
    a = x0 + (x1 - x0) * ((low - y0) / (y1 - y0))
    b = x0 + (x1 - x0) * ((high - y0) / (y1 - y0))
    # a hand's breadth to both sides, so that rounding never loses a cell
    return max(west, min(a, b) - 0.1), min(east, max(a, b) + 0.1)


@kernel
def fill_grid(
    segments: Segments, x: float, y: float, cell: float, columns: int, rows: int
) -> tuple[Ints, Ints]:
    """The segments of each cell they cross, as pointer (cells+1,) and members, ascending."""
    indptr = np.zeros(columns * rows + 2, np.int32)
    members = np.empty(0, np.int32)
    for lap in range(2):
        for s in range(len(segments.street)):
            x0, y0, x1, y1 = segments.x0[s], segments.y0[s], segments.x1[s], segments.y1[s]
            first, last = int((min(y0, y1) - y) // cell), int((max(y0, y1) - y) // cell)
            for row in range(first, last + 1):
                west, east = columns_in_row(x0, y0, x1, y1, y + row * cell, y + (row + 1) * cell)
                for column in range(int((west - x) // cell), int((east - x) // cell) + 1):
                    c = row * columns + column
                    if lap == 0:
                        indptr[c + 2] += 1
                    else:
                        members[indptr[c + 1]] = s
                        indptr[c + 1] += 1
        if lap == 0:
            for c in range(columns * rows):
                indptr[c + 2] += indptr[c + 1]
            members = np.empty(indptr[columns * rows + 1], np.int32)
    return indptr[:-1], members


@helper
def square_distance(px: float, py: float, x0: float, y0: float, x1: float, y1: float) -> float:
    """Square of the distance from a point to a segment [m²]."""
    dx, dy = x1 - x0, y1 - y0
    square = dx * dx + dy * dy
    t = 0.0
    if square > 0:
        t = min(max(((px - x0) * dx + (py - y0) * dy) / square, 0.0), 1.0)
    ex, ey = px - x0 - t * dx, py - y0 - t * dy
    return ex * ex + ey * ey


@kernel
def nearest(
    grid: SegmentGrid, segments: Segments, x: Floats, y: Floats, farthest: float
) -> tuple[Ints, Floats]:
    """Nearest segment (k,) or -1, and the distance [m] (k,), for points in metres."""
    chosen, metres = np.full(len(x), -1, np.int32), np.full(len(x), np.inf)
    for i in range(len(x)):
        column, row = int((x[i] - grid.x) // grid.cell), int((y[i] - grid.y) // grid.cell)
        east, north = x[i] - grid.x - column * grid.cell, y[i] - grid.y - row * grid.cell
        inside = max(min(east, north, grid.cell - east, grid.cell - north), 0.0)
        best, where, ring = farthest * farthest, -1, 0
        # what lies outside the square of rings searched so far is at least `clear` away
        clear = 0.0
        while clear <= farthest and clear * clear <= best:
            best, where = search_ring(grid, segments, x[i], y[i], column, row, ring, best, where)
            clear = ring * grid.cell + inside
            ring += 1
        if where >= 0:
            chosen[i], metres[i] = where, np.sqrt(best)
    return chosen, metres


@helper
def search_ring(
    grid: SegmentGrid, segments: Segments, px: float, py: float,
    column: int, row: int, ring: int, best: float, where: int,
) -> tuple[float, int]:  # fmt: skip
    """Look through one ring of cells for a nearer segment, or an equally near one with a lower number."""
    for r in range(max(row - ring, 0), min(row + ring, grid.rows - 1) + 1):
        step = 1 if abs(r - row) == ring else max(2 * ring, 1)
        for k in range(0, 2 * ring + 1, step):
            c = column - ring + k
            if c < 0 or c >= grid.columns:
                continue
            cell = r * grid.columns + c
            for j in range(grid.indptr[cell], grid.indptr[cell + 1]):
                s = grid.segment[j]
                d = square_distance(px, py, segments.x0[s], segments.y0[s], segments.x1[s], segments.y1[s])
                if d < best or (d == best and (where < 0 or s < where)):
                    best, where = d, int(s)
    return best, where
