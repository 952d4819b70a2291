"""Lists beside the database to which lines are only added, on disk before the call returns."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from wooncirkel.apps.shared.files import sync_folder


def append(file: Path, lines: Sequence[bytes]) -> None:
    """Add lines at the end; half a line that a power cut left before them is closed first."""
    is_new = not file.exists()
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        half = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, b"\n" * half + b"\n".join(lines) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        sync_folder(file.parent)


def replace(file: Path, lines: Sequence[bytes]) -> None:
    """Write the list anew, whole or not at all."""
    fresh = file.with_name(f".new-{file.name}")
    fresh.unlink(missing_ok=True)
    append(fresh, lines)
    fresh.replace(file)
    sync_folder(file.parent)


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Let no other process of ours add to the list meanwhile."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
