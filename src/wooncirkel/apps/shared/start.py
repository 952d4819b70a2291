"""Make everything ready on which the program stands; what is ready already costs nothing."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

import wooncirkel
from wooncirkel.apps.shared import hooks, rowsecurity
from wooncirkel.apps.shared.durability import faults
from wooncirkel.apps.shared.supervise import end_with_parent

PACKAGE = Path(wooncirkel.__file__).parent
PREPARED = "prepared"
MANIFEST = "staticfiles.json"
Say = Callable[[str], None]


@contextmanager
def prepared(say: Say) -> Iterator[None]:
    """Bring data folder, database, static files and compiled code up to date.

    Compiling takes longest, so it goes on beside what the caller does in the block, and is done at its end.
    """
    make_folders()
    refuse_a_forgetful_database()
    migrate(say)
    if stands(PREPARED):
        yield
        return
    say("Preparing the pages and the streets engine …")
    with compiling():
        renew()
        yield
    note(PREPARED)


def stands(name: str) -> bool:
    """Return whether this was noted by the program as it is now, and the static files are there."""
    stamp = settings.VAR / name
    collected = settings.STATIC_ROOT / MANIFEST
    return stamp.exists() and collected.exists() and stamp.read_text() == fingerprint()


def note(name: str) -> None:
    """Note that this stands, until the program changes."""
    (settings.VAR / name).write_text(fingerprint())


def make_folders() -> None:
    """Make the data folder, for this user alone."""
    try:
        for folder in (settings.VAR, settings.NETWORKS, settings.STATIC_ROOT):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.VAR.chmod(0o700)
    except OSError as error:
        raise CommandError(f"The data folder {settings.VAR} cannot be made: {error.strerror}.") from error


def refuse_a_forgetful_database() -> None:
    """Stop when the database could lose what it has acknowledged."""
    try:
        found = faults(connection)
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {str(error).strip()}") from error
    if found:
        raise CommandError(" ".join(found))


def pending() -> bool:
    """Return whether the tables are older than the program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(say: Say) -> None:
    """Bring the tables up to date, and the wall around them, as the role that owns them."""
    application = settings.DATABASES["default"].get("USER") if settings.DATABASE_OWNER else None
    try:
        with rowsecurity.as_owner():
            if pending():
                say("Making the tables …")
                call_command("migrate", interactive=False, verbosity=0)
            rowsecurity.apply(application)
    except DatabaseError as error:
        raise CommandError(f"The tables could not be made: {str(error).strip()}") from error


def refuse_half_a_wall() -> None:
    """Stop when two roles were named and the application's own could still pass the policies."""
    if settings.DATABASE_OWNER and not rowsecurity.stands():
        raise CommandError(
            "The role in DATABASE_URL can pass row-level security: it owns the tables, or may bypass it. "
            "Give it no such right (docs/operate/postgresql.md), and run `wooncirkel init` again."
        )


def renew() -> None:
    """After a change of the program: check it and collect its static files."""
    call_command("check", stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def compiling() -> Iterator[None]:
    """Run `wooncirkel warm` beside the block; a failure of either stops both."""
    if not hooks.WARM:
        yield
        return
    command = [sys.executable, "-m", "wooncirkel", "warm"]
    with subprocess.Popen(command, start_new_session=True, preexec_fn=end_with_parent) as beside:  # noqa: S603
        try:
            yield
        except BaseException:
            beside.kill()
            raise
    if beside.returncode:
        raise CommandError("The kernels of the engines could not be compiled; the reason stands above.")


def fingerprint() -> str:
    """Return a word that changes when a file of the program or the Python under it changes."""
    lines = [sys.version, str(PACKAGE)]
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            state = path.stat()
            lines.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
