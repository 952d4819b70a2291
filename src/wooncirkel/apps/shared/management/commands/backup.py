"""`wooncirkel backup`: everything that cannot be made again, in one file that only the key opens."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from wooncirkel.apps.shared.backup.archive import BackupError
from wooncirkel.apps.shared.backup.keys import new_key, recipients
from wooncirkel.apps.shared.backup.making import back_up
from wooncirkel.apps.shared.rowsecurity import as_owner
from wooncirkel.apps.shared.start import make_folders


class Command(BaseCommand):
    """Make a backup, or a key for it."""

    help = "Write the database and all kept files to one encrypted file; the program may go on meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whose key opens it."""
        parser.add_argument("file", nargs="?", type=Path, help="where the backup comes")
        parser.add_argument(
            "--to", action="append", default=[], metavar="age1…", help="public key; repeatable"
        )
        parser.add_argument(
            "--recipients-file", action="append", default=[], type=Path, help="public keys, one a line"
        )
        parser.add_argument("--replace", action="store_true", help="write over an existing file")
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="make a key instead, and print its public half"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do either; every refusal is one sentence."""
        if (options["file"] is None) is (options["new_key"] is None):
            raise CommandError("Give the file for the backup, or --new-key.", returncode=2)
        try:
            self.make_key(options["new_key"]) if options["new_key"] else self.make_backup(options)
        except BackupError as error:
            raise CommandError(str(error), returncode=2) from error
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(f"The database refused: {str(error).strip()}") from error
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error.strerror or error}.") from error

    def make_key(self, file: Path) -> None:
        """Make a key and say what to do with it."""
        recipient = new_key(file)
        self.stderr.write(f"The secret key is in {file}. Keep it apart from the backups, on paper too.")
        self.stdout.write(recipient)

    def make_backup(self, options: dict[str, Any]) -> None:
        """Make a backup and say what is in it."""
        to = recipients(options["to"], options["recipients_file"])
        make_folders()
        with as_owner():
            made = back_up(options["file"], to=to, now=timezone.now(), replace=options["replace"])
        self.stdout.write(
            f"{options['file']}: {made.tables} tables, {made.rows} rows, "
            f"{made.files} files, {made.size / 1e6:.1f} MB."
        )
