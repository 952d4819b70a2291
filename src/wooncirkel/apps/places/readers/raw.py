"""Some rows of a foreign file, before we know whether they can be true."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Geometries: TypeAlias = npt.NDArray[np.object_]
Columns: TypeAlias = dict[str, list[Any]]


class RawBatch(NamedTuple):
    """Rows by their place in the file: columns, shapely geometries (None where not usable), and ragged
    rows.
    """

    ids: list[str]
    columns: Columns
    geometry: Geometries
    ragged: list[str]
