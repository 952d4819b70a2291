"""The frames of a PBF file, checked before any of it is unpacked.

A PBF file is a chain of blobs: 4 bytes length, a BlobHeader of that length, a Blob whose size the header
tells. Limits: wiki.openstreetmap.org/wiki/PBF_Format (header 64 KiB, blob 32 MiB).
"""

from pathlib import Path
from typing import BinaryIO

from wooncirkel.apps.places.readers.errors import bad_file

MOST_HEADER = 64 << 10
MOST_BLOB = 32 << 20


def check_frames(path: Path) -> None:
    """BadFile unless the chain of blobs begins with a header and ends exactly where the file ends."""
    size = path.stat().st_size
    with path.open("rb") as file:
        kind = _frame(file, size, path.name)
        if kind != b"OSMHeader":
            raise bad_file("kind", name=path.name, accepted="an OpenStreetMap extract (.osm.pbf)")
        while file.tell() < size:
            _frame(file, size, path.name)


def _frame(file: BinaryIO, size: int, name: str) -> bytes:
    first = file.tell() == 0
    length = int.from_bytes(file.read(4), "big")
    if not 0 < length <= MOST_HEADER:
        if first:
            raise bad_file("kind", name=name, accepted="an OpenStreetMap extract (.osm.pbf)")
        raise bad_file("broken", name=name, detail="a block header in it claims an impossible size")
    head = file.read(length)
    fields = _fields(head) if len(head) == length else {}
    blob = fields.get(3)
    if not isinstance(blob, int):
        raise bad_file("broken", name=name, detail="it is cut off inside a block header")
    if blob > MOST_BLOB:
        raise bad_file("broken", name=name, detail=f"a block in it claims {blob >> 20} MB, more than may be")
    if file.tell() + blob > size:
        raise bad_file("broken", name=name, detail="it is cut off inside a block")
    file.seek(blob, 1)
    kind = fields.get(1)
    return kind if isinstance(kind, bytes) else b""


def _fields(message: bytes) -> dict[int, int | bytes]:
    """Read the fields of a flat protobuf message: whole numbers and byte strings by field number."""
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == 2:
            found[key >> 3] = message[at : at + value]
            at += value
        elif key & 7 == 0:
            found[key >> 3] = value
        else:
            break
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 70:
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    return value, len(message)
