"""The streets of a circle as lines to draw, coloured by minute."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wooncirkel.engines.space.arrays import Array, Flags, Floats, Ints, Longs, frozen
from wooncirkel.engines.space.kernels import helper, kernel, whole, written_in
from wooncirkel.engines.space.nearness import line_metres
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.reaching import Reach

MINUTE = 60_000


@dataclass(frozen=True, eq=False)
class Trace:
    """q pieces of street within the limit, as CSR over points. All arrays are read-only.

    indptr (q+1,); lon, lat [deg] and x, y [m] (points,); street (q,) the street each is part of;
    minute (q,) whole minutes gone when the piece is travelled, 0 .. limit - 1.
    """

    indptr: Ints
    lon: Floats
    lat: Floats
    x: Floats
    y: Floats
    street: Ints
    minute: Ints

    def __len__(self) -> int:
        return len(self.minute)

    def metres(self) -> Floats:
        """Drawn length of each piece [m] (q,)."""
        steps = np.hypot(np.diff(self.x, prepend=0.0), np.diff(self.y, prepend=0.0))
        steps[self.indptr[:-1]] = 0.0
        total = np.concatenate([[0.0], np.cumsum(steps)])
        return np.asarray(total[self.indptr[1:]] - total[self.indptr[:-1]])

    def samples(self, step: float = 10.0) -> tuple[Floats, Floats]:
        """Points x, y [m] along all pieces, at most `step` [m] apart."""
        inner = np.ones(len(self.x), np.bool_)
        inner[self.indptr[1:] - 1] = False
        first = np.flatnonzero(inner)
        dx, dy = self.x[first + 1] - self.x[first], self.y[first + 1] - self.y[first]
        parts = np.ceil(np.hypot(dx, dy) / step).astype(np.int64) + 1
        start = np.cumsum(parts) - parts
        part = (np.arange(parts.sum()) - np.repeat(start, parts)) / np.repeat(np.maximum(parts - 1, 1), parts)
        which = np.repeat(first, parts)
        return self.x[which] + part * np.repeat(dx, parts), self.y[which] + part * np.repeat(dy, parts)


class Lines(NamedTuple):
    """Streets as the kernel reads them; along (p,) is the way from the tail to each drawn point [m],
    drawn (p, 4) its x, y [cm], lon, lat [1e-7 deg]."""

    tail: Ints
    head: Ints
    street_ms: Ints
    forward: Flags
    backward: Flags
    indptr: Ints
    along: Floats
    drawn: Ints
    at_node_indptr: Ints
    at_node: Ints


class Pen(NamedTuple):
    """What the kernel writes. used (2,): pieces and points, counted on when there is no room to write."""

    used: Ints
    indptr: Ints
    street: Ints
    minute: Ints
    points: Floats


class Home(NamedTuple):
    """The origin: its street or -1, its place on it [ms from the tail], its leg [ms]."""

    street: int
    street_ms: int
    leg_ms: int


def trace(network: StreetNetwork, reach: Reach, origin: int, profile: Profile) -> Trace:
    """Draw what origin number `origin` reaches.

    Each street is walked from both ends, and from the door in the street of the origin itself; pieces are cut
    exactly at the limit, at whole minutes and where two ways meet. ValueError: an origin that is not there.
    """
    if not 0 <= origin < len(reach.origins):
        raise ValueError(f"There is no origin {origin}; there are {len(reach.origins)}.")
    node, ms = reach.of(origin)
    places = reach.origins
    home = Home(int(places.street[origin]), int(places.street_ms[origin]), int(places.leg_ms[origin]))
    lines, limit = lines_of(network, profile), reach.limit_s * 1000
    time = np.full(network.node_count, limit + 1, np.int64)
    time[node] = ms
    pen = _pen(4 * len(node) + 64, 16 * len(node) + 256)
    draw(lines, node, time, home, limit, pen)
    if pen.used[0] >= len(pen.indptr) or pen.used[1] > len(pen.points):
        pen = _pen(int(pen.used[0]) + 1, int(pen.used[1]))
        draw(lines, node, time, home, limit, pen)
    return _traced(pen)


def _pen(pieces: int, points: int) -> Pen:
    return Pen(
        np.zeros(2, np.int32),
        np.zeros(pieces + 1, np.int32),
        np.empty(pieces + 1, np.int32),
        np.empty(pieces + 1, np.int32),
        np.empty((points, 4), np.float64),
    )


def _traced(pen: Pen) -> Trace:
    pieces, points = int(pen.used[0]), pen.points[: pen.used[1]]
    return Trace(
        frozen(pen.indptr[: pieces + 1], np.int32),
        frozen(points[:, 2] / 1e7, np.float64),
        frozen(points[:, 3] / 1e7, np.float64),
        frozen(points[:, 0] / 100, np.float64),
        frozen(points[:, 1] / 100, np.float64),
        frozen(pen.street[:pieces], np.int32),
        frozen(pen.minute[:pieces], np.int32),
    )


def lines_of(network: StreetNetwork, profile: Profile) -> Lines:
    """The streets of a network for a profile as the kernel reads them, made once."""
    return network.remember(("lines", profile), lambda: _lines(network, profile))


def _lines(network: StreetNetwork, profile: Profile) -> Lines:
    graph = network.graph(profile)
    indptr, at_node = network.remember("at node", lambda: _at_node(network))
    drawn = network.remember("drawn", lambda: _drawn(network))
    return Lines(
        network.tail, network.head, graph.street_ms, graph.forward, graph.backward,
        network.shape_indptr, line_metres(network), drawn, indptr, at_node,
    )  # fmt: skip


def _drawn(network: StreetNetwork) -> Array:
    return np.stack(
        [network.shape_x_cm, network.shape_y_cm, network.shape_lon_e7, network.shape_lat_e7], axis=1
    )


def _at_node(network: StreetNetwork) -> tuple[Array, Array]:
    """The streets at each node as CSR, a round street once."""
    straight = np.flatnonzero(network.tail != network.head)
    ends = np.concatenate([network.tail, network.head[straight]])
    streets = np.concatenate([np.arange(network.street_count), straight])
    count = np.bincount(ends, minlength=network.node_count)
    indptr = np.concatenate([[0], np.cumsum(count)])
    return frozen(indptr, np.int32), frozen(streets[np.argsort(ends, kind="stable")], np.int32)


@kernel
def draw(lines: Lines, node: Ints, time: Longs, home: Home, limit: int, pen: Pen) -> None:
    """Draw all streets of the reached nodes (k,) and of the origin; time (n,) of each node [ms]."""
    if home.street >= 0:
        tail, head = lines.tail[home.street], lines.head[home.street]
        last = whole(lines.street_ms[home.street])
        stretch(lines, home.street, whole(0), home.street_ms, time[tail], home.leg_ms, limit, pen)
        stretch(lines, home.street, home.street_ms, last, home.leg_ms, time[head], limit, pen)
    for i in range(len(node)):
        v = node[i]
        for j in range(lines.at_node_indptr[v], lines.at_node_indptr[v + 1]):
            s = whole(lines.at_node[j])
            tail, head = lines.tail[s], lines.head[s]
            if s == home.street or (tail != v and time[tail] <= limit):
                continue
            last = whole(lines.street_ms[s])
            stretch(lines, s, whole(0), last, time[tail], time[head], limit, pen)


@helper
def stretch(
    lines: Lines, s: int, low: int, high: int, low_time: int, high_time: int, limit: int, pen: Pen
) -> None:
    """Walk part of a street, low to high [ms from its tail], from both sides until they meet."""
    up, down = 0.0, 0.0
    if lines.forward[s]:
        up = float(max(min(high - low, limit - low_time), 0))
    if lines.backward[s]:
        down = float(max(min(high - low, limit - high_time), 0))
    if up > 0 and down > 0 and up + down > high - low:
        up = min(max((high - low + high_time - low_time) / 2, 0.0), float(high - low))
        down = high - low - up
    march(lines, s, float(low), 1.0, low_time, up, pen)
    march(lines, s, float(high), -1.0, high_time, down, pen)


@helper
def march(lines: Lines, s: int, begin: float, sign: float, time: int, far: float, pen: Pen) -> None:
    """Draw `far` [ms] of a street from `begin` in one direction, a new piece for each minute."""
    gone = 0.0
    while gone < far:
        minute = int((time + gone) // MINUTE)
        until = min(far, float((minute + 1) * MINUTE - time))
        a, b = begin + sign * gone, begin + sign * until
        piece(lines, s, min(a, b), max(a, b), minute, pen)
        gone = until


@written_in
def piece(lines: Lines, s: int, a: float, b: float, minute: int, pen: Pen) -> None:
    """Write the drawn line of street s from a to b [ms from its tail]."""
    first, last, along = whole(lines.indptr[s]), whole(lines.indptr[s + 1] - 1), lines.along
    metres = along[last] / lines.street_ms[s]
    low, high = a * metres, b * metres
    p = put(lines.drawn, along, first, last, low, pen.used, pen.points) + 1
    while p < last and along[p] < high:
        put_point(lines.drawn, p, p, 0.0, pen.used, pen.points)
        p += 1
    put(lines.drawn, along, p - 1, last, high, pen.used, pen.points)
    k = pen.used[0]
    if k + 1 < len(pen.indptr):
        pen.street[k], pen.minute[k], pen.indptr[k + 1] = s, minute, pen.used[1]
    pen.used[0] = k + 1


@helper
def put(drawn: Ints, along: Floats, first: int, last: int, metres: float, used: Ints, points: Floats) -> int:
    """Write the point at `metres` along a street, sought from drawn point `first` on; the point before it."""
    p = first
    while p + 1 < last and along[p + 1] <= metres:
        p += 1
    length = along[p + 1] - along[p]
    part = 0.0
    if length > 0:
        part = min(max((metres - along[p]) / length, 0.0), 1.0)
    put_point(drawn, p, p + 1, part, used, points)
    return p


@written_in
def put_point(drawn: Ints, p: int, q: int, part: float, used: Ints, points: Floats) -> None:
    """Write the point that lies `part` of the way from drawn point p to q."""
    k = used[1]
    if k < len(points):
        for axis in range(4):
            points[k, axis] = drawn[p, axis] + part * (drawn[q, axis] - drawn[p, axis])
    used[1] = k + 1
