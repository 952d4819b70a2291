"""The three policy criteria for where a circle is needed first, each apart.

Amsterdamse Aanpak Volkshuisvesting, July 2023: much demand for care, few amenities, many homes that can be
adapted. Only what the data carry: demand rests on age and living alone, amenities on the facilities reached
on foot, adaptable homes on nothing yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wooncirkel.apps.places.models import Neighbourhood
from wooncirkel.apps.places.queries import Known

DEMAND_FIGURES = ("share_65_up", "share_alone")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One neighbourhood: raw figures [%, facilities], criteria [0–10 within the city] and their sum."""

    row: Neighbourhood
    older: float | None
    alone: float | None
    reached: float | None
    demand: float | None
    scarcity: float | None
    together: float | None


def assess(
    rows: Sequence[Neighbourhood],
    figures: Mapping[int, Mapping[str, Known]],
    reached: Mapping[str, float],
    weights: Mapping[str, int],
) -> list[Assessed]:
    """Compare the neighbourhoods of one city. What is not known stays None, also in what is made from it."""
    older = _scaled([_figure(figures[row.pk], "share_65_up") for row in rows])
    alone = _scaled([_figure(figures[row.pk], "share_alone") for row in rows])
    places = [reached.get(row.cbs_code) for row in rows]
    scarce = [None if value is None else 10 - value for value in _scaled(places)]
    return [
        Assessed(
            row,
            _figure(figures[row.pk], "share_65_up"),
            _figure(figures[row.pk], "share_alone"),
            place,
            demand := _mean(old, single),
            scarcity,
            _weighted(demand, scarcity, weights),
        )
        for row, old, single, place, scarcity in zip(rows, older, alone, places, scarce, strict=True)
    ]


def _figure(mine: Mapping[str, Known], name: str) -> float | None:
    figure = mine.get(name)
    return figure.value if figure else None


def _scaled(values: Sequence[float | None]) -> list[float | None]:
    """Put values on 0–10: the lowest of the city is 0, the highest 10."""
    known = [value for value in values if value is not None]
    if not known or min(known) == max(known):
        return [None if value is None else 5.0 for value in values]
    low, span = min(known), max(known) - min(known)
    return [None if value is None else 10 * (value - low) / span for value in values]


def _mean(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else (first + second) / 2


def _weighted(demand: float | None, scarcity: float | None, weights: Mapping[str, int]) -> float | None:
    total = weights["zorg"] + weights["voorzieningen"]
    if demand is None or scarcity is None or not total:
        return None
    return (weights["zorg"] * demand + weights["voorzieningen"] * scarcity) / total
