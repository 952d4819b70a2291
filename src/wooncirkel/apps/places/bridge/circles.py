"""A point on the map → who and what lies within ten minutes of it, on the real streets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from wooncirkel.apps.places.bridge.ground import PROFILES, Ground, ground_of
from wooncirkel.apps.places.models import Network, Square
from wooncirkel.engines.space import Reach, Snap, arrive, outline_trace, reach, snap, trace

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

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
    """What one traveller reaches in ten minutes, and who lives just outside.

    `facilities` holds None for a kind that nobody counted here. `partly`: figures tell of only a part of the
    streets reached. `streetless` counts people as near as a bird flies, but beyond 250 m of any street.
    """

    counts: dict[str, Count]
    facilities: dict[str, int | None]
    just_outside: Count
    partly: bool
    streetless: Count


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
    start: Index
    minute: Index


@dataclass(frozen=True, slots=True)
class Drawn:
    """One traveller's streets and the rings round them [degrees]."""

    streets: Streets
    rings: tuple[Floats, ...]


def circles(row: Network, places: Sequence[tuple[float, float]]) -> list[Circle]:
    """Count what lies within ten minutes of each of several points [degrees]."""
    ground = ground_of(row)
    remembered = _remembered(ground)
    return [remembered(round(lon, 6), round(lat, 6)) for lon, lat in places]


def drawing(row: Network, lon: float, lat: float) -> dict[str, Drawn]:
    """Return the streets and edges of each profile for the map; empty when the point has no street."""
    ground = ground_of(row)
    remembered = ground.keep("drawings", lambda: lru_cache(maxsize=64)(partial(_drawing, ground)))
    return remembered(round(lon, 6), round(lat, 6))


def _remembered(ground: Ground) -> Callable[[float, float], Circle]:
    return ground.keep("circles", lambda: lru_cache(maxsize=512)(partial(_circle, ground)))


def _circle(ground: Ground, lon: float, lat: float) -> Circle:
    bands = {name: _band(ground, lon, lat, name) for name in PROFILES}
    found = {name: band for name, band in bands.items() if band}
    return Circle(lon, lat, found if len(found) == len(PROFILES) else {})


def _drawing(ground: Ground, lon: float, lat: float) -> dict[str, Drawn]:
    if not _remembered(ground)(lon, lat).found:
        return {}
    return {name: _drawn(ground, lon, lat, name) for name in DRAWN_IN_ORDER}


def _origin(ground: Ground, lon: float, lat: float, profile: str) -> Snap:
    x, y = ground.metres(lon, lat)
    return snap(ground.network, x, y, PROFILES[profile])


def _band(ground: Ground, lon: float, lat: float, profile: str) -> Band | None:
    origin = _origin(ground, lon, lat, profile)
    if not origin.found[0]:
        return None
    reached = reach(ground.network, origin, BEYOND_S, PROFILES[profile])
    inside, outside = _arrived(ground, reached, ground.homes[profile], profile)
    doors, _ = _arrived(ground, reached, ground.doors[profile], profile)
    told = _told(ground, reached)
    return Band(
        counts={name: _count(ground, inside, name, told) for name in Square.COUNTS},
        facilities=_by_kind(ground, doors, told),
        just_outside=_count(ground, outside, "inhabitants", told),
        partly=bool(told.any() and not told.all()),
        streetless=_count(ground, _streetless(ground, lon, lat, profile), "inhabitants", told),
    )


def _arrived(ground: Ground, reached: Reach, places: Snap, profile: str) -> tuple[Index, Index]:
    """Return which places lie within ten minutes, and which just outside."""
    there = arrive(ground.network, reached, places, PROFILES[profile])
    inside = there.seconds <= LIMIT_S
    return there.home[inside].astype(np.int64), there.home[~inside].astype(np.int64)


def _told(ground: Ground, reached: Reach) -> npt.NDArray[np.bool_]:
    """Say for each junction in reach, or the ends of the point's own street, whether figures tell of it."""
    near = reached.node[reached.seconds <= LIMIT_S]
    ends = np.array([reached.origins.tail[0], reached.origins.head[0]])
    return ground.described[near if len(near) else ends]


def _streetless(ground: Ground, lon: float, lat: float, profile: str) -> Index:
    """Return the squares beyond any street that a bird would reach in ten minutes."""
    lost = np.flatnonzero(~ground.homes[profile].found)
    x, y = ground.metres(lon, lat)
    metres = np.hypot(ground.squares.x[lost] - x, ground.squares.y[lost] - y)
    return lost[metres <= LIMIT_S * PROFILES[profile].metres_per_second]


def _count(ground: Ground, index: Index, name: str, told: npt.NDArray[np.bool_]) -> Count:
    values = ground.squares.column(name)[index]
    known = values[~np.isnan(values)]
    withheld = int(ground.squares.withheld[index, Square.COUNTS.index(name)].sum())
    nobody_counted = not len(ground.squares.x) or not told.any()
    nothing_known = not len(known) and (nobody_counted or len(values))
    return Count(None if nothing_known else int(known.sum()), withheld)


def _by_kind(ground: Ground, index: Index, told: npt.NDArray[np.bool_]) -> dict[str, int | None]:
    """Return how many of each kind the city's data know; None where nobody counted that kind."""
    places, found = ground.facilities, dict[str, int | None]()
    for kind in np.unique(places.kinds).tolist():
        number = int((places.kinds[index] == kind).sum())
        found[kind] = number if number or told.any() or kind in places.everywhere else None
    return found


def _drawn(ground: Ground, lon: float, lat: float, profile: str) -> Drawn:
    origin = _origin(ground, lon, lat, profile)
    reached = reach(ground.network, origin, LIMIT_S, PROFILES[profile])
    pieces = trace(ground.network, reached, 0, PROFILES[profile])
    streets = Streets(pieces.lon, pieces.lat, pieces.indptr.astype(np.int64), pieces.minute.astype(np.int64))
    rings = outline_trace(pieces, margin=EDGE_M[profile])
    return Drawn(streets, tuple(np.column_stack(ground.degrees(ring[:, 0], ring[:, 1])) for ring in rings))
