"""`wooncirkel restore`: put a backup in place. Stop the program first."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from wooncirkel.apps.shared.backup.archive import BackupError
from wooncirkel.apps.shared.backup.keys import identities
from wooncirkel.apps.shared.backup.restoring import restore
from wooncirkel.apps.shared.erased import erased_persons
from wooncirkel.apps.shared.rowsecurity import as_owner
from wooncirkel.apps.shared.start import make_folders


class Command(BaseCommand):
    """Restore a backup."""

    help = "Put what is in a backup in place of what is here. Stop the program first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the backup and its key."""
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--identity", type=Path, required=True, help="file with the secret key")
        parser.add_argument("--replace", action="store_true", help="give up what is here now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore; every refusal is one sentence, and leaves everything as it was."""
        try:
            with as_owner():
                self.put_back(options["file"], options["identity"], replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error), returncode=2) from error
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(f"The database refused: {str(error).strip()}") from error
        except OSError as error:
            raise CommandError(f"The backup could not be restored: {error.strerror or error}.") from error

    def put_back(self, file: Path, identity: Path, *, replace: bool) -> None:
        """Restore and say what came back."""
        if not file.is_file():
            raise BackupError(f"There is no file {file}.")
        make_folders()
        manifest = restore(file, keys=identities(identity), now=timezone.now(), replace=replace)
        self.stdout.write(
            f"Restored the backup of {manifest.moment[:16]}: {len(manifest.tables)} tables, "
            f"{manifest.rows()} rows. Erased persons stay erased: {len(erased_persons())} on the list."
        )
        self.stdout.write("Run `wooncirkel init`, then start the program.")
