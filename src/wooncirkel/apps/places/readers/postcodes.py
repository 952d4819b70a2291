"""Postcode areas (PC6): the code and one point inside."""

import re
from pathlib import Path

import numpy as np
import shapely

from wooncirkel.apps.places.readers.layers import layers, require, resolve
from wooncirkel.apps.places.readers.places import POINTS, POLYGONS, located
from wooncirkel.apps.places.readers.raw import Geometries
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import PostcodeRow
from wooncirkel.apps.places.readers.values import words

CODE = {"code": ("POSTCODE", "PC6", "postcode6")}
PATTERN = re.compile(r"[1-9][0-9]{3} ?[A-Za-z]{2}")


def read_postcodes(path: Path, *, progress: Progress | None = None) -> Reading[PostcodeRow]:
    """Return a point inside each postcode area.

    An area whose border crosses itself is kept: only a point is taken from it, inside its largest sound part.
    """
    reading: Reading[PostcodeRow] = Reading(path.name, progress=progress)
    with layers(path) as found:
        columns = resolve(found[0].columns, CODE)
        require(path.name, columns, CODE, ("code",))
        for batch in located(
            found[0], list(columns.values()), reading, kinds=(*POLYGONS, *POINTS), dutch=True
        ):
            points = _points(batch.geometry)
            for place, row in enumerate(batch.ids):
                _read_row(row, words(batch.columns[columns["code"]][place]), points[place], reading)
    return reading


def _points(geometry: Geometries) -> Geometries:
    sound = geometry.copy()
    broken = ~shapely.is_valid(geometry)
    sound[broken] = shapely.make_valid(geometry[broken])
    return np.atleast_1d(shapely.point_on_surface(sound))


def _read_row(row: str, text: str, point: shapely.Point, reading: Reading[PostcodeRow]) -> None:
    code = text.replace(" ", "").upper()
    if not PATTERN.fullmatch(text):
        reading.reject(row, "code")
    elif reading.is_new(row, code):
        reading.rows.append(PostcodeRow(code, round(point.x, 6), round(point.y, 6)))
