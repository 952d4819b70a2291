"""Part of a file goes out in pieces, and only what holds is kept for ever."""

import tracemalloc
from pathlib import Path

import pytest
from django.http import FileResponse
from django.test import RequestFactory

from wooncirkel.apps.shared.ranges import ranged

pytestmark = pytest.mark.django_db  # an answer that is closed looks after its connection
CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of 1024 bytes, each place different within a piece of 256."""
    path = tmp_path / "map.pmtiles"
    path.write_bytes(CONTENT)
    return path


def ask(path: Path, span: str | None = None, method: str = "GET", **headers: str) -> FileResponse:
    """Return the answer to a request for this range, kept for ever."""
    wanted = headers if span is None else {"Range": span, **headers}
    request = RequestFactory().generic(method, "/", headers=wanted)
    return ranged(request, path, "application/vnd.pmtiles", for_ever=True)


def body(answer: FileResponse) -> bytes:
    """Return what is sent, and let go of the file."""
    sent = answer.getvalue()
    answer.close()
    return sent


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 1023),
        ("bytes=5-260", 5, 260),
        ("bytes=1000-5000", 1000, 1023),
        ("bytes=-500", 524, 1023),
        ("bytes=-5000", 0, 1023),
        ("Bytes=1023-1023", 1023, 1023),
    ],
)
def test_a_range_gives_its_bytes(file: Path, span: str, first: int, last: int) -> None:
    answer = ask(file, span)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "immutable" in answer.headers["Cache-Control"]
    assert body(answer) == CONTENT[first : last + 1]


@pytest.mark.parametrize(
    "span", [None, "bytes=5-2", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "lines=0-5", "bytes=٣-٤"]
)
def test_what_is_no_range_gives_the_whole_file(file: Path, span: str | None) -> None:
    answer = ask(file, span)
    assert answer.status_code == 200
    assert "Content-Range" not in answer.headers
    assert answer.headers["Content-Length"] == str(SIZE)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert body(answer) == CONTENT


@pytest.mark.parametrize("span", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_file_is_refused_and_not_kept(file: Path, span: str) -> None:
    answer = ask(file, span)
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{SIZE}"
    assert "Cache-Control" not in answer.headers


def test_an_empty_file_has_no_ranges(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert ask(tmp_path / "empty", "bytes=0-").status_code == 416
    assert body(ask(tmp_path / "empty")) == b""


def test_a_range_is_for_get_alone(file: Path) -> None:
    answer = ask(file, "bytes=0-9", method="HEAD")
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, str(SIZE))
    answer.close()


def test_a_range_on_a_condition_that_we_cannot_judge_is_ignored(file: Path) -> None:
    answer = ask(file, "bytes=0-9", **{"If-Range": '"some version"'})
    assert answer.status_code == 200
    answer.close()


def test_without_being_told_nothing_is_kept(file: Path) -> None:
    answer = ranged(RequestFactory().get("/"), file, "text/plain")
    assert "Cache-Control" not in answer.headers
    answer.close()


def test_a_large_part_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as out:
        out.truncate(64 << 20)
    tracemalloc.start()
    answer = ask(large, "bytes=1-")
    sent = sum(len(piece) for piece in answer)
    answer.close()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent == (64 << 20) - 1
    assert peak < 4 << 20
