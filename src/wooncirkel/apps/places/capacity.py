"""The sizes of a circle from footnote 1. A deviation is explained, never blocked."""

from dataclasses import dataclass

SHELTERED = (20, 35)
AMBULANT = (50, 100)
TEAMS = (1, 2)
TEAM_SIZE = 15
SOURCE = "Eindrapport leergemeenschap wooncirkels, voetnoot 1"


@dataclass(frozen=True, slots=True)
class Remark:
    """One number beside its range; `code` is `fits`, `few` or `many`."""

    subject: str
    number: int
    low: int
    high: int
    code: str


def remarks(*, sheltered: int | None, ambulant: int | None, teams: int | None) -> list[Remark]:
    """Compare the numbers that were given with the ranges; a number that was not given gets no remark."""
    given = (("sheltered", sheltered, SHELTERED), ("ambulant", ambulant, AMBULANT), ("teams", teams, TEAMS))
    return [_remark(subject, number, *span) for subject, number, span in given if number is not None]


def _remark(subject: str, number: int, low: int, high: int) -> Remark:
    code = "few" if number < low else "many" if number > high else "fits"
    return Remark(subject, number, low, high, code)
