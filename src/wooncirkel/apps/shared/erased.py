"""Who asked to be forgotten: a list outside the database, so that no backup brings anybody back."""

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wooncirkel.apps.shared.appending import append


def file() -> Path:
    """Return where the list stands."""
    return Path(settings.VAR) / "erased.jsonl"


def note_erased(person: UUID, now: datetime) -> None:
    """Add a person to the list, on disk before this returns. Call it before the rows are erased."""
    append(file(), [json.dumps({"person": str(person), "at": now.isoformat()}).encode()])


def erased_persons() -> list[UUID]:
    """Return everybody on the list, each once, in the order in which they were erased."""
    if not file().exists():
        return []
    found = (_person(line) for line in file().read_bytes().splitlines())
    return list(dict.fromkeys(person for person in found if person))


def join(other: bytes) -> None:
    """Add the lines of another list that this one does not have yet; none is dropped."""
    own = set(file().read_bytes().splitlines()) if file().exists() else set()
    missing = [line for line in dict.fromkeys(other.splitlines()) if line.strip() and line not in own]
    if missing:
        append(file(), missing)


def _person(line: bytes) -> UUID | None:
    """Read one line; half a line is of a note that was never acknowledged, because the power went."""
    try:
        return UUID(str(json.loads(line)["person"]))
    except (ValueError, KeyError, TypeError):
        return None
