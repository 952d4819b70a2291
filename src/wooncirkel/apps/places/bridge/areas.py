"""Neighbourhoods as shapes: which one a point lies in, their outlines, what their people reach on foot."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.bridge.circles import LIMIT_S
from wooncirkel.apps.places.bridge.ground import PROFILES, Ground, ground_of
from wooncirkel.apps.places.bridge.networks import NetworkFileError
from wooncirkel.apps.places.models import Neighbourhood, Network
from wooncirkel.engines.space import arrive, reach

MOST_OF_A_KIND = 5
OUTLINE_DEGREES = 0.00005
"""Outlines are drawn to about 4 m."""


@dataclass(frozen=True, eq=False)
class Areas:
    """The neighbourhoods of one city with their shapes, by name."""

    rows: tuple[Neighbourhood, ...]
    shapes: npt.NDArray[np.object_]

    def at(self, lon: float, lat: float) -> Neighbourhood | None:
        """Return the neighbourhood that holds a point, or None."""
        hits = np.flatnonzero(shapely.intersects_xy(self.shapes, lon, lat))
        return self.rows[int(hits[0])] if len(hits) else None

    def names_in(self, box: queries.Box) -> list[tuple[float, float, str]]:
        """Return (lon, lat, name) of each neighbourhood whose middle lies in the box."""
        middles = [((row.west + row.east) / 2, (row.south + row.north) / 2, row.name) for row in self.rows]
        return [one for one in middles if box.holds(*one[:2])]

    def name_at(self, lon: float, lat: float) -> str:
        """Return the name of the neighbourhood that holds a point, or an empty text."""
        found = self.at(lon, lat)
        return found.name if found else ""


def areas_of(row: Network) -> Areas:
    """Return the neighbourhoods of a city, from memory when no import changed them."""
    return ground_of(row).keep("areas", lambda: _areas(queries.box_of(row)))


def _areas(box: queries.Box) -> Areas:
    rows = tuple(queries.neighbourhoods(box))
    return Areas(rows, shapely.from_wkb([bytes(row.outline) for row in rows]))


def codes_at(places: Areas, lon: list[float], lat: list[float]) -> list[str]:
    """Return the CBS code of the neighbourhood that holds each point, or an empty text."""
    found = [""] * len(lon)
    if len(places.rows):
        points, hits = shapely.STRtree(places.shapes).query(shapely.points(lon, lat), predicate="intersects")
        for point, hit in zip(points.tolist(), hits.tolist(), strict=True):
            found[point] = places.rows[hit].cbs_code
    return found


def holds(row: Neighbourhood, lon: list[float], lat: list[float]) -> list[bool]:
    """Say for each point whether it lies in the neighbourhood."""
    return shapely.intersects_xy(shapely.from_wkb(bytes(row.outline)), lon, lat).tolist()  # type: ignore[no-any-return]


def outlines(rows: list[Neighbourhood]) -> list[list[npt.NDArray[np.float64]]]:
    """Return the rings of each neighbourhood [degrees], simplified for the eye."""
    shapes = shapely.simplify(shapely.from_wkb([bytes(row.outline) for row in rows]), OUTLINE_DEGREES)
    return [[shapely.get_coordinates(part) for part in shapely.get_rings(shape)] for shape in shapes]


def middle_of(city: Network, row: Neighbourhood) -> tuple[float, float]:
    """Return where the people of a neighbourhood live: the inhabited square nearest to their mean [degrees].

    Without a known inhabited square it is a point inside the outline.
    """
    ground = ground_of(city)
    squares, shape = ground.squares, shapely.from_wkb(bytes(row.outline))
    lon, lat = ground.degrees(squares.x, squares.y)
    inside = np.flatnonzero(shapely.intersects_xy(shape, lon, lat) & (squares.column("inhabitants") > 0))
    if not len(inside):
        point = shapely.point_on_surface(shape)
        return float(point.x), float(point.y)
    people = squares.column("inhabitants")[inside]
    x, y = squares.x[inside], squares.y[inside]
    nearest = inside[
        np.argmin((x - np.average(x, weights=people)) ** 2 + (y - np.average(y, weights=people)) ** 2)
    ]
    return float(lon[nearest]), float(lat[nearest])


def facilities_on_foot(row: Network) -> dict[str, float]:
    """Return CBS code → how many facilities an inhabitant reaches in ten minutes on foot, on average.

    No kind counts for more than MOST_OF_A_KIND, so that one street of cafés does not hide a missing school.
    Weighted by the inhabitants of each square; a neighbourhood without a known inhabited square is left out.
    """
    ground, areas = ground_of(row), areas_of(row)
    return ground.keep("facilities on foot", lambda: _facilities_on_foot(ground, areas))


def _facilities_on_foot(ground: Ground, areas: Areas) -> dict[str, float]:
    people = ground.squares.column("inhabitants")
    lived_in = np.flatnonzero(people > 0)
    reached = _facilities_per_square(ground)[lived_in]
    lon, lat = ground.degrees(ground.squares.x[lived_in], ground.squares.y[lived_in])
    tree = shapely.STRtree(shapely.points(lon, lat))
    found = {}
    for row, shape in zip(areas.rows, areas.shapes, strict=True):
        inside = tree.query(shape, predicate="intersects")
        if len(inside):
            found[row.cbs_code] = float(np.average(reached[inside], weights=people[lived_in][inside]))
    return found


def _facilities_per_square(ground: Ground) -> npt.NDArray[np.int64]:
    profile = PROFILES["walk"]
    origins = ground.homes["walk"]
    there = arrive(
        ground.network, reach(ground.network, origins, LIMIT_S, profile), ground.doors["walk"], profile
    )
    squares = np.repeat(np.arange(len(ground.squares.x)), np.diff(there.indptr))
    names, kinds = np.unique(ground.facilities.kinds, return_inverse=True)
    numbers = np.zeros((len(ground.squares.x), len(names)), dtype=np.int64)
    np.add.at(numbers, (squares, kinds[there.home]), 1)
    capped: npt.NDArray[np.int64] = np.minimum(numbers, MOST_OF_A_KIND).sum(axis=1)
    return capped


def warm_up() -> None:
    """Do now what the first visitor of a neighbourhood would otherwise wait for."""
    for row in queries.networks():
        with suppress(NetworkFileError):
            facilities_on_foot(row)
