"""Shape files and GeoPackages, through pyogrio, a batch at a time and only the columns that are asked for."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.raw import RawBatch

BATCH = 10_000


class OgrLayer:
    """One layer that GDAL can read."""

    def __init__(self, path: Path, shown: str, layer: str) -> None:
        """Read what the layer says of itself."""
        self.path, self.name, self.layer = path, shown, layer
        info = _quietly(shown, pyogrio.read_info, path, layer=layer)
        self.crs: str | None = info["crs"]
        self.columns = [str(column) for column in info["fields"]]
        self.size = max(int(info["features"]), 0)

    def batches(self, columns: Sequence[str]) -> Iterator[RawBatch]:
        """Yield these columns alone; ids count the features from 1."""
        for start in range(0, self.size, BATCH):
            meta, _, blobs, values = _quietly(
                self.name,
                pyogrio.raw.read,
                self.path,
                layer=self.layer,
                columns=list(columns),
                skip_features=start,
                max_features=BATCH,
            )
            named = {str(field): list(column) for field, column in zip(meta["fields"], values, strict=True)}
            ids = [f"feature {start + place}" for place in range(1, len(blobs) + 1)]
            yield RawBatch(ids, named, np.atleast_1d(shapely.from_wkb(blobs, on_invalid="ignore")), [])


def open_layers(path: Path, shown: str) -> list[OgrLayer]:
    """Return the layers that have a geometry; BadFile when there are none or the file is damaged."""
    found = _quietly(shown, pyogrio.list_layers, path)
    layers = [OgrLayer(path, shown, str(name)) for name, geometry in found if geometry]
    if not layers:
        raise bad_file("nothing", name=shown, detail="")
    for layer in layers:
        if layer.crs is None:
            raise bad_file("no_projection", name=shown)
    return layers


def _quietly(shown: str, read: Any, *args: Any, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read(*args, **options)
        except (RuntimeError, ValueError, MemoryError, OverflowError) as error:
            raise bad_file("broken", name=shown, detail="it cannot be read to the end") from error
