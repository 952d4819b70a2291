"""Layers of rows with a geometry, the same whether they come from a shape, a GeoPackage, CSV or GeoJSON.

A layer gives only the columns that are asked for: a column that nobody names is never read.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from wooncirkel.apps.places.readers import csvfile, geojson, ogr
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.files import unpacked
from wooncirkel.apps.places.readers.raw import RawBatch


class Layer(Protocol):
    """One table of a file."""

    name: str
    crs: str | None
    columns: list[str]

    def batches(self, columns: Sequence[str]) -> Iterator[RawBatch]:
        """Yield the rows, with these columns alone."""
        ...


@contextmanager
def layers(path: Path) -> Iterator[list[Layer]]:
    """Open every layer of a file. BadFile when it is not one of ours, damaged or unsafe."""
    with unpacked(path) as (kind, plain):
        yield _layers(kind, plain, path.name)


def _layers(kind: str, plain: Path, shown: str) -> list[Layer]:
    if kind == "csv":
        return [csvfile.CsvLayer(plain, shown)]
    if kind == "geojson":
        return [geojson.GeoJsonLayer(plain, shown)]
    return list(ogr.open_layers(plain, shown))


def resolve(columns: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return our name -> the column of the file, for each wanted name that is there, whatever its
    capitals.
    """
    present = {column.lower(): column for column in columns}
    found = {}
    for ours, names in wanted.items():
        for name in names:
            if name.lower() in present:
                found[ours] = present[name.lower()]
                break
    return found


def require(
    shown: str, found: Mapping[str, str], wanted: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> None:
    """BadFile naming the first needed column that is not there."""
    for ours in needed:
        if ours not in found:
            raise bad_file("columns", name=shown, missing=" or ".join(wanted[ours]))
