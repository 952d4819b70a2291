"""Dutch ways of writing numbers and lists."""

import math
from collections.abc import Sequence


def whole(value: float) -> str:
    """Write a whole number the Dutch way: 11.900."""
    return f"{value:,.0f}".replace(",", ".")


def rounded(value: float) -> int:
    """Round a count of people or homes to tens, halves up; below ten to fives."""
    step = 10 if value >= 10 else 5
    return math.floor(value / step + 0.5) * step


def round_figure(value: float | None) -> str:
    """Write a count of people or homes as a round figure; one that is small or unknown in words."""
    if value is None:
        return "Dit weten we niet"
    return "minder dan 5" if 0 < value < 5 else whole(rounded(value))


def decimal(value: float | None, digits: int = 0) -> str:
    """Write a number with at most `digits` decimals; from a hundred on they say nothing and are left out."""
    if value is None:
        return "Dit weten we niet"
    return whole(value) if abs(value) >= 100 or value == int(value) else fixed(value, digits)


def fixed(value: float, digits: int = 0) -> str:
    """Write a number with exactly `digits` decimals, behind a comma."""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def listed(words: Sequence[str]) -> str:
    """Join words as people say them: a, b en c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} en {words[-1]}"
