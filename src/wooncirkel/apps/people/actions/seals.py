"""Seal the access log. Only the task worker and `wooncirkel log` hold the key; the web process does not."""

import os
import secrets
import time
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from wooncirkel.apps.people import seallist
from wooncirkel.apps.people.models import AccessLine, Seal
from wooncirkel.apps.people.sealing import FIELDS, Sealed, closed, given_up, moment
from wooncirkel.apps.shared import appending

KEY = "WOONCIRKEL_SEAL_KEY"
ELSEWHERE = "elsewhere"
SHORTEST = 32
MOST = 1_000
"""Lines under one seal."""
LOCK = 0x5EA1
PATIENCE_S = 10.0
GLANCE_S = 0.05


class SealKeyError(Exception):
    """The key cannot be read or made; says why."""


def key() -> bytes | None:
    """Return the key, made at the first call; nothing when the setting says that another user seals."""
    given = os.environ.get(KEY, "").strip()
    if given == ELSEWHERE:
        return None
    if given and len(given) < SHORTEST:
        raise SealKeyError(f"{KEY} must be at least {SHORTEST} characters long.")
    return given.encode() if given else _kept(Path(settings.VAR) / "seal-key")


def _kept(file: Path) -> bytes:
    try:
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(50))
        return file.read_bytes().strip()
    except OSError as error:
        raise SealKeyError(f"The key of the seals cannot be kept in {file}: {error.strerror}.") from error


def seal(*, now: datetime, key: bytes) -> Seal | None:
    """Close every line that is there for good; return the newest seal, nothing when there was no line."""
    note_in_list()
    upto, made = settled(), None
    while one := _seal_next(upto, now, key):
        made = one
    note_in_list()
    return made


def settled() -> int:
    """Return a line up to which no other can still appear.

    On PostgreSQL numbers are given before they are committed. Who was given one holds a lock on the table, so
    we look which transactions do, and wait until those have ended.
    """
    newest = AccessLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if connection.vendor != "postgresql":
        return newest
    writing, until = _writers(), time.monotonic() + PATIENCE_S
    while writing & _writers():
        if time.monotonic() > until:
            return 0  # somebody takes very long: the next minute is soon enough
        time.sleep(GLANCE_S)
    return newest


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE relation = %s::regclass"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [AccessLine._meta.db_table],
        )
        return {name for (name,) in cursor.fetchall()}


def _seal_next(upto: int, now: datetime, key: bytes) -> Seal | None:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        before = Seal.objects.order_by("-last").first()
        lines = AccessLine.objects.filter(pk__gt=before.last if before else 0, pk__lte=upto)
        rows = list(lines.order_by("pk").values_list(*FIELDS)[:MOST])
        if not rows:
            return None
        made = closed(key, rows, previous=before.mac if before else "", now=now)
        return Seal.objects.create(
            at=now,
            first=made.first,
            last=made.last,
            count=made.count,
            previous=made.previous,
            digest=made.digest,
            mac=made.mac,
        )


def sealed(row: Seal) -> Sealed:
    """Return a stored seal as it stands in the list."""
    return Sealed(moment(row.at), row.first, row.last, row.count, row.previous, row.digest, row.mac)


def note_in_list() -> None:
    """Write to the list what it does not hold yet: new seals, and those that a power cut kept out."""
    with appending.alone(seallist.file()):
        newest = seallist.newest(seallist.file())
        missing = Seal.objects.filter(last__gt=newest.last if newest else 0).order_by("last")
        seallist.add([sealed(row) for row in missing])


def note_restored(*, now: datetime) -> None:
    """Write to the list that a backup was put back, so that later seals are not missed as if cut off."""
    if (secret := key()) is None:
        return
    with appending.alone(seallist.file()):
        newest = seallist.newest(seallist.file())
        last = Seal.objects.order_by("-last").values_list("last", flat=True).first() or 0
        if newest and newest.last > last:
            seallist.add([given_up(secret, last=last, after=newest.mac, now=now)])
