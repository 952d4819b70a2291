"""SQLite: the snapshot is a whole database file, made by SQLite's own backup while others write."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from wooncirkel.apps.shared.backup.archive import BackupError, Manifest, Table
from wooncirkel.apps.shared.backup.files import remove
from wooncirkel.apps.shared.backup.tables import MADE_BY_MIGRATE, Snapshot, Tally, refuse_difference
from wooncirkel.apps.shared.files import sync_folder

MEMBER = "database/wooncirkel.sqlite3"
PATIENCE_S = 2.0
BESIDE = ("-wal", "-shm", "-journal")
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
AND_NOT_VIRTUAL = " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
STILL_RUNS = "The program still runs on this database. Stop it first."


class Sqlite:
    """The database of this program, when it is SQLite."""

    def snapshot(self, folder: Path) -> Snapshot:
        """Copy the database to `folder` as it is at one moment, and look it through."""
        target = folder / "wooncirkel.sqlite3"
        with _opened() as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
        target.chmod(0o600)
        return Snapshot({MEMBER: target}, tables_in(target), _migrations(target))

    def is_empty(self) -> bool:
        """Return whether the file is missing or holds no row; one that cannot be read is not empty."""
        path = Path(connection.settings_dict["NAME"])
        if not path.exists():
            return True
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
                names = [name for (name,) in found.execute(TABLES) if name not in MADE_BY_MIGRATE]
                return not any(found.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in names)  # noqa: S608
        except sqlite3.DatabaseError:
            return False

    @contextmanager
    def replaced(self, manifest: Manifest, folder: Path) -> Iterator[None]:
        """Let the block work on the restored file beside the live one; then rename it over that."""
        live = Path(connection.settings_dict["NAME"])
        coming = live.with_name(f"{live.name}.restoring")
        refuse_difference(manifest.tables, tables_in(folder / MEMBER))
        _let_go(live)
        _remove_whole(coming)
        try:
            _move(folder / MEMBER, coming)
            with _working_on(coming):
                yield
            _sync(coming)
            _let_go(live)
            for suffix in BESIDE:
                remove(Path(f"{live}{suffix}"))
            coming.replace(live)
            sync_folder(live.parent)
        finally:
            _remove_whole(coming)


def tables_in(path: Path) -> dict[str, Table]:
    """Return what every table of a database file holds; BackupError when the file is damaged."""
    try:
        with _read(path) as database:
            fault = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if fault != b"ok":
                raise BackupError(f"The database is damaged: {fault.decode(errors='replace')}.")
            names = [name.decode() for (name,) in database.execute(TABLES + AND_NOT_VIRTUAL)]
            return {name: _table(database, name) for name in names}
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The database is damaged: {error}.") from error


def _table(database: sqlite3.Connection, name: str) -> Table:
    tally = Tally()
    rows = database.execute(f'SELECT * FROM "{name}"')  # noqa: S608
    tally.add(repr(row).encode() for row in rows)
    return tally.table(column[0] for column in rows.description)


def _migrations(path: Path) -> tuple[tuple[str, str], ...]:
    with _read(path) as database:
        rows = database.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return tuple((app.decode(), name.decode()) for app, name in rows)


@contextmanager
def _read(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that nobody writes to; text comes as bytes, also where it is not text."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as database:
        database.text_factory = bytes
        yield database


@contextmanager
def _opened() -> Iterator[Any]:
    """Open the live database once more, apart from what this process does with it."""
    with closing(connection.copy()) as fresh:
        fresh.ensure_connection()
        yield fresh.connection


@contextmanager
def _working_on(path: Path) -> Iterator[None]:
    """Point this process at another file, and leave that file whole: nothing of it in a log beside it."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = path
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _let_go(live: Path) -> None:
    """Empty the log of the old file; that needs it alone, so it fails as long as another program has it open.

    A log that is left would be played into the new file. An old file that is damaged has nothing to lose.
    """
    connection.close()
    if not live.exists():
        return
    try:
        with closing(sqlite3.connect(live, timeout=PATIENCE_S, isolation_level=None)) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise BackupError(STILL_RUNS) from error
    except sqlite3.DatabaseError:
        pass


def _move(source: Path, target: Path) -> None:
    """Move a file, also to another disk, for this user alone."""
    source.chmod(0o600)
    try:
        source.replace(target)
    except OSError:
        target.touch(0o600)
        shutil.copyfile(source, target)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _remove_whole(path: Path) -> None:
    for suffix in ("", *BESIDE):
        remove(Path(f"{path}{suffix}"))
