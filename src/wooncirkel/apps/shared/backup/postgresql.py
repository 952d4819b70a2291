"""PostgreSQL: the snapshot is a COPY of every table in one transaction; only our own program is needed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from wooncirkel.apps.shared.backup.archive import CHUNK, BackupError, Manifest, Table
from wooncirkel.apps.shared.backup.tables import MADE_BY_MIGRATE, Snapshot, Tally, refuse_difference

PLAIN = """
    SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL lock_timeout = '10s';
    SET LOCAL row_security = off
"""
"""One way to write a value; and who may not see every row gets an error, not a backup with rows missing."""

TABLES = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
ROUTINES = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


class Postgresql:
    """The database of this program, when it is PostgreSQL."""

    def snapshot(self, folder: Path) -> Snapshot:
        """Copy every table to a file in `folder`, all as they are at one moment."""
        with closing(connection.copy()) as fresh:
            fresh.ensure_connection()
            raw: Any = fresh.connection
            raw.autocommit = False
            raw.isolation_level, raw.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
            with raw.transaction(), raw.cursor() as cursor:
                return _everything(cursor, folder)

    def is_empty(self) -> bool:
        """Return whether no table holds a row that somebody could miss."""
        with connection.cursor() as cursor:
            names = [name for name in _tables(cursor) if name not in MADE_BY_MIGRATE]
            return not any(_holds_rows(cursor, name) for name in names)

    @contextmanager
    def replaced(self, manifest: Manifest, folder: Path) -> Iterator[None]:
        """Put the rows in place and run the block, in one transaction: all of it happens or nothing."""
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(PLAIN)
                    _make_tables(cursor, manifest)
                    _fill(cursor, manifest, folder)
                yield
        except (DatabaseError, psycopg.Error) as error:
            if isinstance(error.__cause__ or error, psycopg.errors.LockNotAvailable):
                raise BackupError("The program still runs on this database. Stop it first.") from error
            raise


def _everything(cursor: Any, folder: Path) -> Snapshot:
    cursor.execute(PLAIN)
    files, tables = {}, {}
    for number, (name, columns) in enumerate(_tables(cursor).items()):
        files[f"database/{name}.copy"] = path = folder / f"{number}.copy"
        tables[name] = _copy_out(cursor, name, columns, path)
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    migrations = tuple((app, name) for app, name in cursor.fetchall())
    return Snapshot(files, tables, migrations, _sequences(cursor))


def _tables(cursor: Any) -> dict[str, list[str]]:
    cursor.execute(TABLES)
    return dict(cursor.fetchall())


def _holds_rows(cursor: Any, name: str) -> bool:
    cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(name)))
    return cursor.fetchone() is not None


def _copy_out(cursor: Any, name: str, columns: "list[str] | tuple[str, ...]", path: Path | None) -> Table:
    """Read a table, into a file if one is given; every line that PostgreSQL sends is one row."""
    tally, rest = Tally(), b""
    with (
        (path or Path("/dev/null")).open("wb") as out,
        cursor.copy(_copy(name, columns, "TO STDOUT")) as copy,
    ):
        for block in copy:
            out.write(block)
            *lines, rest = (rest + bytes(block)).split(b"\n")
            tally.add(lines)
    return tally.table(columns)


def _copy(name: str, columns: "list[str] | tuple[str, ...]", way: str) -> sql.Composed:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(name), named, sql.SQL(way))


def _sequences(cursor: Any) -> dict[str, int]:
    """Return the next number of every sequence; a number that was given once is never given again."""
    cursor.execute(SEQUENCES)
    names = [name for (name,) in cursor.fetchall()]
    return {name: _next(cursor, name) for name in names}


def _next(cursor: Any, name: str) -> int:
    cursor.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name)))
    last, is_called = cursor.fetchone()
    return int(last) + bool(is_called)


def _make_tables(cursor: Any, manifest: Manifest) -> None:
    """Have the tables as they were when the backup was made, and no others."""
    if set(MigrationRecorder(connection).applied_migrations()) == set(manifest.migrations):
        return
    if names := list(_tables(cursor)):
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(listed))
    cursor.execute(ROUTINES)
    for (routine,) in cursor.fetchall():
        cursor.execute(f"DROP ROUTINE IF EXISTS {routine} CASCADE")
    executor = MigrationExecutor(connection, settle)
    executor.migrate(_last(executor, set(manifest.migrations)))


def _last(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the migrations of a set that no other one of the same room in the set builds on."""
    graph = executor.loader.graph
    known = [node for node in wanted if node in graph.nodes]
    followed = {
        parent.key for node in known for parent in graph.node_map[node].parents if parent.key[0] == node[0]
    }
    return sorted(set(known) - followed)


def settle(action: str, *told: object) -> None:
    """Between migrations in one transaction: check the foreign keys of rows now, as tables with open checks
    cannot be changed."""
    if action == "apply_start" and connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _fill(cursor: Any, manifest: Manifest, folder: Path) -> None:
    """Put the rows of the backup in place of those in the tables, and look whether they are the same."""
    here = _tables(cursor)
    if missing := sorted(manifest.tables.keys() - here.keys()):
        raise BackupError(f"This program does not know the tables {', '.join(missing)} of the backup.")
    _each(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", here)  # those of the log refuse to empty it
    cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, here))))
    for name, table in manifest.tables.items():
        _copy_in(cursor, name, table.columns, folder / f"database/{name}.copy")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    _each(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", here)
    for name, number in manifest.sequences.items():
        again = sql.SQL("ALTER SEQUENCE IF EXISTS {} RESTART WITH {}")
        cursor.execute(again.format(sql.Identifier(name), sql.Literal(number)))
    found = {name: _copy_out(cursor, name, table.columns, None) for name, table in manifest.tables.items()}
    refuse_difference(manifest.tables, found)


def _each(cursor: Any, order: str, names: "dict[str, list[str]]") -> None:
    for name in names:
        cursor.execute(sql.SQL(order).format(sql.Identifier(name)))


def _copy_in(cursor: Any, name: str, columns: tuple[str, ...], path: Path) -> None:
    with path.open("rb") as file, cursor.copy(_copy(name, columns, "FROM STDIN")) as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
