"""Open a foreign file safely: what it is, whether its headers can be true, and unpacking a zip within
limits.
"""

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import numpy as np

from wooncirkel.apps.places.readers.errors import bad_file

ACCEPTED = "a shape (.shp or .zip), GeoPackage, CSV or GeoJSON file"
KINDS = {
    ".shp": "shape",
    ".gpkg": "geopackage",
    ".csv": "csv",
    ".txt": "csv",
    ".geojson": "geojson",
    ".json": "geojson",
}
COMPANIONS = frozenset({".shx", ".dbf", ".prj", ".cpg"})
MEGABYTE = 1 << 20
MOST_UNPACKED = 4096 * MEGABYTE
FREELY_UNPACKED = 100 * MEGABYTE
MOST_RATIO = 200
MOST_MEMBERS = 1000
CHUNK = MEGABYTE


def existing(path: Path) -> Path:
    """Return `path` when it is a file with something in it; BadFile otherwise."""
    if path.is_dir():
        raise bad_file("directory", name=path.name)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise bad_file("unreadable", name=path.name)
        path.open("rb").close()
    except FileNotFoundError:
        raise bad_file("missing", name=path.name) from None
    except OSError:
        raise bad_file("unreadable", name=path.name) from None
    if not about.st_size:
        raise bad_file("empty", name=path.name)
    return path


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the kind (a value of KINDS) and the plain file; a zip is unpacked into a folder that goes
    afterwards.
    """
    existing(path)
    if not zipfile.is_zipfile(path):
        yield kind_of(path), path
        return
    with tempfile.TemporaryDirectory(prefix="wooncirkel-") as folder:
        inner = _unzip(path, Path(folder))
        yield kind_of(inner, shown=path.name), inner


def kind_of(path: Path, shown: str = "") -> str:
    """Return what the file is; BadFile when name and content disagree or a header claims what is not
    there.
    """
    shown = shown or path.name
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise bad_file("kind", name=shown, accepted=ACCEPTED)
    if kind == "shape":
        check_shape(path, shown)
    if kind == "geopackage" and _start(path, 16) != b"SQLite format 3\x00":
        raise bad_file("broken", name=shown, detail="it is not a GeoPackage")
    return kind


def _start(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _unzip(path: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            members = _safe_members(path, archive)
            for member in members:
                _extract(path.name, archive, member, folder / PurePosixPath(member.filename).name)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, struct.error) as error:
        raise bad_file("broken", name=path.name, detail="the zip cannot be unpacked") from error
    except zlib.error as error:
        raise bad_file("broken", name=path.name, detail="the zip cannot be unpacked") from error
    return _the_one(path, folder)


def _safe_members(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise bad_file("zip_unsafe", name=path.name, detail=f"it holds more than {MOST_MEMBERS} files")
    for member in members:
        _check_member(path.name, member)
    wanted = [member for member in members if _suffix(member) in KINDS or _suffix(member) in COMPANIONS]
    declared = sum(member.file_size for member in wanted)
    if declared > _allowed(path):
        raise bad_file("zip_bomb", name=path.name, limit=_size(_allowed(path)))
    return wanted


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _allowed(path: Path) -> int:
    return min(MOST_UNPACKED, max(FREELY_UNPACKED, MOST_RATIO * path.stat().st_size))


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
        raise bad_file("zip_unsafe", name=name, detail="a name in it leads outside the folder")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise bad_file("zip_unsafe", name=name, detail="it holds a link to another place")
    if member.flag_bits & 1:
        raise bad_file("zip_unsafe", name=name, detail="it is locked with a password")


def _extract(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    written = 0
    with archive.open(member) as source, target.open("xb") as out:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > member.file_size:
                raise bad_file("zip_bomb", name=name, limit=_size(member.file_size))
            out.write(chunk)
    if written != member.file_size:
        raise bad_file("broken", name=name, detail="the zip is shorter than it says")


def _the_one(path: Path, folder: Path) -> Path:
    found = [file for file in sorted(folder.iterdir()) if file.suffix.lower() in KINDS]
    if len(found) != 1:
        raise bad_file("zip_content", name=path.name, count=len(found))
    return existing(found[0])


def _size(count: int) -> str:
    return f"{max(count // MEGABYTE, 1)} MB"


def check_shape(path: Path, shown: str) -> None:
    """BadFile unless .shp, .shx and .dbf are there, in step, and as long as their headers claim."""
    parts = {part.suffix.lower(): part for part in path.parent.iterdir() if part.stem == path.stem}
    for suffix in (".shx", ".dbf"):
        if suffix not in parts:
            raise bad_file("broken", name=shown, detail=f"its {suffix} file is missing")
    records = _check_index(path, parts[".shx"], shown)
    _check_table(parts[".dbf"], records, shown)
    if ".prj" not in parts or not parts[".prj"].stat().st_size:
        raise bad_file("no_projection", name=shown)


def _check_index(shp: Path, shx: Path, shown: str) -> int:
    for part in (shp, shx):
        head = _start(part, 100)
        if len(head) < 100 or head[:4] != b"\x00\x00\x27\x0a":
            raise bad_file("broken", name=shown, detail=f"its {part.suffix} part is not a shape")
        if struct.unpack(">i", head[24:28])[0] * 2 != part.stat().st_size:
            raise bad_file(
                "broken", name=shown, detail=f"its {part.suffix} part has another length than it says"
            )
    if (shx.stat().st_size - 100) % 8:
        raise bad_file("broken", name=shown, detail="its .shx part is cut off")
    index = np.fromfile(shx, dtype=">i4", offset=100).astype(np.int64).reshape(-1, 2)
    ends = (index[:, 0] + index[:, 1]) * 2 + 8
    if len(index) and (index.min() < 0 or ends.max() > shp.stat().st_size):
        raise bad_file("broken", name=shown, detail="a shape in it is longer than the file")
    return len(index)


def _check_table(dbf: Path, records: int, shown: str) -> None:
    head = _start(dbf, 12)
    if len(head) < 12:
        raise bad_file("broken", name=shown, detail="its .dbf part is cut off")
    rows, header, width = struct.unpack("<IHH", head[4:12])
    if rows != records or header + rows * width > dbf.stat().st_size + 1:
        raise bad_file("broken", name=shown, detail="its .dbf part has another number of rows than it says")
