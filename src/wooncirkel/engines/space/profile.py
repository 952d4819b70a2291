"""Travellers: how fast they go and which classes of street they take."""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from wooncirkel.engines.space.arrays import Flags
from wooncirkel.engines.space.ways import CYCLE_BACKWARD, CYCLE_FORWARD, FOOT, WAYS

Mode = Literal["foot", "cycle"]

EVERY_WAY = frozenset(WAYS)
FASTEST_KMH = 60.0


@dataclass(frozen=True)
class Profile:
    """A traveller.

    `name`; `kmh` speed [km/h], 0 < kmh <= 60; `mode` "foot" or "cycle", which chooses the access bits;
    `source` where the speed comes from, in words; `ways` the street classes this traveller takes where
    the access bits allow it. The bits say what is legal in each direction, the profile what is wanted:
    a footway is in the ways of a cyclist, yet ridden only where its bits say that cycling is allowed.
    One-way binds cycling only.

    ValueError: a speed, mode or way that cannot be.
    """

    name: str
    kmh: float
    mode: Mode
    source: str
    ways: frozenset[str] = field(default=EVERY_WAY)

    def __post_init__(self) -> None:
        if not (
            isinstance(self.kmh, int | float) and math.isfinite(self.kmh) and 0 < self.kmh <= FASTEST_KMH
        ):
            raise ValueError(
                f"A speed must lie above 0 and not above {FASTEST_KMH:g} km/h; this is {self.kmh}."
            )
        if self.mode not in ("foot", "cycle"):
            raise ValueError(f"A mode is foot or cycle; this is {self.mode!r}.")
        object.__setattr__(self, "ways", frozenset(self.ways))
        if not self.ways or self.ways - EVERY_WAY:
            raise ValueError(f"Unknown or no street classes: {sorted(self.ways - EVERY_WAY)}.")
        if not self.name or not self.source:
            raise ValueError("A profile has a name and says where its speed comes from.")

    @property
    def metres_per_second(self) -> float:
        """Speed [m/s]."""
        return self.kmh / 3.6

    @property
    def forward_bit(self) -> int:
        """Access bit for the direction in which a street is drawn."""
        return FOOT if self.mode == "foot" else CYCLE_FORWARD

    @property
    def backward_bit(self) -> int:
        """Access bit against the direction in which a street is drawn."""
        return FOOT if self.mode == "foot" else CYCLE_BACKWARD

    def takes(self) -> Flags:
        """Per way code: does this traveller take it? (len(WAYS),)"""
        return np.array([name in self.ways for name in WAYS])


_WALKING = "allesoversport.nl, Openbare ruimte zo inrichten dat ouderen meer bewegen"

WALK_AVERAGE = Profile("walk_average", 4.8, "foot", f"{_WALKING}: 800 m in 10 minutes")
WALK_OLDER = Profile("walk_older", 3.0, "foot", f"{_WALKING}: 500 m in 10 minutes")
CYCLE = Profile(
    "cycle", 12.0, "cycle", "Leviaan: a circle of 2 km is 10 minutes at 12 km/h (valente.nl, 2019)"
)
