"""The address of a drawing: city, points, numbers. Whoever has the address has the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map [degrees]."""

    lon: float
    lat: float

    def __str__(self) -> str:
        """Write the point as it stands in an address: latitude first, as people do."""
        return f"{self.lat:.5f},{self.lon:.5f}"


@dataclass(frozen=True, slots=True)
class Address:
    """What the page was asked to show. `shown` is the index of the point on the large map."""

    city: str = ""
    points: tuple[Point, ...] = ()
    shown: int = 0
    sheltered: int | None = None
    ambulant: int | None = None
    teams: int | None = None

    @property
    def adding(self) -> bool:
        """Say whether the next point comes beside the others instead of in the place of one."""
        return self.shown == len(self.points)

    @property
    def full(self) -> bool:
        """Say whether there is no room for another point, or no point yet to stand beside."""
        return len(self.points) in {0, len(LETTERS)}

    @property
    def drawn(self) -> int:
        """Return the index of the point on the large map: the one shown, or the last while one is added."""
        return max(0, min(self.shown, len(self.points) - 1))

    @property
    def letter(self) -> str:
        """Return the letter of the point that the form is about."""
        return LETTERS[self.shown]

    def with_point(self, point: Point) -> "Address":
        """Put a point where the form is: in the place of the one shown, or beside the others."""
        points = (*self.points[: self.shown], point, *self.points[self.shown + 1 :])
        return replace(self, points=points)

    def without(self, index: int) -> "Address":
        """Take one point away."""
        points = (*self.points[:index], *self.points[index + 1 :])
        return replace(self, points=points, shown=max(0, min(self.shown, len(points) - 1)))

    def showing(self, index: int) -> "Address":
        """Put another point on the large map; the index after the last one adds a point."""
        return replace(self, shown=index)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the address as name and value, in a fixed order and without what goes without saying."""
        numbers = (("beschermd", self.sheltered), ("ambulant", self.ambulant), ("teams", self.teams))
        return [
            *([("kaart", self.city)] if self.city else []),
            *(("plek", str(point)) for point in self.points),
            *([("toon", LETTERS[self.shown])] if self.shown else []),
            *((name, str(number)) for name, number in numbers if number is not None),
        ]

    def url(self, route: str = "circle") -> str:
        """Return the address of the page, or of another route about the same drawing."""
        return written(reverse(route), self.pairs())


def written(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Join a path and its questions; commas stay readable."""
    return f"{path}?{urlencode(pairs, safe=',')}" if pairs else path
