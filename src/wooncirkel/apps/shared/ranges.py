"""Give part of a file, so that a browser reads a large map piece by piece (RFC 9110, one range)."""

import re
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.I | re.A)
YEAR_S = 31_536_000


class Streamed(FileResponse):
    """A file that goes out in pieces of 64 kB."""

    block_size = 1 << 16


class Part:
    """The next `length` bytes of an open file, for whoever reads until nothing comes."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        """Begin where the file stands."""
        self.file, self.left = file, length

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, and none after the end of the part."""
        piece = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def ranged(
    request: HttpRequest, path: Path, content_type: str, *, for_ever: bool = False
) -> HttpResponse | FileResponse:
    """Answer with the range that was asked for, or with the whole file.

    `for_ever` lets browsers keep the answer: only for a file whose name says what is in it.
    """
    size = path.stat().st_size
    asked = _asked(request, size)
    if asked is not None and not asked:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _whole(path, content_type) if asked is None else _part(path, asked, size, content_type)
    response.headers["Accept-Ranges"] = "bytes"
    if for_ever:
        patch_cache_control(response, public=True, max_age=YEAR_S, immutable=True)
    return response


def _asked(request: HttpRequest, size: int) -> range | None:
    """Return the bytes that are asked for, none of them when there are no such, or None for the whole file.

    A range that is not written well is no range. Nor is one for HEAD, or one on condition of a validator: we
    give none.
    """
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not match or request.method != "GET" or "If-Range" in request.headers:
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def _whole(path: Path, content_type: str) -> FileResponse:
    return Streamed(path.open("rb"), content_type=content_type)


def _part(path: Path, asked: range, size: int, content_type: str) -> FileResponse:
    file = path.open("rb")
    file.seek(asked.start)
    headers = {
        "Content-Length": str(len(asked)),
        "Content-Range": f"bytes {asked.start}-{asked.stop - 1}/{size}",
    }
    return Streamed(Part(file, len(asked)), status=206, content_type=content_type, headers=headers)
