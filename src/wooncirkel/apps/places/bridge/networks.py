"""Street networks on disk: `<sha256>.npz` in settings.NETWORKS, written before its row, read once per
process.
"""

import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyproj
from django.conf import settings

from wooncirkel.apps.places.geography import DUTCH_GRID, NETHERLANDS, WGS84
from wooncirkel.apps.shared.files import sha256_of
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.ways import CYCLE_BACKWARD, CYCLE_FORWARD, FOOT, access_by_way, way_code

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class NetworkFileError(Exception):
    """A network file that is missing or not what its name says; restore it from the backup or import it
    again.
    """


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use each line (n,): on foot, by bicycle along it, by bicycle against it."""

    foot: Flags
    forward: Flags
    backward: Flags

    def bits(self) -> npt.NDArray[np.uint8]:
        """Return the engine's access bits (n,)."""
        bits = self.foot * FOOT | self.forward * CYCLE_FORWARD | self.backward * CYCLE_BACKWARD
        return np.asarray(bits, dtype=np.uint8)


def local_projection(lon: float, lat: float) -> str:
    """Return the metric projection around a point: the Dutch grid (RD) in the Netherlands, elsewhere its
    UTM zone.
    """
    west, south, east, north = NETHERLANDS
    if west <= lon <= east and south <= lat <= north:
        return DUTCH_GRID
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{326 if lat >= 0 else 327}{zone:02d}"


def build_network(
    *,
    lon: Floats,
    lat: Floats,
    indptr: npt.NDArray[np.int64],
    ways: npt.NDArray[np.str_],
    access: Access | None,
) -> tuple[StreetNetwork, str]:
    """Build a network from lines in degrees and return it with its projection.

    `ways` (n,) are OSM highway classes; without `access` the class decides who may use a line.
    ValueError when the lines are no street network.
    """
    if not len(lon):
        raise ValueError("There are no streets.")
    projection = local_projection(float(np.median(lon)), float(np.median(lat)))
    x, y = pyproj.Transformer.from_crs(WGS84, projection, always_xy=True).transform(lon, lat)
    names, number = np.unique(ways, return_inverse=True)
    way = np.array([way_code(str(name)) for name in names], dtype=np.uint8)[number]
    bits = access_by_way(way) if access is None else access.bits()
    network = StreetNetwork.from_lines(lon=lon, lat=lat, x=x, y=y, indptr=indptr, way=way, access=bits)
    return network, projection


def write_network(network: StreetNetwork, path: Path) -> None:
    """Write a network as .npz; the same network gives the same bytes."""
    with path.open("wb") as out:
        np.savez_compressed(out, **network.to_arrays())  # type: ignore[arg-type]


def load_network(sha256: str) -> StreetNetwork:
    """Return the network with this hash, from memory after the first time. NetworkFileError when it is
    damaged.
    """
    return _load(Path(settings.NETWORKS) / f"{sha256}.npz")


@lru_cache(maxsize=4)
def _load(path: Path) -> StreetNetwork:
    if not path.is_file():
        raise NetworkFileError(f"The street network {path.name} is missing.")
    if sha256_of(path) != path.stem:
        raise NetworkFileError(f"The street network {path.name} is damaged.")
    return read_network(path)


def read_network(path: Path) -> StreetNetwork:
    """Read a network from any .npz file. NetworkFileError when it holds none."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return StreetNetwork.from_arrays(dict(arrays))
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile) as error:
        raise NetworkFileError(f"The street network {path.name} cannot be read.") from error
