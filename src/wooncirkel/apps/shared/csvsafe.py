"""Comma-separated files that a spreadsheet opens without running anything.

A cell that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet. Every CSV that we write
goes through here.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

SIGNS = frozenset("=+-@")
GUARD = "'"
BETWEEN = re.compile(r"[;,\t|]")
"""What a spreadsheet may take for the border of a cell, whatever we meant by it."""

BOM = "\ufeff"


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could take this for a formula; wide and hidden signs count too."""
    first = next((sign for sign in text if not _is_skipped(sign)), "")
    plain = "−" if first == "−" else unicodedata.normalize("NFKC", first)[:1]
    return plain in SIGNS or plain == "−"


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet runs: on one line, with an apostrophe before each formula."""
    line = " ".join(text.replace("\0", "").splitlines())
    parts = BETWEEN.split(line)
    borders = [*BETWEEN.findall(line), ""]
    return "".join(_guarded(part) + border for part, border in zip(parts, borders, strict=True))


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a file of these cells: UTF-8 with its mark, semicolons, every cell between quotes."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode("utf-8", "replace")


def _guarded(text: str) -> str:
    return GUARD + text if is_formula(text) else text


def _is_skipped(sign: str) -> bool:
    """Return whether a spreadsheet reads over a sign at the beginning: spaces, quotes, signs not seen."""
    return sign == '"' or unicodedata.category(sign)[0] in "ZCM"
