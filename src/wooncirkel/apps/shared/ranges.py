"""Give part of a file, so that a browser reads a large map piece by piece (RFC 9110, one range)."""

import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse

RANGE = re.compile(r"^bytes=(\d{1,15})-(\d{0,15})$")


def ranged(request: HttpRequest, path: Path, content_type: str) -> HttpResponse | FileResponse:
    """Answer with the range that was asked for, or with the whole file."""
    size = path.stat().st_size
    match = RANGE.match(request.headers.get("Range", ""))
    if not match:
        response = FileResponse(path.open("rb"), content_type=content_type)
        response.headers["Accept-Ranges"] = "bytes"
        return response
    first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _part(path, first, last, size, content_type)


def _part(path: Path, first: int, last: int, size: int, content_type: str) -> HttpResponse:
    with path.open("rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Range": f"bytes {first}-{last}/{size}",
    }
    return HttpResponse(body, status=206, content_type=content_type, headers=headers)
