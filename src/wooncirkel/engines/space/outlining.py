"""A smooth edge around reached streets, for the eye alone. No count ever uses it."""

import contourpy
import numpy as np
import numpy.typing as npt

from wooncirkel.engines.space.arrays import Array, Floats, Longs, coordinates, same_length
from wooncirkel.engines.space.tracing import Trace

MOST_CELLS = 4_000_000
CELLS = 3
REACH = CELLS + 2


def outline(
    x: npt.ArrayLike, y: npt.ArrayLike, *, margin: float = 50.0, smallest_hole: float = 40_000.0
) -> list[Floats]:
    """Closed rings [m] (points, 2) around points x, y [m] (n,), about `margin` [m] away from them.

    First point equals last. Outer rings run anticlockwise, holes clockwise; holes smaller than smallest_hole
    [m²] are filled. No point, no ring. A grid of margin/3 carries the distance to the nearest point,
    smoothed over three cells; the ring is its contour.
    ValueError: coordinates that are not finite or differ in number, a margin that is not above 0, points
    spread so far that the grid would not fit.
    """
    x, y = coordinates("x", x), coordinates("y", y)
    same_length({"x": x, "y": y})
    if not (np.isfinite(margin) and margin > 0):
        raise ValueError("margin must be a number of metres above 0.")
    if not len(x):
        return []
    cell = margin / CELLS
    west, south = x.min() - 2 * margin, y.min() - 2 * margin
    columns, rows = (
        int((x.max() - west + 2 * margin) / cell) + 2,
        int((y.max() - south + 2 * margin) / cell) + 2,
    )
    if columns * rows > MOST_CELLS:
        raise ValueError("The points lie too far apart for this margin.")
    taken = np.zeros(rows * columns, np.bool_)
    taken[
        ((y - south) / cell + 0.5).astype(np.int64) * columns + ((x - west) / cell + 0.5).astype(np.int64)
    ] = True
    nearness = _nearness(np.flatnonzero(taken), rows, columns)
    lines = contourpy.contour_generator(z=nearness).lines(-CELLS)
    rings = [_smooth(np.asarray(line)) * cell + (west, south) for line in lines]
    return [ring for ring in rings if ring_area(ring) > 0 or -ring_area(ring) >= smallest_hole]


def outline_trace(trace: Trace, *, margin: float = 50.0, smallest_hole: float = 40_000.0) -> list[Floats]:
    """The rings of `outline` around the streets of a trace."""
    x, y = trace.samples(margin / 3)
    return outline(x, y, margin=margin, smallest_hole=smallest_hole)


def ring_area(ring: Floats) -> float:
    """Signed area of a closed ring [m²], positive when it runs anticlockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _nearness(taken: Longs, rows: int, columns: int) -> Floats:
    """Minus the distance of each cell to the nearest taken one [cells], at most REACH + 1, smoothed."""
    field = np.full(rows * columns, -float(REACH + 1))
    span = range(-REACH, REACH + 1)
    steps = sorted(((np.hypot(i, j), i * columns + j) for i in span for j in span), reverse=True)
    for distance, step in steps:
        if distance <= REACH:
            field[taken + step] = -distance
    return _averaged(_averaged(field.reshape(rows, columns)).T).T


def _averaged(field: Floats) -> Floats:
    """Mean of three neighbouring rows; the outermost rows stay."""
    result = field.copy()
    result[1:-1] = (field[:-2] + field[1:-1] + field[2:]) / 3
    return result


def _smooth(ring: Array) -> Floats:
    """Average of three neighbours, then every second point, closed again."""
    points = ring[:-1]
    points = (np.roll(points, 1, axis=0) + points + np.roll(points, -1, axis=0)) / 3
    points = points[::2] if len(points) >= 16 else points
    return np.concatenate([points, points[:1]])
