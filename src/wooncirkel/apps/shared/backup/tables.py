"""What the two kinds of database share: a snapshot, and a hash over the rows of a table in any order."""

import dataclasses
import hashlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from wooncirkel.apps.shared.backup.archive import BackupError, Manifest, Table

MADE_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables that hold rows before anybody has done anything."""

ALL_HASHES = 1 << 256


class Tally:
    """Counts rows and adds up the hashes of each, so that their order does not matter."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows = self.total = 0

    def add(self, rows: Iterable[bytes]) -> None:
        """Count these rows in."""
        for row in rows:
            self.total += int.from_bytes(hashlib.sha256(row).digest(), "big")
            self.rows += 1

    def table(self, columns: Iterable[str] = ()) -> Table:
        """Return what was counted."""
        return Table(self.rows, f"{self.total % ALL_HASHES:064x}", tuple(columns))


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """The database at one moment: files by their name in the backup, and what they hold."""

    files: dict[str, Path]
    tables: dict[str, Table]
    migrations: tuple[tuple[str, str], ...]
    sequences: dict[str, int] = dataclasses.field(default_factory=dict)


class Engine(Protocol):
    """One kind of database."""

    def snapshot(self, folder: Path) -> Snapshot:
        """Write all rows of one moment to files in `folder`."""

    def is_empty(self) -> bool:
        """Return whether there is nothing that a restore could destroy."""

    def replaced(self, manifest: Manifest, folder: Path) -> AbstractContextManager[None]:
        """Inside the block the restored rows are seen by this process; when it ends well, by everybody."""


def refuse_difference(wanted: dict[str, Table], found: dict[str, Table]) -> None:
    """Raise BackupError when a table does not hold what the manifest says."""
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong:
        raise BackupError(f"The restored rows differ from what was kept, in: {', '.join(wrong)}.")
