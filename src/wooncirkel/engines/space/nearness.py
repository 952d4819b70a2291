"""The nearest street: a uniform grid over the drawn segments, searched exactly.

Rings of cells around a point are searched outward until no nearer segment can exist.
"""

from typing import NamedTuple

import numpy as np

from wooncirkel.engines.space.arrays import Flags, Floats, Ints
from wooncirkel.engines.space.kernels import kernel, written_in
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile

CELL_METRES = 100.0
MOST_CELLS = 1 << 24


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


def drawn_near(network: StreetNetwork, x: Floats, y: Floats, metres: float) -> tuple[Floats, Floats]:
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


@written_in
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


@written_in
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
    grid: SegmentGrid, segments: Segments, x: Floats, y: Floats, farthest: float, chosen: Ints, metres: Floats
) -> None:
    """Write the nearest segment (k,) and the distance [m] (k,) for points in metres that have one."""
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


@written_in
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
