"""Does the database keep what it has acknowledged, also after a power cut? Asked at every start."""

from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE = {
    "journal_mode": ({"wal"}, "WAL"),
    "synchronous": ({"2", "3"}, "FULL"),
    "foreign_keys": ({"1"}, "ON"),
    "secure_delete": ({"1"}, "ON"),
}
POSTGRESQL = {
    "fsync": ({"on"}, "on"),
    "full_page_writes": ({"on"}, "on"),
    "synchronous_commit": ({"on", "local", "remote_write", "remote_apply"}, "on"),
}


def faults(connection: BaseDatabaseWrapper) -> list[str]:
    """Return one sentence for every setting of the database with which acknowledged work could be lost."""
    ask, wanted = ("PRAGMA", SQLITE) if connection.vendor == "sqlite" else ("SHOW", POSTGRESQL)
    found = {name: _answer(connection, f"{ask} {name}") for name in wanted}
    return [
        f"The database has {name} = {found[name]}; it must be {advice}."
        for name, (good, advice) in wanted.items()
        if found[name] not in good
    ]


def _answer(connection: BaseDatabaseWrapper, question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0]).lower()
