"""Files that rows point to by the hash of their content: written whole and on disk before the row exists."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(source: Path, folder: Path, suffix: str) -> str:
    """Copy `source` to `folder/<sha256><suffix>` and return the hash; nobody ever sees half a file.

    A file of that name with that content stays, and counts as new. OSError when the disk refuses.
    """
    digest = sha256_of(source)
    target = folder / f"{digest}{suffix}"
    if target.exists() and sha256_of(target) == digest:
        target.touch()
        return digest
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as out:
        try:
            with source.open("rb") as file:
                shutil.copyfileobj(file, out, CHUNK)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).chmod(0o644)
            Path(out.name).replace(target)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    sync_folder(folder)
    return digest


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
