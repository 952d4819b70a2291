"""What a resident sees of her own lines: by ring, drawn and listed."""

from collections.abc import Sequence
from dataclasses import dataclass

from wooncirkel.apps.circles import picture
from wooncirkel.apps.circles.models import Line, LineKind, Ring
from wooncirkel.apps.circles.queries import ring_of


@dataclass(frozen=True, slots=True)
class RingShown:
    """One ring with its lines; `mark` is the class of its colour."""

    ring: str
    mark: str
    label: str
    lines: Sequence[Line]
    spots: Sequence[picture.Spot]
    how_many: str


MARKS = {Ring.ME: "k1", Ring.MINE: "k2", Ring.ALL: "k3"}
LABELS = {Ring.ME: "Alleen ik", Ring.MINE: "Mijn mensen", Ring.ALL: "De buurt"}
TITLES = {
    LineKind.WORDS: "",
    LineKind.PHONE: "Mijn telefoonnummer",
    LineKind.MAIL: "Mijn e-mailadres",
    LineKind.BIRTHDAY: "Mijn verjaardag",
    LineKind.HOME: "Hier woon ik",
}


def by_ring(lines: Sequence[Line]) -> list[RingShown]:
    """Return the three rings, the inner one first, each with its lines."""
    return [_shown(ring, [line for line in lines if ring_of(line) == ring]) for ring in Ring]


def _shown(ring: Ring, lines: Sequence[Line]) -> RingShown:
    for line in lines:
        dressed(line)
    return RingShown(
        ring, MARKS[ring], LABELS[ring], lines, picture.spots(ring, lines), _how_many(len(lines))
    )


def dressed(line: Line) -> Line:
    """Give a line what its page needs beside its words: drawing, ring, colour, title, last day."""
    now = getattr(line, "open_sharings", None) or []
    ring = Ring(ring_of(line))
    line.drawn = picture.picture_of(line)  # type: ignore[attr-defined]
    line.ring, line.mark, line.ring_label = ring, MARKS[ring], LABELS[ring]  # type: ignore[attr-defined]
    line.title = TITLES.get(LineKind(line.kind), "") if line.kind in LineKind.values else ""  # type: ignore[attr-defined]
    line.link = _link(line)  # type: ignore[attr-defined]
    line.until = now[0].until if now and ring != Ring.ME else None  # type: ignore[attr-defined]
    return line


def _link(line: Line) -> str:
    """Return the address with which a browser calls or writes, or nothing."""
    if line.kind == LineKind.PHONE:
        return "tel:" + "".join(sign for sign in line.text if sign.isdigit() or sign == "+")
    return f"mailto:{line.text}" if line.kind == LineKind.MAIL else ""


def _how_many(number: int) -> str:
    return {0: "nog niets", 1: "één regel"}.get(number, f"{number} regels")
