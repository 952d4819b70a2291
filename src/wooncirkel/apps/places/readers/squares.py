"""CBS squares of 100 m: inhabitants by age, homes. The years stand in the column names (INW2014, WON2012)."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import shapely

from wooncirkel.apps.places.models import Square, State
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.layers import Layer, layers, require, resolve
from wooncirkel.apps.places.readers.places import POINTS, POLYGONS, Batch, located
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import SquareRow
from wooncirkel.apps.places.readers.values import NotANumberError, count, words, year_in

CODE = ("C28992R100", "crs28992res100m", "VIERKANT")
PATTERN = re.compile(r"E[0-9]{4}N[0-9]{4}")
AGES = {"age_0_14": "014", "age_15_24": "1524", "age_25_44": "2544", "age_45_64": "4564", "age_65_up": "65PL"}
NEWER_NAMES = {
    "inhabitants": "aantal_inwoners",
    "age_0_14": "aantal_inwoners_0_tot_15_jaar",
    "age_15_24": "aantal_inwoners_15_tot_25_jaar",
    "age_25_44": "aantal_inwoners_25_tot_45_jaar",
    "age_45_64": "aantal_inwoners_45_tot_65_jaar",
    "age_65_up": "aantal_inwoners_65_jaar_en_ouder",
    "homes": "aantal_woningen",
}
"""The counts as CBS names them since 2018, without a year."""


class SquareYears(NamedTuple):
    """The year of the people and that of the homes; CBS published them for different years."""

    people: int
    homes: int


def read_squares(
    path: Path, *, year: int | None = None, progress: Progress | None = None
) -> tuple[SquareYears, Reading[SquareRow]]:
    """Return the years and the squares; the newest year of the file unless `year` is given.

    BadFile when the file cannot be read, lacks the code or the inhabitants, or its year is not known.
    """
    reading: Reading[SquareRow] = Reading(path.name, progress=progress)
    with layers(path) as found:
        layer = found[0]
        years = _years(layer.columns, path, year)
        wanted = _wanted(layer.columns, years)
        columns = resolve(layer.columns, wanted)
        require(path.name, columns, wanted, ("code", "inhabitants"))
        _read_layer(layer, columns, reading)
    return years, reading


def _newest(columns: Sequence[str], pattern: str, year: int | None) -> int | None:
    found = [int(match[1]) for column in columns if (match := re.fullmatch(pattern, column, re.IGNORECASE))]
    return max((value for value in found if year is None or value <= year), default=None)


def _years(columns: Sequence[str], path: Path, year: int | None) -> SquareYears:
    people = _newest(columns, r"INW(\d{4})", year) or year or year_in(path.stem)
    if people is None:
        raise bad_file("no_year", name=path.name)
    return SquareYears(people, _newest(columns, r"WON(\d{4})", year) or people)


def _wanted(columns: Sequence[str], years: SquareYears) -> dict[str, Sequence[str]]:
    wanted: dict[str, Sequence[str]] = {
        "code": CODE,
        "inhabitants": (f"INW{years.people}", NEWER_NAMES["inhabitants"]),
    }
    wanted |= {age: (f"I{years.people}_{end}", NEWER_NAMES[age]) for age, end in AGES.items()}
    return wanted | {"homes": (f"WON{years.homes}", NEWER_NAMES["homes"])}


def _read_layer(layer: Layer, columns: dict[str, str], reading: Reading[SquareRow]) -> None:
    for batch in located(layer, list(columns.values()), reading, kinds=(*POLYGONS, *POINTS), dutch=True):
        middles = shapely.centroid(batch.geometry)
        lon, lat = shapely.get_x(middles), shapely.get_y(middles)
        for place, row in enumerate(batch.ids):
            code = words(batch.columns[columns["code"]][place])
            if not PATTERN.fullmatch(code):
                reading.reject(row, "code")
            elif reading.is_new(row, code):
                _read_row(
                    row, code, float(lon[place]), float(lat[place]), _values(batch, columns, place), reading
                )


def _values(batch: Batch, columns: dict[str, str], place: int) -> dict[str, Any]:
    return {ours: batch.columns[theirs][place] for ours, theirs in columns.items()}


def _read_row(
    row: str, code: str, lon: float, lat: float, values: dict[str, Any], reading: Reading[SquareRow]
) -> None:
    try:
        counts = {name: count(values.get(name)) for name in Square.COUNTS}
    except NotANumberError:
        reading.reject(row, "number")
        return
    withheld = sum(
        1 << place for place, name in enumerate(Square.COUNTS) if counts[name][0] is State.WITHHELD
    )
    known = {name: value for name, (_, value) in counts.items()}
    reading.rows.append(SquareRow(code, round(lon, 6), round(lat, 6), known, withheld))
