"""Restore a backup: look it through apart, then put it in place; nobody who was erased comes back with it."""

import tarfile
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.backup import files
from wooncirkel.apps.shared.backup.archive import DAMAGED, BackupError, Manifest, manifest_in, unpack, unseal
from wooncirkel.apps.shared.backup.making import engine
from wooncirkel.apps.shared.backup.postgresql import settle

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(file: Path, *, keys: list[object], now: datetime, replace: bool = False) -> Manifest:
    """Put what is in a backup in place of what is here, and return its manifest."""
    if not replace:
        refuse_full()
    with files.workspace() as work:
        manifest = opened(file, keys, work)
        with engine().replaced(manifest, work):
            files.bring_back(manifest, work)
            bring_up_to_date()
            erase_again(now)
        files.take_away(manifest)
    return manifest


def refuse_full() -> None:
    """Stop when there is something that would be lost."""
    if files.any_kept() or not engine().is_empty():
        raise BackupError("There is something here already. With --replace the backup takes its place.")


def opened(file: Path, keys: list[object], work: Path) -> Manifest:
    """Unpack a backup into `work`; BackupError when it is not whole or not for this program."""
    plain = work / "plain.tar"
    unseal(file, plain, keys)
    try:
        with tarfile.open(plain, "r:") as tar:
            manifest = manifest_in(tar)
            refuse_foreign(manifest)
            unpack(tar, manifest, work)
    except (tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise BackupError(DAMAGED) from error
    plain.unlink()
    return manifest


def refuse_foreign(manifest: Manifest) -> None:
    """Stop at a backup of a newer program, or of the other kind of database."""
    if set(manifest.migrations) - MigrationLoader(None).disk_migrations.keys():
        raise BackupError(
            f"The backup was made by a newer program ({manifest.program}). Install that one, then restore."
        )
    if manifest.database != connection.vendor:
        theirs, ours = NAMES.get(manifest.database, manifest.database), NAMES[connection.vendor]
        raise BackupError(f"The backup is of {theirs}, and DATABASE_URL names {ours}.")


def bring_up_to_date() -> None:
    """Bring the restored tables to this version of the program."""
    executor = MigrationExecutor(connection, settle)
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)  # nothing is left to do but what follows after


def erase_again(now: datetime) -> None:
    """Call the rooms that erase again who is on the list of erased persons."""
    for name, error in hooks.call_all(hooks.RESTORED, now=now):
        raise BackupError(f"{name} failed: {error}. Nothing was restored.") from error
