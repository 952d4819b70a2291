"""Rows of one city → arrays for the engine, and the one memory of all that is computed from them.

A ground lives until an import changes the sources; what is computed from it is kept in it and goes with it.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.bridge.networks import NetworkFileError, load_network
from wooncirkel.apps.places.models import Network, Square
from wooncirkel.engines.space import CYCLE, WALK_AVERAGE, WALK_OLDER, Profile, Snap, StreetNetwork, snap, warm

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Kept = TypeVar("Kept")

PROFILES: dict[str, Profile] = {"walk": WALK_AVERAGE, "older": WALK_OLDER, "cycle": CYCLE}
HULL_M = 300.0
"""Without a municipality the figures are taken to hold this far round the points that they describe."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Squares:
    """CBS squares: middle [m], counts (n × 7, NaN where we have none) and which of those are withheld."""

    x: Floats
    y: Floats
    counts: Floats
    withheld: Flags

    def column(self, name: str) -> Floats:
        """Return the counts of one figure, such as `age_65_up`."""
        return self.counts[:, Square.COUNTS.index(name)]


@dataclass(frozen=True, slots=True)
class Facilities:
    """Facilities: place [m], kind, and the kinds whose source tells them all, as OpenStreetMap does."""

    kinds: npt.NDArray[np.str_]
    x: Floats
    y: Floats
    everywhere: frozenset[str]


@dataclass(frozen=True, eq=False)
class Ground:
    """All that a circle in one city is computed from; `described` marks the nodes that figures tell of."""

    network: StreetNetwork
    to_metres: Transformer
    squares: Squares
    facilities: Facilities
    described: Flags
    _kept: dict[str, Any] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def keep(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was kept under this name, made once."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = make()
            kept: Kept = self._kept[name]
            return kept

    def metres(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Turn degrees into metres of the city's own projection."""
        x, y = self.to_metres.transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.atleast_1d(x), np.atleast_1d(y)

    def degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Turn metres back into degrees."""
        lon, lat = self.to_metres.transform(x, y, direction="INVERSE")
        return np.asarray(lon), np.asarray(lat)

    @cached_property
    def homes(self) -> dict[str, Snap]:
        """Where the people of each square step on the street, for each profile."""
        return self._snapped(self.squares.x, self.squares.y)

    @cached_property
    def doors(self) -> dict[str, Snap]:
        """Where each facility meets the street, for each profile."""
        return self._snapped(self.facilities.x, self.facilities.y)

    def _snapped(self, x: Floats, y: Floats) -> dict[str, Snap]:
        return {name: snap(self.network, x, y, profile) for name, profile in PROFILES.items()}

    def ready(self) -> None:
        """Do now what the first visitor would otherwise wait for."""
        warm(self.network, tuple(PROFILES.values()))
        _ = self.homes, self.doors


_grounds: dict[int, tuple[str, Ground]] = {}
_lock = threading.Lock()


def ground_of(row: Network) -> Ground:
    """Return a city's ground, from memory when no import changed it. NetworkFileError without its streets."""
    state = f"{row.sha256} {queries.stamp()}"
    with _lock:
        known, ground = _grounds.get(row.pk, ("", None))
        if ground is None or known != state:
            ground = _read(row)
            _grounds[row.pk] = state, ground
        return ground


def warm_up() -> None:
    """Read every city and load the kernels before visitors come; a damaged city is told, not fatal."""
    for row in queries.networks():
        try:
            ground_of(row)
        except NetworkFileError as error:
            log.error("%s cannot be shown: %s", row.name, error)


def _read(row: Network) -> Ground:
    box = queries.box_of(row)
    to_metres = Transformer.from_crs("EPSG:4326", row.projection, always_xy=True)
    network = load_network(row.sha256)
    squares, facilities = _squares(box, to_metres), _facilities(row, to_metres)
    ground = Ground(network, to_metres, squares, facilities, _described(box, network, squares, facilities))
    ground.ready()
    return ground


def _squares(box: queries.Box, to_metres: Transformer) -> Squares:
    rows = queries.square_rows(box)
    table = np.array(rows, dtype=float).reshape(len(rows), 3 + len(Square.COUNTS))
    x, y = to_metres.transform(table[:, 0], table[:, 1])
    bits = table[:, 2].astype(np.int64)[:, None]
    withheld = (bits >> np.arange(len(Square.COUNTS)) & 1).astype(bool)
    return Squares(np.asarray(x), np.asarray(y), table[:, 3:], withheld)


def _facilities(row: Network, to_metres: Transformer) -> Facilities:
    box = queries.box_of(row)
    rows = queries.facility_rows(box)
    x, y = to_metres.transform([one[2] for one in rows], [one[3] for one in rows])
    kinds = np.array([one[0] for one in rows], dtype=str)
    sources = queries.facility_sources(box)
    everywhere = frozenset(kind for kind, source in sources.items() if source.pk == row.source_id)
    return Facilities(kinds, np.asarray(x, float), np.asarray(y, float), everywhere)


def _described(box: queries.Box, network: StreetNetwork, squares: Squares, facilities: Facilities) -> Flags:
    """Mark the nodes inside the municipalities that we know, or else near the points that have figures."""
    outlines = queries.municipality_outlines(box)
    if outlines:
        land = shapely.union_all(shapely.from_wkb(outlines))
        return np.asarray(shapely.intersects_xy(land, network.node_lon, network.node_lat))
    x, y = np.append(squares.x, facilities.x), np.append(squares.y, facilities.y)
    hull = shapely.multipoints(np.column_stack([x, y])).convex_hull.buffer(HULL_M)
    return np.asarray(shapely.intersects_xy(hull, network.node_x, network.node_y))
