"""Answers as rows for a table: label, and one cell for each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.bridge.circles import Band, Circle, Count
from wooncirkel.apps.places.figures import FIGURES
from wooncirkel.apps.places.marks import MARKS
from wooncirkel.apps.places.models import Figure, Neighbourhood, State
from wooncirkel.apps.shared.wording import rounded

PROFILE_COLUMNS = ("older", "walk", "cycle")
PEOPLE_ROWS = {
    "inhabitants": "Mensen",
    "age_0_14": "0 tot 14 jaar",
    "age_15_24": "15 tot 24 jaar",
    "age_25_44": "25 tot 44 jaar",
    "age_45_64": "45 tot 64 jaar",
    "age_65_up": "65 jaar en ouder",
    "homes": "Woningen",
}
COMPARED = (
    ("Mensen, lopen", "walk", "inhabitants"),
    ("Mensen, rustig lopen", "older", "inhabitants"),
    ("Mensen, fietsen", "cycle", "inhabitants"),
    ("65 jaar en ouder, lopen", "walk", "age_65_up"),
    ("65 jaar en ouder, rustig lopen", "older", "age_65_up"),
    ("Woningen, lopen", "walk", "homes"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a number or None when we do not know it; `exact` is a count of places, not of people."""

    value: float | None
    exact: bool = False
    most: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its cells."""

    label: str
    cells: tuple[Cell, ...]


def circle_rows(circle: Circle, kinds: Sequence[str]) -> list[Row]:
    """Return people, homes and the kinds of facility that the data know, for each way of travelling."""
    bands = [circle.bands[profile] for profile in PROFILE_COLUMNS]
    people = [
        Row(label, tuple(_count(band.counts[name]) for band in bands)) for name, label in PEOPLE_ROWS.items()
    ]
    outside = Row(
        "Net erbuiten: mensen op 10 tot 12 minuten", tuple(_count(band.just_outside) for band in bands)
    )
    return [*people, outside, *_facility_rows(bands, kinds)]


def named(kind: str) -> str:
    """Return the word for several of a kind, as the head of a row: `Bushaltes`."""
    return MARKS[kind].plural.capitalize()


def near(band: Band, kinds: Sequence[str]) -> list[str]:
    """Return what lies within reach in words: `3 scholen`, `1 bushalte`; what is not there is left out."""
    labels = queries.kind_labels()
    found = [(kind, number) for kind in kinds if (number := band.facilities.get(kind))]
    return [f"{number} {labels[kind] if number == 1 else MARKS[kind].plural}" for kind, number in found]


@dataclass(frozen=True, slots=True)
class Notes:
    """What the figures of a circle leave out, in squares and people; told beside every number."""

    withheld_people: int
    withheld_homes: int
    streetless: int | None
    partly: bool


def notes(circle: Circle) -> Notes:
    """Gather what the widest circle leaves out."""
    band = circle.bands["cycle"]
    counts = band.counts
    return Notes(counts["inhabitants"].withheld, counts["homes"].withheld, band.streetless.value, band.partly)


def _facility_rows(bands: Sequence[Band], kinds: Sequence[str]) -> list[Row]:
    return [
        Row(named(kind), tuple(Cell(band.facilities.get(kind), exact=True) for band in bands))
        for kind in kinds
    ]


def compared_rows(circles: Sequence[Circle], kinds: Sequence[str]) -> list[Row]:
    """Return the same figure of several points side by side; the largest of each row is marked."""
    rows = [
        _compared(label, [_figure_of(circle, profile, name) for circle in circles], exact=False)
        for label, profile, name in COMPARED
    ]
    rows += [
        _compared(f"{named(kind)}, lopen", [_places_of(circle, kind) for circle in circles], exact=True)
        for kind in kinds
    ]
    outside = [circle.bands["walk"].just_outside.value if circle.found else None for circle in circles]
    return [*rows, _compared("Net erbuiten: lopen, 10 tot 12 minuten", outside, exact=False)]


def _figure_of(circle: Circle, profile: str, name: str) -> int | None:
    return circle.bands[profile].counts[name].value if circle.found else None


def _places_of(circle: Circle, kind: str) -> int | None:
    return circle.bands["walk"].facilities.get(kind) if circle.found else None


def _compared(label: str, values: Sequence[int | None], *, exact: bool) -> Row:
    # What people read decides: two numbers that round to the same figure are equal.
    read = [value if exact or value is None else rounded(value) for value in values]
    known = [value for value in read if value is not None]
    best = max(known) if known and min(known) < max(known) else None
    cells = zip(values, read, strict=True)
    return Row(label, tuple(Cell(value, exact, seen is not None and seen == best) for value, seen in cells))


def _count(count: Count) -> Cell:
    return Cell(count.value)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a neighbourhood beside the city's."""

    label: str
    unit: str
    value: float | None
    state: str
    city: float | None
    source: str


def figure_rows(row: Neighbourhood, mine: Mapping[str, Figure], city: Mapping[str, float]) -> list[FigureRow]:
    """Return the figures of a neighbourhood in fixed order, each with its state, source and year."""
    return [_figure_row(name, mine.get(name), city.get(name), row) for name in FIGURES]


def _figure_row(name: str, figure: Figure | None, city: float | None, row: Neighbourhood) -> FigureRow:
    kind = FIGURES[name]
    if figure is None:
        return FigureRow(
            kind.label, kind.unit, None, State.UNKNOWN, city, f"{row.source.holder}, {row.cbs_year}"
        )
    source = f"{figure.source.holder}, {figure.year}"
    return FigureRow(kind.label, kind.unit, figure.value, figure.state, city, source)


def city_figures(figures: Mapping[int, Mapping[str, queries.Known]]) -> dict[str, float]:
    """Make the city's figures from its parts: counts add up, shares are weighted, the unknown is left out."""
    found = {}
    for name, kind in FIGURES.items():
        parts = [(_value(mine, name), _value(mine, kind.of) if kind.of else 1.0) for mine in figures.values()]
        known = [(value, weight) for value, weight in parts if value is not None and weight]
        if known:
            total = sum(value * weight for value, weight in known)
            found[name] = total / sum(weight for _, weight in known) if kind.of else total
    return found


def _value(mine: Mapping[str, queries.Known], name: str | None) -> float | None:
    figure = mine.get(name or "")
    return figure.value if figure else None
