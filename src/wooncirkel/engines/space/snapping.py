"""From a point on the map to a place on a street, and the first and last steps of a journey."""

from dataclasses import dataclass
from typing import cast

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
from wooncirkel.engines.space.nearness import Segments, drawn_near, line_metres, nearest, segment_index
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile

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
    near_x, near_y = drawn_near(network, x, y, float(max_metres))
    segment, metres = np.full(len(x), -1, np.int32), np.full(len(x), np.inf)
    nearest(grid, segments, near_x, near_y, float(max_metres), segment, metres)
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
