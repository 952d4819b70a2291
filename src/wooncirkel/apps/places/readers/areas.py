"""CBS wijk- en buurtkaart: municipalities, districts and neighbourhoods with their figures.

Only the columns named here are read; those on origin and migration are not among them.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely

from wooncirkel.apps.places.figures import FIGURES
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.layers import Layer, layers, require, resolve
from wooncirkel.apps.places.readers.places import POLYGONS, Batch, located
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import AreaRow, Figures, Level
from wooncirkel.apps.places.readers.values import NotANumberError, figure, words, year_in

CODES: dict[Level, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "neighbourhood": (r"BU[0-9]{4}[0-9A-Z]{4}", ("BU_CODE", "buurtcode"), ("BU_NAAM", "buurtnaam")),
    "district": (r"WK[0-9]{4}[0-9A-Z]{2}", ("WK_CODE", "wijkcode"), ("WK_NAAM", "wijknaam")),
    "municipality": (r"GM[0-9]{4}", ("GM_CODE", "gemeentecode"), ("GM_NAAM", "gemeentenaam")),
}
NEWER_NAMES = {
    "inhabitants": "aantal_inwoners",
    "households": "aantal_huishoudens",
    "share_0_14": "percentage_personen_0_tot_15_jaar",
    "share_15_24": "percentage_personen_15_tot_25_jaar",
    "share_25_44": "percentage_personen_25_tot_45_jaar",
    "share_45_64": "percentage_personen_45_tot_65_jaar",
    "share_65_up": "percentage_personen_65_jaar_en_ouder",
    "share_alone": "percentage_eenpersoonshuishoudens",
    "share_with_children": "percentage_huishoudens_met_kinderen",
    "household_size": "gemiddelde_huishoudsgrootte",
    "address_density": "omgevingsadressendichtheid",
}
"""The columns of FIGURES as CBS names them since 2020."""
FIGURE_COLUMNS: dict[str, Sequence[str]] = {
    name: (kind.column, NEWER_NAMES[name]) for name, kind in FIGURES.items()
}
WATER = ("WATER", "H2O")
LONGEST_NAME = 120


def read_areas(
    path: Path, *, year: int | None = None, progress: Progress | None = None
) -> tuple[int, Reading[AreaRow]]:
    """Return the CBS year (given, or from the file's name) and the areas of every layer that holds any.

    BadFile when the file cannot be read, holds no CBS areas or its year is not known. A polygon that
    crosses itself is rejected, not repaired: a repaired border may enclose other homes.
    """
    reading: Reading[AreaRow] = Reading(path.name, progress=progress)
    with layers(path) as found:
        levels = [(layer, level) for layer in found if (level := _level(layer))]
        if not levels:
            raise bad_file("columns", name=path.name, missing="BU_CODE, WK_CODE or GM_CODE")
        for layer, level in levels:
            _read_layer(layer, level, reading)
    return _year(path, year), reading


def _year(path: Path, year: int | None) -> int:
    found = year or year_in(path.stem)
    if found is None:
        raise bad_file("no_year", name=path.name)
    return found


def _level(layer: Layer) -> Level | None:
    for level, (_, codes, _) in CODES.items():
        if resolve(layer.columns, {"code": codes}):
            return level
    return None


def _read_layer(layer: Layer, level: Level, reading: Reading[AreaRow]) -> None:
    _, codes, names = CODES[level]
    _, towns, town_names = CODES["municipality"]
    wanted: dict[str, Sequence[str]] = {"code": codes, "name": names, "town": towns, "town_name": town_names}
    if level == "neighbourhood":
        wanted |= FIGURE_COLUMNS
    columns = resolve(layer.columns, wanted | {"water": WATER})
    require(layer.name, columns, wanted, ("code", "name", "town"))
    for batch in located(layer, list(dict.fromkeys(columns.values())), reading, kinds=POLYGONS, dutch=True):
        valid = shapely.is_valid(batch.geometry)
        for place, values in enumerate(_rows(batch, columns)):
            if not valid[place]:
                reading.reject(batch.ids[place], "crosses_itself")
            else:
                _read_row(batch.ids[place], level, values, batch.geometry[place], reading)


def _rows(batch: Batch, columns: dict[str, str]) -> Iterator[dict[str, Any]]:
    for place in range(len(batch.ids)):
        yield {ours: batch.columns[theirs][place] for ours, theirs in columns.items()}


def _read_row(
    row: str, level: Level, values: dict[str, Any], outline: Any, reading: Reading[AreaRow]
) -> None:
    if words(values.get("water")).upper() in {"JA", "B"}:
        reading.leave_out("open water or abroad")
        return
    code, name, town = words(values["code"]), words(values["name"]), words(values["town"])
    if not re.fullmatch(CODES[level][0], code) or not re.fullmatch(CODES["municipality"][0], town):
        reading.reject(row, "code")
    elif not 0 < len(name) <= LONGEST_NAME:
        reading.reject(row, "name")
    elif reading.is_new(row, code):
        try:
            figures = _figures(values) if level == "neighbourhood" else {}
        except NotANumberError:
            reading.reject(row, "number")
            return
        town_name = words(values.get("town_name"))[:LONGEST_NAME]
        reading.rows.append(AreaRow(level, code, name, town, town_name or town, outline, figures))


def _figures(values: dict[str, Any]) -> Figures:
    return {name: figure(values.get(name)) for name in FIGURES}
