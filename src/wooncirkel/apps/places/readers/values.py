"""Numbers, names and codes out of foreign files. Missing is never 0."""

import math
import re
import unicodedata
from typing import Any

from wooncirkel.apps.places.models import State

WITHHELD_WORDS = frozenset({".", "x", "geheim"})
LARGEST = 2**31 - 1
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?")
"""Thousands apart, by a space, a thin space or one that does not break: `12 345,6`."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class NotANumberError(ValueError):
    """Text where a number belongs."""


def figure(raw: Any) -> tuple[State, float | None]:
    """Read a CBS figure: empty is unknown, negative and `.`, `x`, `geheim` are withheld; NotANumberError
    for other text.
    """
    text = "" if raw is None else str(raw).strip()
    if not text or text.lower() == "nan":
        return State.UNKNOWN, None
    if text.lower() in WITHHELD_WORDS:
        return State.WITHHELD, None
    value = number(text)
    return (State.WITHHELD, None) if value < 0 else (State.KNOWN, value)


def count(raw: Any) -> tuple[State, int | None]:
    """Read a whole number as `figure` does; NotANumberError for a fraction."""
    state, value = figure(raw)
    if value is None:
        return state, None
    if value != int(value):
        raise NotANumberError(raw)
    return state, int(value)


def number(raw: Any) -> float:
    """Read a finite number below 2^31, with a point or a comma and with or without spaces between thousands;
    NotANumberError otherwise.
    """
    text = str(raw).strip()
    if GROUPED.fullmatch(text):
        text = "".join(text.split())
    try:
        value = float(text if "." in text else text.replace(",", "."))
    except ValueError as error:
        raise NotANumberError(raw) from error
    if "_" in text or not math.isfinite(value) or abs(value) > LARGEST:
        raise NotANumberError(raw)
    return value


def words(raw: Any) -> str:
    """Return text on one line without control characters."""
    text = "" if raw is None or (isinstance(raw, float) and math.isnan(raw)) else str(raw)
    kept = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(kept.split())


def year_in(text: str) -> int | None:
    """Return the last year 1900-2099 that stands apart in `text`, as in `buurt2017` or `wijken_2023_v1`."""
    found = YEAR.findall(text)
    return int(found[-1]) if found else None
