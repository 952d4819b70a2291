"""Seals over the access log, computed: the same bytes for the same lines, a mark that only the key can make.

A seal closes a run of lines. Its digest is SHA-256 over the mark of the seal before and then every line in
order of `id`; its mark (`mac`) is HMAC-SHA256 over the whole seal. So a line that is changed, taken out,
put in or moved no longer fits its digest, and a new digest needs the key.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "id",
    "at",
    "answer",
    "actor",
    "role",
    "organisation",
    "for_person",
    "subject",
    "act",
    "what",
    "route",
    "means",
)
"""What of a line is sealed, in this order: every field."""

Row = tuple[Any, ...]
_encode = json.JSONEncoder(separators=(",", ":"), default=str).encode


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal as it stands in the list outside the database; `at` is ISO 8601 in UTC."""

    at: str
    first: int
    last: int
    count: int
    previous: str
    digest: str
    mac: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup was put back: the seals in the list that end after line `last` were given up."""

    at: str
    last: int
    after: str
    mac: str


def moment(at: datetime) -> str:
    """Return a moment as it is sealed: UTC, to the microsecond, whatever the database gave."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def line_bytes(row: Row) -> bytes:
    """Return the one way in which a line (the values of FIELDS) is written down for its seal."""
    number, at, *rest = row
    return _encode([number, moment(at), *rest]).encode() + b"\n"


def begun(previous: str) -> "hashlib._Hash":
    """Begin the digest of a run that follows the seal with the mark `previous`, "" for the first."""
    return hashlib.sha256(previous.encode() + b"\n")


def digest_of(previous: str, rows: Iterable[Row]) -> str:
    """Return the digest of a run of lines."""
    digest = begun(previous)
    for row in rows:
        digest.update(line_bytes(row))
    return digest.hexdigest()


def mark(key: bytes, *parts: object) -> str:
    """Return what only the holder of the key can make of these words and numbers."""
    return hmac.new(key, _encode(parts).encode(), hashlib.sha256).hexdigest()


def mark_of(key: bytes, seal: Sealed) -> str:
    """Return the mark that a seal must have."""
    return mark(key, "seal", seal.at, seal.first, seal.last, seal.count, seal.previous, seal.digest)


def closed(key: bytes, rows: list[Row], *, previous: str, now: datetime) -> Sealed:
    """Return the seal over some lines."""
    bare = Sealed(moment(now), rows[0][0], rows[-1][0], len(rows), previous, digest_of(previous, rows), "")
    return Sealed(**{**asdict(bare), "mac": mark_of(key, bare)})


def given_up(key: bytes, *, last: int, after: str, now: datetime) -> Restored:
    """Return the entry that says that a backup was put back; `after` is the mark of the entry before it."""
    return Restored(moment(now), last, after, mark(key, "restored", moment(now), last, after))


def is_genuine(key: bytes, entry: Sealed | Restored) -> bool:
    """Return whether the mark of an entry was made with the key."""
    wanted = (
        mark_of(key, entry)
        if isinstance(entry, Sealed)
        else mark(key, "restored", entry.at, entry.last, entry.after)
    )
    return hmac.compare_digest(wanted, entry.mac)


def written(entry: Sealed | Restored) -> bytes:
    """Return an entry as a line of the list."""
    kind = "seal" if isinstance(entry, Sealed) else "restored"
    return json.dumps({"kind": kind} | asdict(entry), separators=(",", ":")).encode()


def read(line: bytes) -> Sealed | Restored | None:
    """Read a line of the list; nothing when it is not whole."""
    try:
        found = json.loads(line)
        made = {"seal": Sealed, "restored": Restored}[found.pop("kind")](**found)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return made if isinstance(made.last, int) and isinstance(made.mac, str) else None
