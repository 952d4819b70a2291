"""Point the settings, which are read already, at another database or folder."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from support.postgres import APPLICATION
from wooncirkel.apps.shared import rowsecurity
from wooncirkel.project.environment import database


def use(url: str) -> None:
    """Make `url` the database of this process; nothing has been asked of the old one yet."""
    settings.DATABASES["default"] = database(url, settings.VAR)
    connections.__dict__.pop("settings", None)
    connections.__dict__.pop("databases", None)
    if hasattr(connections._connections, "default"):
        del connections["default"]


def one_for_each_thread() -> None:
    """Keep one connection for each thread, also once Playwright's loop runs in it.

    Django keeps connections by thread, but by task as soon as a loop runs; in a process where Chromium
    starts between two tests, the second would find another connection than the first prepared.
    """
    connections._connections = threading.local()


@contextmanager
def behind_the_wall() -> Iterator[None]:
    """Lay the wall, and let this process ask as the application; its own work counts as that of a command."""
    rowsecurity.apply(APPLICATION)
    place = connection.settings_dict
    usual = place["OPTIONS"]
    place["OPTIONS"] = usual | {"options": f"-c role={APPLICATION} -c app.program=command"}
    connection.close()
    with _emptied_by(_as_owner):
        yield
    place["OPTIONS"] = usual
    connection.close()


def log_can_be_emptied() -> AbstractContextManager[None]:
    """Let the tests empty all tables of SQLite between them, although triggers keep the access log."""
    return _emptied_by(_without_triggers)


@contextmanager
def _emptied_by(way: Callable[[Any, list[str], Any], None]) -> Iterator[None]:
    kind: Any = type(connection.ops)
    usual = kind.execute_sql_flush
    kind.execute_sql_flush = lambda operations, orders: way(operations, orders, usual)
    try:
        yield
    finally:
        kind.execute_sql_flush = usual


def _as_owner(operations: Any, orders: list[str], empty: Any) -> None:
    with operations.connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        empty(operations, orders)
    finally:
        with operations.connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APPLICATION}")


def _without_triggers(operations: Any, orders: list[str], empty: Any) -> None:
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
    empty(operations, orders)
    with operations.connection.cursor() as cursor:
        for _, order in triggers:
            cursor.execute(order)


def live_in(folder: Path) -> None:
    """Keep files of the tests in `folder`, and serve static files straight from the source."""
    settings.VAR = folder
    settings.NETWORKS = folder / "networks"
    settings.STATIC_ROOT = folder / "static"
    for place in (settings.NETWORKS, settings.STATIC_ROOT):
        place.mkdir(parents=True)
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
