"""The three rings as a drawing: where each line of somebody stands in it. Units are those of the drawing."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wooncirkel.apps.circles.models import Line, LineKind, Ring

MIDDLE = 300.0
STANDARD: Mapping[str, str] = {
    LineKind.WORDS: "speech",
    LineKind.PHONE: "phone",
    LineKind.MAIL: "letter",
    LineKind.BIRTHDAY: "cake",
    LineKind.HOME: "house",
}
"""The drawing of a line for which nobody chose one."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Drawings in one ring: `radius` from the middle, `turn` from the bottom [degrees], at most `room`.

    They stand `widest` [degrees] apart, or closer when together they would pass `arc` [degrees].
    """

    radius: float
    widest: float
    arc: float
    turn: float
    room: int

    def step(self, number: int) -> float:
        """Return how far apart so many drawings stand [degrees]."""
        return min(self.widest, self.arc / max(number, 1))


LANES = {
    Ring.ME: Lane(54, 120, 360, 0, 3),
    Ring.MINE: Lane(148, 63, 270, 0, 6),
    Ring.ALL: Lane(245, 66, 270, 25, 9),
}
ALONE = Lane(10, 0, 0, 0, 1)
"""A single line stands in the middle of the inner ring, a little below its name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One drawing: its middle, half its width, and its name."""

    x: float
    y: float
    size: float
    picture: str

    @property
    def half(self) -> float:
        """Return half the width of the drawing within its circle."""
        return round(self.size * 0.78, 1)

    @property
    def whole(self) -> float:
        """Return the width of the drawing within its circle."""
        return self.half * 2


def picture_of(line: Line) -> str:
    """Return the drawing of a line: her own choice, or that of its kind."""
    return line.picture or STANDARD.get(line.kind, "speech")


def spots(ring: str, lines: Sequence[Line]) -> list[Spot]:
    """Return where the lines of one ring stand, from the bottom to both sides; the list shows all."""
    lane = ALONE if ring == Ring.ME and len(lines) == 1 else LANES[Ring(ring)]
    shown = lines[: lane.room]
    size = 28.0 if ring == Ring.ME and len(shown) > 1 else 41.0
    lower = 16.0 if ring == Ring.ME and len(shown) > 1 else 0.0
    found = []
    for number, line in enumerate(shown):
        angle = math.radians(90 + lane.turn + lane.step(len(shown)) * ((len(shown) - 1) / 2 - number))
        x, y = MIDDLE + lane.radius * math.cos(angle), MIDDLE + lower + lane.radius * math.sin(angle)
        found.append(Spot(round(x, 1), round(y, 1), size, picture_of(line)))
    return found
