"""The streets of a place as compressed, immutable arrays."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from wooncirkel.engines.space.arrays import (
    Array,
    Bytes,
    Floats,
    Ints,
    codes,
    coordinates,
    frozen,
    pointer,
    same_length,
)
from wooncirkel.engines.space.graph import Graph, build_graph
from wooncirkel.engines.space.order import hilbert_keys
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.stored import SHAPES, STORED, node_points, packed, place_keys, unpacked
from wooncirkel.engines.space.ways import ALL_ACCESS, WAYS

FARTHEST_METRES = 2e7

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class StreetNetwork:
    """n nodes (ends of streets), s streets, p points that draw the streets. All arrays are read-only.

    node_x, node_y (n,) [m] in a local metric projection, node_lon, node_lat (n,) [deg]; tail, head (s,)
    node at the first and last point of a street; length_mm (s,) [mm] along the drawn line; way (s,) code in
    `WAYS`; access (s,) bits (`ways.FOOT` …); shape_indptr (s+1,) the points of each street;
    shape_x_cm, shape_y_cm (p,) [cm]; shape_lon_e7, shape_lat_e7 (p,) [1e-7 deg].
    Nodes lie along a Hilbert curve; streets stand sorted by (lower node, higher node).
    """

    node_x: Floats
    node_y: Floats
    node_lon: Floats
    node_lat: Floats
    tail: Ints
    head: Ints
    length_mm: Ints
    way: Bytes
    access: Bytes
    shape_indptr: Ints
    shape_x_cm: Ints
    shape_y_cm: Ints
    shape_lon_e7: Ints
    shape_lat_e7: Ints
    _memo: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def from_lines(
        cls,
        *,
        lon: npt.ArrayLike,
        lat: npt.ArrayLike,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        indptr: npt.ArrayLike,
        way: npt.ArrayLike,
        access: npt.ArrayLike,
    ) -> StreetNetwork:
        """Build a network from s lines that are already split where streets meet.

        lon, lat (p,) [deg] and x, y (p,) [m] the points of all lines; indptr (s+1,) the points of each line,
        at least two; way (s,) code in `WAYS`; access (s,) bits. Ends of lines that are equal to 7 decimals of
        lon and lat are one node. Lines without length that return to their own start are dropped.
        ValueError: arrays that do not fit together, numbers that are not finite, coordinates off the
        earth, codes that do not exist, no street at all.
        """
        points = {
            name: coordinates(name, value)
            for name, value in zip(["lon", "lat", "x", "y"], (lon, lat, x, y), strict=True)
        }
        same_length(points)
        _on_earth(points)
        way, access = codes("way", way, len(WAYS)), codes("access", access, ALL_ACCESS + 1)
        same_length({"way": way, "access": access})
        rows = pointer("indptr", indptr, len(way), len(points["x"]), smallest=2)
        millimetres = np.rint(_line_lengths(points["x"], points["y"], rows) * 1000)
        if len(way) and millimetres.max() >= 2**31:
            raise ValueError("A line is longer than 2,147 km.")
        shapes = _fixed_point(points)
        first, last = rows[:-1], rows[1:] - 1
        keys = place_keys(shapes["shape_lon_e7"], shapes["shape_lat_e7"])
        keep = (keys[first] != keys[last]) | (millimetres > 0)
        tail, head = _numbered(keys, points["x"], points["y"], first[keep], last[keep])
        order = np.lexsort((np.maximum(tail, head), np.minimum(tail, head)))
        chosen = np.flatnonzero(keep)[order]
        take, shape_indptr = _rows_of(rows, chosen)
        stored: dict[str, Array] = {
            "tail": tail[order],
            "head": head[order],
            "length_mm": millimetres[chosen].astype(np.int32),
            "way": way[chosen],
            "access": access[chosen],
            "shape_indptr": shape_indptr,
        }
        return cls._assembled(stored | {name: shapes[name][take] for name in SHAPES})

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> StreetNetwork:
        """Read what `to_arrays` gave; every rule the class promises is checked.

        ValueError: a missing array, a wrong shape or kind, or values that contradict each other.
        """
        return cls._assembled(unpacked(arrays))

    def to_arrays(self) -> dict[str, Array]:
        """Everything needed to build this network again, as small whole numbers that compress well:
        drawn points are stored as the difference from the point before."""
        return packed({name: getattr(self, name) for name in STORED})

    @classmethod
    def _assembled(cls, stored: dict[str, Array]) -> StreetNetwork:
        if not len(stored["tail"]):
            raise ValueError("A street network needs at least one street.")
        at = node_points(stored)
        nodes = {
            "node_x": stored["shape_x_cm"][at] / 100,
            "node_y": stored["shape_y_cm"][at] / 100,
            "node_lon": stored["shape_lon_e7"][at] / 1e7,
            "node_lat": stored["shape_lat_e7"][at] / 1e7,
        }
        whole = {
            name: stored[name].astype(np.uint8 if name in ("way", "access") else np.int32) for name in STORED
        }
        return cls(**cast(Any, {name: frozen(array, array.dtype) for name, array in (nodes | whole).items()}))

    def __reduce__(self) -> tuple[Any, ...]:
        return StreetNetwork.from_arrays, (self.to_arrays(),)

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_x)

    @property
    def street_count(self) -> int:
        """Number of streets."""
        return len(self.tail)

    @property
    def length(self) -> Floats:
        """Length of each street [m] (s,)."""
        return self.length_mm / 1000

    @property
    def shape_x(self) -> Floats:
        """East of each drawn point [m] (p,)."""
        return self.shape_x_cm / 100

    @property
    def shape_y(self) -> Floats:
        """North of each drawn point [m] (p,)."""
        return self.shape_y_cm / 100

    @property
    def shape_lon(self) -> Floats:
        """Longitude of each drawn point [deg] (p,)."""
        return self.shape_lon_e7 / 1e7

    @property
    def shape_lat(self) -> Floats:
        """Latitude of each drawn point [deg] (p,)."""
        return self.shape_lat_e7 / 1e7

    def remember(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once per network. Two threads may both make it: the same twice, no harm."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast(Made, self._memo[key])

    def graph(self, profile: Profile) -> Graph:
        """The graph of this network for a traveller, compiled once; never part of the stored form."""
        return self.remember(("graph", profile), lambda: self._compiled(profile))

    def _compiled(self, profile: Profile) -> Graph:
        return build_graph(
            nodes=self.node_count,
            tail=self.tail,
            head=self.head,
            metres=self.length,
            way=self.way,
            access=self.access,
            profile=profile,
        )


assert {f.name for f in fields(StreetNetwork)} >= set(STORED)


def _on_earth(points: dict[str, Floats]) -> None:
    for name, limit in (("lon", 180), ("lat", 90), ("x", FARTHEST_METRES), ("y", FARTHEST_METRES)):
        if len(points[name]) and np.abs(points[name]).max() > limit:
            raise ValueError(f"{name} holds a value beyond {limit:,.0f}.")


def _line_lengths(x: Floats, y: Floats, indptr: Array) -> Floats:
    if len(indptr) < 2:
        return np.zeros(0)
    steps = np.hypot(np.diff(x, prepend=x[0]), np.diff(y, prepend=y[0]))
    steps[indptr[:-1]] = 0.0
    return cast(Floats, np.add.reduceat(steps, indptr[:-1]))


def _fixed_point(points: dict[str, Floats]) -> dict[str, Ints]:
    source = (("x", 100), ("y", 100), ("lon", 1e7), ("lat", 1e7))
    return {
        name: np.rint(points[axis] * scale).astype(np.int32)
        for name, (axis, scale) in zip(SHAPES, source, strict=True)
    }


def _numbered(keys: Array, x: Floats, y: Floats, first: Array, last: Array) -> tuple[Ints, Ints]:
    ends = np.concatenate([first, last])
    if not len(ends):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    _, where, number = np.unique(keys[ends], return_index=True, return_inverse=True)
    at = ends[where]
    order = np.argsort(hilbert_keys(x[at], y[at]), kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    ranked = rank[number]
    return ranked[: len(first)], ranked[len(first) :]


def _rows_of(indptr: Array, chosen: Array) -> tuple[Array, Array]:
    """Places of the points of the chosen rows, and the pointer of the new rows."""
    count = np.diff(indptr)[chosen]
    after = np.concatenate([[0], np.cumsum(count)])
    return np.repeat(indptr[chosen] - after[:-1], count) + np.arange(after[-1]), after
