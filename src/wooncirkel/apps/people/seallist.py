"""The list of seals outside the database: what was sealed once cannot be missing later without being seen."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from wooncirkel.apps.people.sealing import Restored, Sealed, read, written
from wooncirkel.apps.shared import appending

TAIL = 1 << 16


def file() -> Path:
    """Return where the list stands."""
    return Path(settings.VAR) / "seals" / "seals.jsonl"


def entries(path: Path) -> Iterator[tuple[int, Sealed | Restored | None]]:
    """Yield every entry with the number of its line; nothing for a line that cannot be read."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, read(line)


def newest(path: Path) -> Sealed | Restored | None:
    """Return the last whole entry, without reading all."""
    if not path.exists():
        return None
    with path.open("rb") as found:
        found.seek(max(0, found.seek(0, os.SEEK_END) - TAIL))
        whole = (read(line) for line in reversed(found.read().splitlines()))
        return next((entry for entry in whole if entry), None)


def add(found: list[Sealed | Restored]) -> None:
    """Add entries at the end."""
    if found:
        appending.append(file(), [written(entry) for entry in found])


def forget_before(last: int) -> None:
    """Drop what stands before the seal that ends with line `last`; that one stays, for the next to follow."""
    with appending.alone(file()):
        found = [entry for _, entry in entries(file()) if entry] if file().exists() else []
        ends = [
            place for place, entry in enumerate(found) if isinstance(entry, Sealed) and entry.last == last
        ]
        if ends and ends[-1] > 0:
            appending.replace(file(), [written(entry) for entry in found[ends[-1] :]])
