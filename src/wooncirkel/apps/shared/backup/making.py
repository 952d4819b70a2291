"""Make a backup: a snapshot of the database, then the files that its rows point to, into one sealed file."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection

from wooncirkel import __version__
from wooncirkel.apps.shared.backup import files
from wooncirkel.apps.shared.backup.archive import BackupError, Manifest, member_of, sealed
from wooncirkel.apps.shared.backup.tables import Engine, Snapshot
from wooncirkel.apps.shared.files import sync_folder


@dataclass(frozen=True)
class Report:
    """What a backup came to hold, and its size [bytes]."""

    tables: int
    rows: int
    files: int
    size: int


def engine() -> Engine:
    """Return the kind of database that this program uses."""
    if connection.vendor == "postgresql":
        from wooncirkel.apps.shared.backup.postgresql import Postgresql

        return Postgresql()
    from wooncirkel.apps.shared.backup.sqlite import Sqlite

    return Sqlite()


def back_up(target: Path, *, to: list[object], now: datetime, replace: bool = False) -> Report:
    """Write a backup that the recipients `to` can read; it stands there whole or not at all."""
    if target.exists() and not replace:
        raise BackupError(f"{target} exists already. Choose another name, or say --replace.")
    with files.workspace() as work:
        seals = files.hold("var/seals", work)  # first: a seal is over lines that the snapshot then has too
        snapshot = engine().snapshot(work)
        sources = {**snapshot.files, **seals, **_beside(work)}
        manifest = _manifest(snapshot, sources, now)
        _write(target, manifest, sources, to)
    held = len(sources) - len(snapshot.files)
    return Report(len(manifest.tables), manifest.rows(), held, target.stat().st_size)


def _beside(work: Path) -> dict[str, Path]:
    """Hold the files; after the snapshot, because a file stands before its row, as does an erasure's note."""
    return {**files.hold("var/networks", work), **files.hold("var/files", work), **files.hold_erased(work)}


def _manifest(snapshot: Snapshot, sources: dict[str, Path], now: datetime) -> Manifest:
    return Manifest(
        program=__version__,
        moment=now.isoformat(),
        database=connection.vendor,
        migrations=snapshot.migrations,
        tables=snapshot.tables,
        sequences=snapshot.sequences,
        members={name: member_of(path) for name, path in sources.items()},
    )


def _write(target: Path, manifest: Manifest, sources: dict[str, Path], to: list[object]) -> None:
    part = target.with_name(f"{target.name}.part")
    files.remove(part)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            sealed(manifest, sources, out, to)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
        sync_folder(target.absolute().parent)
    finally:
        files.remove(part)
