"""Put every row where it belongs on the globe: from any projection to degrees (WGS84), refusing what
cannot be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from wooncirkel.apps.places.geography import NETHERLANDS, WGS84, WORLD
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.layers import Layer
from wooncirkel.apps.places.readers.raw import Columns, Geometries
from wooncirkel.apps.places.readers.report import Reading, refuse_if_contradicted

MARGIN = 1.5
"""How far beyond its official area a projection is still used: all of the Netherlands in UTM 31 [degrees]."""
POLYGONS = (3, 6)
LINES = (1, 5)
POINTS = (0,)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows whose place is known: geometry in degrees (WGS84), flat."""

    ids: list[str]
    columns: Columns
    geometry: Geometries


def located(
    layer: Layer, columns: Sequence[str], reading: Reading[Any], *, kinds: Sequence[int], dutch: bool = False
) -> Iterator[Batch]:
    """Yield the rows of a layer with a good place; the others go to `reading.rejected`.

    `kinds` are shapely type ids; `dutch` also refuses what lies outside the Netherlands. BadFile when the
    layer says no projection, or one that most of its coordinates contradict.
    """
    move = _mover(layer)
    seen, before = 0, len(reading.rejected)
    for ids, values, geometry, ragged in layer.batches(columns):
        for row in ragged:
            reading.reject(row, "ragged")
        faults, geometry = _placed(geometry, move, kinds, dutch=dutch)
        good = np.flatnonzero(faults == "")
        for place in np.flatnonzero(faults != ""):
            reading.reject(ids[place], str(faults[place]))
        seen += len(good)
        reading.tick(len(good))
        chosen = {name: [column[place] for place in good] for name, column in values.items()}
        yield Batch([ids[place] for place in good], chosen, geometry[good])
    refuse_if_contradicted(layer.name, reading.rejected[before:], seen, move.crs)


class _Mover:
    """Moves coordinates of one projection to degrees and knows where that projection holds."""

    def __init__(self, crs: pyproj.CRS) -> None:
        self.crs = crs.name
        self.degrees = crs.is_geographic
        area = crs.area_of_use
        self.bounds = area.bounds if area and not self.degrees else WORLD
        self.transformer = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)

    def __call__(self, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        lon, lat = (xy[:, 0], xy[:, 1]) if self.degrees else self.transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([lon, lat])


def _mover(layer: Layer) -> _Mover:
    if layer.crs is None:
        raise bad_file("no_projection", name=layer.name)
    try:
        return _Mover(pyproj.CRS.from_user_input(layer.crs))
    except pyproj.exceptions.ProjError as error:
        raise bad_file("projection", name=layer.name, detail=repr(layer.crs[:60])) from error


def _placed(
    geometry: Geometries, move: _Mover, kinds: Sequence[int], *, dutch: bool
) -> tuple[npt.NDArray[np.object_], Geometries]:
    faults = np.full(len(geometry), "", dtype=object)
    with np.errstate(invalid="ignore"):
        flat = shapely.force_2d(geometry)
        _blame(faults, shapely.is_missing(flat) | shapely.is_empty(flat), "geometry")
        _blame(faults, ~np.isin(shapely.get_type_id(flat), kinds), "shape_kind")
        _blame(faults, _rows_where(flat, lambda xy: ~np.isfinite(xy).all(axis=1)), "not_finite")
        flat[faults != ""] = None
        placed = shapely.transform(flat, move)
        _blame(faults, _rows_where(placed, lambda xy: _outside(xy, move.bounds)), "contradiction")
        if dutch:
            _blame(faults, _rows_where(placed, lambda xy: _outside(xy, NETHERLANDS)), "abroad")
    return faults, placed


def _blame(faults: npt.NDArray[np.object_], wrong: npt.NDArray[np.bool_], code: str) -> None:
    faults[wrong & (faults == "")] = code


def _rows_where(geometry: Geometries, wrong: Any) -> npt.NDArray[np.bool_]:
    xy, row = shapely.get_coordinates(geometry, return_index=True)
    found = np.zeros(len(geometry), dtype=bool)
    found[row[wrong(xy)]] = True
    return found


def _outside(xy: npt.NDArray[np.float64], bounds: tuple[float, float, float, float]) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds
    margin = MARGIN if bounds != WORLD else 0.0
    lon, lat = xy[:, 0], xy[:, 1]
    inside = (
        (lon >= west - margin) & (lon <= east + margin) & (lat >= south - margin) & (lat <= north + margin)
    )
    return np.asarray(~inside)
