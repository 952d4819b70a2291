"""The start refuses a database that forgets."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from wooncirkel.apps.shared.durability import faults
from wooncirkel.project.environment import database

WITHOUT_SYNC = {"fsync", "full_page_writes", "synchronous_commit"}


def sqlite(folder: Path, **pragmas: str) -> DatabaseWrapper:
    """Return a connection to a new file, made as the settings make it, with other pragmas on top."""
    usual = {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False}
    made = DatabaseWrapper(database("", folder) | usual)
    with made.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name} = {value}")
    return made


@pytest.mark.django_db
def test_sqlite_as_we_set_it_keeps_its_word(tmp_path: Path) -> None:
    made = sqlite(tmp_path)
    assert faults(made) == []
    made.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "bad", "sentence"),
    [
        ("synchronous", "NORMAL", "The database has synchronous = 1; it must be FULL."),
        ("journal_mode", "DELETE", "The database has journal_mode = delete; it must be WAL."),
        ("foreign_keys", "OFF", "The database has foreign_keys = 0; it must be ON."),
        ("secure_delete", "OFF", "The database has secure_delete = 0; it must be ON."),
    ],
)
def test_a_weaker_sqlite_is_named(tmp_path: Path, pragma: str, bad: str, sentence: str) -> None:
    made = sqlite(tmp_path, **{pragma: bad})
    assert faults(made) == [sentence]
    made.close()


@pytest.mark.database
@pytest.mark.django_db
def test_the_quick_settings_of_the_test_databases_are_seen() -> None:
    """Both test databases are made to forget: SQLite in memory has no WAL, PostgreSQL runs without fsync."""
    named = {line.split()[3] for line in faults(connection)}
    assert named == ({"journal_mode"} if connection.vendor == "sqlite" else WITHOUT_SYNC)
