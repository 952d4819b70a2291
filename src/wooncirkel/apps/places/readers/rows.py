"""Clean rows, as the actions take them. Positions are degrees (WGS84)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from wooncirkel.apps.places.models import FacilityKind, State

Level = Literal["municipality", "district", "neighbourhood"]
Figures = dict[str, tuple[State, float | None]]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A municipality, district or neighbourhood; `outline` is a valid (multi)polygon; figures by key of
    FIGURES.
    """

    level: Level
    code: str
    name: str
    municipality: str
    municipality_name: str
    outline: Any
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SquareRow:
    """A square of 100 m: its middle, its counts (Square.COUNTS; None when not known) and the bits of
    withheld ones.
    """

    code: str
    lon: float
    lat: float
    counts: dict[str, int | None]
    withheld: int


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """A postcode such as 9712AB and a point in it."""

    code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A place in the neighbourhood; `ref` is its key in the source."""

    kind: FacilityKind
    name: str
    lon: float
    lat: float
    ref: str
    noted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Streets as flat arrays: vertices in degrees, `indptr` (n + 1,) per line, OSM highway class per line.

    `foot`, `forward`, `backward` (n,) say who may use the line where the source has tags; None where it
    has not.
    """

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    indptr: npt.NDArray[np.int64]
    ways: npt.NDArray[np.str_]
    foot: npt.NDArray[np.bool_] | None = None
    forward: npt.NDArray[np.bool_] | None = None
    backward: npt.NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.indptr) - 1
