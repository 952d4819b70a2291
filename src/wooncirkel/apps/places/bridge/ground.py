"""Rows of one city → arrays for the engine. They stay in memory until an import changes them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.bridge.networks import load_network
from wooncirkel.apps.places.models import Network, Square
from wooncirkel.engines.space import CYCLE, WALK_AVERAGE, WALK_OLDER, Profile, Snap, StreetNetwork, snap, warm

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PROFILES: dict[str, Profile] = {"walk": WALK_AVERAGE, "older": WALK_OLDER, "cycle": CYCLE}


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
    """Facilities: place [degrees] and [m], kind, name and the key of the row."""

    keys: tuple[int, ...]
    kinds: npt.NDArray[np.str_]
    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    x: Floats
    y: Floats


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that a circle in one city is computed from."""

    network: StreetNetwork
    to_metres: Transformer
    squares: Squares
    facilities: Facilities

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


def ground_of(row: Network) -> Ground:
    """Return the ground of a city, from memory when no import changed it."""
    return _ground(row.pk, row.sha256, queries.stamp())


@lru_cache(maxsize=4)
def _ground(key: int, sha256: str, stamp: str) -> Ground:
    row = queries.networks().get(pk=key)
    box = queries.box_of(row)
    to_metres = Transformer.from_crs("EPSG:4326", row.projection, always_xy=True)
    ground = Ground(load_network(sha256), to_metres, _squares(box, to_metres), _facilities(box, to_metres))
    ground.ready()
    return ground


def _squares(box: queries.Box, to_metres: Transformer) -> Squares:
    rows = queries.square_rows(box)
    table = np.array(rows, dtype=float).reshape(len(rows), 3 + len(Square.COUNTS))
    x, y = to_metres.transform(table[:, 0], table[:, 1])
    bits = table[:, 2].astype(np.int64)[:, None]
    withheld = (bits >> np.arange(len(Square.COUNTS)) & 1).astype(bool)
    return Squares(np.asarray(x), np.asarray(y), table[:, 3:], withheld)


def _facilities(box: queries.Box, to_metres: Transformer) -> Facilities:
    rows = queries.facility_rows(box)
    lon = np.array([row[3] for row in rows], dtype=float)
    lat = np.array([row[4] for row in rows], dtype=float)
    x, y = to_metres.transform(lon, lat)
    keys, names = tuple(row[0] for row in rows), tuple(row[2] for row in rows)
    return Facilities(
        keys, np.array([row[1] for row in rows], dtype=str), names, lon, lat, np.asarray(x), np.asarray(y)
    )


def warm_up() -> None:
    """Read the first city and load the kernels, before a worker accepts visitors."""
    if row := queries.network_or_default(""):
        ground_of(row)
