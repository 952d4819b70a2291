"""Streets out of a file of lines with a class per line, such as fietstelweek2016 (TYPE_WEG)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely

from wooncirkel.apps.places.readers.layers import layers, require, resolve
from wooncirkel.apps.places.readers.places import LINES, Batch, located
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import Lines
from wooncirkel.apps.places.readers.values import words

CLASS: dict[str, Sequence[str]] = {"way": ("TYPE_WEG", "highway", "fclass", "wegtype")}
NOT_YET = frozenset({"construction", "proposed", "abandoned"})


def read_streets(path: Path, *, progress: Progress | None = None) -> Reading[Lines]:
    """Return the lines of a file, as one row of flat arrays (none when no line is usable).

    Speed and counts in the file are not read: what was ridden in one week says nothing of how fast one walks.
    Streets that are still to be built are left out.
    """
    reading: Reading[Lines] = Reading(path.name, progress=progress, weigh=len)
    with layers(path) as found:
        columns = resolve(found[0].columns, CLASS)
        require(path.name, columns, CLASS, ("way",))
        batches = located(found[0], list(columns.values()), reading, kinds=LINES)
        parts = [_lines(batch, columns["way"], reading) for batch in batches]
    together = joined(parts)
    if len(together):
        reading.rows.append(together)
    return reading


def _lines(batch: Batch, column: str, reading: Reading[Lines]) -> Lines:
    classes = np.array([words(value).lower() or "unknown" for value in batch.columns[column]], dtype=np.str_)
    built = ~np.isin(classes, list(NOT_YET))
    reading.leave_out("not built yet", int((~built).sum()))
    lines, row = shapely.get_parts(batch.geometry[built], return_index=True)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    sizes = np.bincount(line, minlength=len(lines))
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Lines(xy[:, 0].copy(), xy[:, 1].copy(), indptr, classes[built][row])


def joined(parts: Sequence[Lines]) -> Lines:
    """Put several sets of lines without tags behind one another."""
    shifts = np.concatenate([[0], np.cumsum([part.indptr[-1] for part in parts], dtype=np.int64)])
    pointers = [part.indptr[1:] + shift for part, shift in zip(parts, shifts, strict=False)]
    return Lines(
        np.concatenate([np.empty(0), *(part.lon for part in parts)]),
        np.concatenate([np.empty(0), *(part.lat for part in parts)]),
        np.concatenate([np.zeros(1, dtype=np.int64), *pointers]),
        np.concatenate([np.empty(0, dtype="U1"), *(part.ways for part in parts)]),
    )
