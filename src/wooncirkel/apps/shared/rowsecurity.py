"""The second wall, on PostgreSQL: the database itself hands out no row of a person to nobody in particular.

The application signs in with a role that does not own the tables. Every personal table has a policy that
asks who is there: `app.person`, set for one request, or `app.program`, set where the program works by itself.
Rooms declare the policies of their tables in `wall.py`; `apply` lays them down, as the owner, after every
migration.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import Model
from django.db.utils import ConnectionHandler
from psycopg import sql
from psycopg.pq import TransactionStatus

from wooncirkel.apps.shared.registry import Retention, personal_fields

PURPOSES = {
    "sign-in": "Find out who is there: session, account, card, link by e-mail.",
    "access-log": "Write down what was shown to somebody who has not signed in.",
    "accounts": "Make or find the account of somebody who is in no circle yet.",
    "outbox": "Put a letter in the outbox and send it.",
    "erasing": "Erase somebody, wherever something of hers stands.",
    "who-looked": "Tell a resident what they are called who looked, also when they have left since.",
    "worker": "Do the tasks in the queue.",
    "command": "Do what the technical administrator types.",
}
"""What the program does by itself, past the policies."""

READ_ONLY = ("django_migrations",)

_functions: list[str] = []
_policies: dict[type[Model], str] = {}
_new: dict[type[Model], str] = {}
_append_only: set[type[Model]] = set()


def register_wall(
    *,
    functions: Sequence[str] = (),
    policies: Mapping[type[Model], str],
    new: Mapping[type[Model], str] | None = None,
    append_only: Sequence[type[Model]] = (),
) -> None:
    """Add the policies of a room: for each model the condition on a row in SQL, and a further one when `new`.

    `functions` are whole CREATE OR REPLACE FUNCTION statements; `append_only` models are added to and read.
    """
    _functions.extend(functions)
    _policies.update(policies)
    _new.update(new or {})
    _append_only.update(append_only)


def policies() -> dict[type[Model], str]:
    """Return the condition on the rows of each walled model."""
    return dict(_policies)


def personal_models() -> list[type[Model]]:
    """Return the models that say something about a person: these must have a policy."""
    said = (entry.model for entry in personal_fields() if entry.retention is not Retention.TECHNICAL)
    return list(dict.fromkeys(said))


def models_without_policy() -> list[str]:
    """Return the labels of personal models that no room has put behind the wall."""
    return [model._meta.label for model in personal_models() if model not in _policies]


# Who is there


@contextmanager
def as_program(purpose: str) -> Iterator[None]:
    """Do the block as the program itself, past the policies; `purpose` is a key of PURPOSES."""
    if purpose not in PURPOSES:
        raise ValueError(f"{purpose!r} is no purpose of the program itself")
    if connection.vendor != "postgresql":
        yield
        return
    local = connection.in_atomic_block
    before = _now("app.program")
    _set(local, program=purpose)
    try:
        yield
    finally:
        if not _broken():  # what was set in a transaction that failed is undone with it
            _set(local, program=before)


@contextmanager
def visit() -> Iterator[None]:
    """Begin a request in its transaction: nobody is there yet. What is around it gets back what it had."""
    around = bool(connection.savepoint_ids)
    before = (_now("app.person"), _now("app.program")) if around else ("", "")
    _set(True, person="", program="")
    try:
        yield
    finally:
        if around and not _broken():
            _set(True, person=before[0], program=before[1])


def here_is(person: int) -> None:
    """Say who asks, until the transaction ends; 0 is nobody."""
    _set(True, person=str(person or ""), program="")


def whole_process(purpose: str) -> None:
    """Let everything that this process does count as the program's own work; before its first query."""
    place = settings.DATABASES["default"]
    if "postgresql" not in place["ENGINE"]:
        return
    options = place.setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c app.program={purpose}".strip()


def _set(local: bool, **values: str) -> None:
    asked = ", ".join("set_config(%s, %s, %s)" for _ in values)
    told = [part for name, value in values.items() for part in (f"app.{name}", value, local)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", told)


def _now(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _broken() -> bool:
    raw = connection.connection
    return (
        connection.needs_rollback
        or raw is None
        or raw.info.transaction_status
        in {
            TransactionStatus.INERROR,
            TransactionStatus.UNKNOWN,
        }
    )


# Laying the wall


@contextmanager
def as_owner() -> Iterator[None]:
    """Do the block as the role that owns the tables, when DATABASE_OWNER_URL names one."""
    owner = settings.DATABASE_OWNER
    if owner is None:
        yield
        return
    usual = connections["default"]
    connections["default"] = ConnectionHandler({"default": owner})["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual


def apply(application: str | None) -> None:
    """Lay the policies, and give the role `application` its rights; as the owner, as often as one likes."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for function in _functions:
            cursor.execute(function)
        for model, condition in _policies.items():
            for statement in _policy(model._meta.db_table, condition, _new.get(model, "true")):
                cursor.execute(statement)
        if application:
            for line in _grants(application):
                cursor.execute(line.as_string(cursor.cursor))


def _policy(table: str, condition: str, new: str) -> list[str]:
    rule = f"(SELECT wall_program()) OR ({condition})"
    first = f"(SELECT wall_program()) OR ({new})"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS wall ON "{table}"',
        f'CREATE POLICY wall ON "{table}" USING ({rule}) WITH CHECK ({rule})',
        f'DROP POLICY IF EXISTS wall_new ON "{table}"',
        f'CREATE POLICY wall_new ON "{table}" AS RESTRICTIVE FOR INSERT WITH CHECK ({first})',
    ]


def _grants(application: str) -> Iterator[sql.Composable]:
    role = sql.Identifier(application)
    yield sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role)
    yield sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(role)
    for model in _append_only:
        table = sql.Identifier(model._meta.db_table)
        yield sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(table, role)
    for name in READ_ONLY:
        yield sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(name), role)


# Does it stand?

MISSING = """
    SELECT rolsuper OR rolbypassrls OR EXISTS (
        SELECT FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        AND pg_has_role(current_user, c.relowner, 'USAGE')
    ) OR NOT EXISTS (SELECT FROM pg_policies WHERE policyname = 'wall' AND schemaname = current_schema())
    FROM pg_roles WHERE rolname = current_user
"""


def stands() -> bool:
    """Return whether the database holds back rows by itself: never on SQLite, nor when our role may pass."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(MISSING)
        return not cursor.fetchone()[0]
