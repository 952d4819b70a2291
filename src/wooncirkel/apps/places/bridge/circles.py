"""A point on the map → who and what lies within ten minutes of it, on the real streets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wooncirkel.apps.places.bridge.ground import PROFILES, Ground, ground_of
from wooncirkel.apps.places.models import Network, Square
from wooncirkel.engines.space import Arrivals, Reach, Snap, arrive, outline_trace, reach, snap, trace

Floats = npt.NDArray[np.float64]

LIMIT_S = 600
"""A circle is ten minutes (wooncirkel, footnote 1)."""
BEYOND_S = 720
"""Just outside: no more than two minutes further."""
DRAWN_IN_ORDER = ("cycle", "walk", "older")
EDGE_M = {"walk": 45.0, "older": 40.0, "cycle": 70.0}
"""How far round the reached streets the drawn edge runs [m]; for the eye alone."""


@dataclass(frozen=True, slots=True)
class Count:
    """A sum over squares: None when no square in it is known; `withheld` squares are left out."""

    value: int | None
    withheld: int


@dataclass(frozen=True, slots=True)
class Band:
    """What one traveller reaches in ten minutes, and who lives just outside."""

    counts: dict[str, Count]
    facilities: dict[str, int]
    just_outside: Count
    squares: int


@dataclass(frozen=True, slots=True)
class Circle:
    """The answer for one point. `bands` is empty when no street lies near enough."""

    lon: float
    lat: float
    bands: dict[str, Band]

    @property
    def found(self) -> bool:
        """Say whether the point has a street."""
        return bool(self.bands)


@dataclass(frozen=True, slots=True)
class Streets:
    """Pieces of street to draw [degrees]: vertices, where each piece begins, its minute from 0 to 9."""

    lon: Floats
    lat: Floats
    start: npt.NDArray[np.int64]
    minute: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One traveller's streets and the rings round them [degrees]."""

    streets: Streets
    rings: tuple[Floats, ...]


def circles(row: Network, places: Sequence[tuple[float, float]]) -> list[Circle]:
    """Count what lies within ten minutes of each of several points [degrees]."""
    ground = ground_of(row)
    return [_circle(ground, round(lon, 6), round(lat, 6)) for lon, lat in places]


def drawing(row: Network, lon: float, lat: float) -> dict[str, Drawn]:
    """Return the streets and edges of each profile for the map; empty when the point has no street."""
    return _drawing(ground_of(row), round(lon, 6), round(lat, 6))


def facilities_reached(row: Network, lon: float, lat: float, profile: str) -> list[tuple[int, int]]:
    """Return (facility key, seconds) within ten minutes of a point, nearest first."""
    ground = ground_of(row)
    origin = _origin(ground, lon, lat, profile)
    there = arrive(ground.network, _reach(ground, origin, profile), ground.doors[profile], PROFILES[profile])
    inside = there.seconds <= LIMIT_S
    pairs = zip(there.home[inside].tolist(), there.seconds[inside].tolist(), strict=True)
    return sorted(
        ((ground.facilities.keys[index], seconds) for index, seconds in pairs), key=lambda pair: pair[1]
    )


@lru_cache(maxsize=512)
def _circle(ground: Ground, lon: float, lat: float) -> Circle:
    bands = {name: _band(ground, lon, lat, name) for name in PROFILES}
    found = {name: band for name, band in bands.items() if band}
    return Circle(lon, lat, found if len(found) == len(PROFILES) else {})


@lru_cache(maxsize=64)
def _drawing(ground: Ground, lon: float, lat: float) -> dict[str, Drawn]:
    if not _circle(ground, lon, lat).found:
        return {}
    return {name: _drawn(ground, lon, lat, name) for name in DRAWN_IN_ORDER}


def _origin(ground: Ground, lon: float, lat: float, profile: str) -> Snap:
    x, y = ground.metres(lon, lat)
    return snap(ground.network, x, y, PROFILES[profile])


def _reach(ground: Ground, origin: Snap, profile: str) -> Reach:
    return reach(ground.network, origin, BEYOND_S, PROFILES[profile])


def _band(ground: Ground, lon: float, lat: float, profile: str) -> Band | None:
    origin = _origin(ground, lon, lat, profile)
    if not origin.found[0]:
        return None
    reached = _reach(ground, origin, profile)
    homes = arrive(ground.network, reached, ground.homes[profile], PROFILES[profile])
    doors = arrive(ground.network, reached, ground.doors[profile], PROFILES[profile])
    inside, outside = _split(homes)
    return Band(
        counts={name: _count(ground, inside, name) for name in Square.COUNTS},
        facilities=_by_kind(ground, _split(doors)[0]),
        just_outside=_count(ground, outside, "inhabitants"),
        squares=len(inside),
    )


def _split(there: Arrivals) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the indices within ten minutes, and those just outside."""
    inside = there.seconds <= LIMIT_S
    return there.home[inside].astype(np.int64), there.home[~inside].astype(np.int64)


def _count(ground: Ground, index: npt.NDArray[np.int64], name: str) -> Count:
    values = ground.squares.column(name)[index]
    known = values[~np.isnan(values)]
    column = Square.COUNTS.index(name)
    withheld = int(ground.squares.withheld[index, column].sum())
    nothing_known = not len(known) and (withheld or not len(ground.squares.x) or len(values))
    return Count(None if nothing_known else int(known.sum()), withheld)


def _by_kind(ground: Ground, index: npt.NDArray[np.int64]) -> dict[str, int]:
    kinds, numbers = np.unique(ground.facilities.kinds[index], return_counts=True)
    return dict(zip(kinds.tolist(), numbers.tolist(), strict=True))


def _drawn(ground: Ground, lon: float, lat: float, profile: str) -> Drawn:
    origin = _origin(ground, lon, lat, profile)
    reached = reach(ground.network, origin, LIMIT_S, PROFILES[profile])
    pieces = trace(ground.network, reached, 0, PROFILES[profile])
    streets = Streets(pieces.lon, pieces.lat, pieces.indptr.astype(np.int64), pieces.minute.astype(np.int64))
    rings = outline_trace(pieces, margin=EDGE_M[profile])
    return Drawn(streets, tuple(np.column_stack(ground.degrees(ring[:, 0], ring[:, 1])) for ring in rings))
