"""CSV with a WKT geometry or a pair of coordinates, in the encodings and with the delimiters that occur."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import shapely

from wooncirkel.apps.places.geography import WGS84
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.raw import Geometries, RawBatch
from wooncirkel.apps.places.readers.values import NotANumberError, number

BATCH = 5_000
LONGEST_FIELD = 16 << 20
WKT = ("geometry", "wkt", "geom", "geometrie")
PAIRS = (("lon", "lat"), ("longitude", "latitude"), ("lng", "lat"), ("x", "y"))
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class CsvLayer:
    """A CSV file; it cannot say its projection, so it is in degrees (WGS84)."""

    def __init__(self, path: Path, shown: str) -> None:
        """Find encoding, delimiter and columns; BadFile when this is no table with positions."""
        self.path, self.name = path, shown
        self.crs: str | None = WGS84
        self.encoding = _encoding(path, shown)
        csv.field_size_limit(LONGEST_FIELD)
        with self._open() as file:
            self.delimiter = _delimiter(file.readline())
            file.seek(0)
            self.columns = [column.strip() for column in next(csv.reader(file, delimiter=self.delimiter), [])]
        self.position = _position(self.columns, shown)

    def batches(self, columns: Sequence[str]) -> Iterator[RawBatch]:
        """Yield these columns alone; ids are line numbers of rows, the header being row 1."""
        with self._open() as file:
            rows = enumerate(csv.reader(file, delimiter=self.delimiter), start=1)
            next(rows, None)
            try:
                while some := list(islice(rows, BATCH)):
                    yield self._batch([(place, row) for place, row in some if row], columns)
            except csv.Error as error:
                raise bad_file("broken", name=self.name, detail=str(error)) from error

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, newline="")

    def _batch(self, rows: list[tuple[int, list[str]]], columns: Sequence[str]) -> RawBatch:
        width = len(self.columns)
        whole = [(place, row) for place, row in rows if len(row) == width]
        ragged = [f"row {place}" for place, row in rows if len(row) != width]
        places = {column: self.columns.index(column) for column in columns}
        values = {column: [row[place] for _, row in whole] for column, place in places.items()}
        geometry = self._geometry([row for _, row in whole])
        return RawBatch([f"row {place}" for place, _ in whole], values, geometry, ragged)

    def _geometry(self, rows: list[list[str]]) -> Geometries:
        if len(self.position) == 1:
            texts = np.array([row[self.position[0]] or None for row in rows], dtype=object)
            return np.atleast_1d(shapely.from_wkt(texts, on_invalid="ignore"))
        return np.array([_point(row, self.position) for row in rows], dtype=object)


def _point(row: list[str], places: tuple[int, ...]) -> Any:
    try:
        return shapely.Point(*(number(row[place]) for place in places))
    except NotANumberError:
        return None


def _encoding(path: Path, shown: str) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    for bom, name in BOMS:
        if start.startswith(bom):
            return _proven(path, shown, name)
    return "utf-8" if _decodes(path, "utf-8", shown) else _proven(path, shown, "cp1252")


def _proven(path: Path, shown: str, name: str) -> str:
    if not _decodes(path, name, shown):
        raise bad_file("encoding", name=shown)
    return name


def _decodes(path: Path, encoding: str, shown: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while text := file.read(1 << 20):
                if "\x00" in text:
                    raise bad_file("encoding", name=shown)
    except UnicodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _position(columns: list[str], shown: str) -> tuple[int, ...]:
    lower = [column.lower() for column in columns]
    for name in WKT:
        if name in lower:
            return (lower.index(name),)
    for pair in PAIRS:
        if all(name in lower for name in pair):
            return tuple(lower.index(name) for name in pair)
    raise bad_file("columns", name=shown, missing="geometry (WKT), or lon and lat")
