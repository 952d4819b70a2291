"""The rows that an import refused or skipped, as a file that a spreadsheet opens."""

import csv
from collections.abc import Iterable
from pathlib import Path

from wooncirkel.apps.places.readers.report import Rejection

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


def safe(cell: str) -> str:
    """Return the cell as text that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def write_rejections(path: Path, rejected: Iterable[Rejection]) -> None:
    """Write one line for each row: which, and why. OSError when the disk refuses."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("row", "reason"))
        writer.writerows((safe(rejection.row), safe(rejection.english)) for rejection in rejected)
