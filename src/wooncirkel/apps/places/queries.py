"""Named reads of the room places."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Avg, F, OuterRef, QuerySet, Subquery

from wooncirkel.apps.places.figures import FIGURES
from wooncirkel.apps.places.models import (
    Facility,
    FacilityKind,
    Figure,
    Municipality,
    Neighbourhood,
    Network,
    Pc6,
    Source,
    Square,
)

PC6_PATTERN = re.compile(r"^\s*([1-9][0-9]{3})\s*([A-Za-z]{2})\s*$")


class Box(NamedTuple):
    """A rectangle [degrees]."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Say whether a point lies inside, border included."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def box_of(row: Any) -> Box:
    """Return the rectangle of an area or network."""
    return Box(row.west, row.south, row.east, row.north)


def networks() -> QuerySet[Network]:
    """Return every city or region with streets, the first one imported first."""
    return Network.objects.select_related("source")


def network_or_default(slug: str) -> Network | None:
    """Return the network with this slug, the first one when the slug is empty, or None."""
    return networks().filter(slug=slug).first() if slug else networks().first()


def stamp() -> str:
    """Return a text that changes with every import: the key of all that is computed from rows."""
    sources = Source.objects.order_by("pk").values_list("pk", "sha256", "imported_at")
    return hashlib.sha256(repr(list(sources)).encode()).hexdigest()


def within(rows: QuerySet[Any], box: Box) -> QuerySet[Any]:
    """Keep the points that lie in the box."""
    return rows.filter(lon__gte=box.west, lon__lte=box.east, lat__gte=box.south, lat__lte=box.north)


def square_rows(box: Box) -> list[tuple[Any, ...]]:
    """Return (lon, lat, withheld, *counts) of the squares in the box by code, the newest of each code."""
    rows = within(Square.objects.order_by("code", "people_year"), box)
    newest = {row[0]: row[1:] for row in rows.values_list("code", "lon", "lat", "withheld", *Square.COUNTS)}
    return list(newest.values())


class SquareSource(NamedTuple):
    """Where the counts of squares come from, and the years of people and homes."""

    holder: str
    people_year: int
    homes_year: int


def square_source(box: Box) -> SquareSource | None:
    """Return the source of the newest squares in the box, or None where there are none."""
    rows = within(Square.objects.order_by("-people_year", "-pk"), box)
    row = rows.values_list("source__holder", "people_year", "homes_year").first()
    return SquareSource(*row) if row else None


def facility_rows(box: Box) -> list[tuple[str, str, float, float]]:
    """Return (kind, name, lon, lat) of the facilities in the box, in order of kind and name."""
    rows = within(Facility.objects.order_by("kind", "name", "ref"), box)
    return list(rows.values_list("kind", "name", "lon", "lat"))


def facility_sources(box: Box) -> dict[str, Source]:
    """Return one source for each kind of facility in the box."""
    rows = within(Facility.objects.order_by(), box).values_list("kind", "source").distinct()
    sources = Source.objects.in_bulk([key for _, key in rows])
    return {kind: sources[key] for kind, key in rows}


def kind_labels() -> dict[str, str]:
    """Return the Dutch word for one of each kind of facility, in page order."""
    return {str(value): str(label) for value, label in FacilityKind.choices}


def neighbourhoods(box: Box) -> QuerySet[Neighbourhood]:
    """Return the neighbourhoods that touch the box, of the newest year of their municipality, by name."""
    of_mine = Neighbourhood.objects.filter(municipality__cbs_code=OuterRef("municipality__cbs_code"))
    newest = Subquery(of_mine.order_by("-cbs_year").values("cbs_year")[:1])
    rows = Neighbourhood.objects.filter(
        west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south
    )
    rows = rows.annotate(newest=newest).filter(cbs_year=F("newest"))
    return rows.select_related("municipality", "district", "source").order_by("name", "cbs_code")


def municipality_outlines(box: Box) -> list[bytes]:
    """Return the outlines of the municipalities that touch the box."""
    rows = Municipality.objects.filter(
        west__lte=box.east, east__gte=box.west, south__lte=box.north, north__gte=box.south
    )
    return [bytes(outline) for outline in rows.order_by("pk").values_list("outline", flat=True)]


def neighbourhood(code: str) -> Neighbourhood | None:
    """Return the newest neighbourhood with this CBS code, or None."""
    rows = Neighbourhood.objects.filter(cbs_code=code).select_related("municipality", "district", "source")
    return rows.order_by("-cbs_year").first()


class Known(NamedTuple):
    """A figure without its source: the value, and the state that says why there is none."""

    value: float | None
    state: str


def figure_values(
    rows: Sequence[Neighbourhood], names: Iterable[str] = FIGURES
) -> dict[int, dict[str, Known]]:
    """Return neighbourhood key → name → newest figure, without building rows: for many areas at once."""
    found: dict[int, dict[str, Known]] = {row.pk: {} for row in rows}
    figures = Figure.objects.filter(neighbourhood__in=found, name__in=list(names)).order_by("year")
    for key, name, value, state in figures.values_list("neighbourhood", "name", "value", "state"):
        found[key][name] = Known(value, state)
    return found


def figures_of(row: Neighbourhood) -> dict[str, Figure]:
    """Return name → newest figure of one neighbourhood, with its source."""
    figures = Figure.objects.filter(neighbourhood=row, name__in=FIGURES).select_related("source")
    return {figure.name: figure for figure in figures.order_by("year")}


def siblings(row: Neighbourhood) -> list[Neighbourhood]:
    """Return all neighbourhoods of the same municipality and year, by name."""
    rows = Neighbourhood.objects.filter(municipality=row.municipality_id, cbs_year=row.cbs_year)
    return list(rows.order_by("name"))


def has_postcodes(box: Box) -> bool:
    """Say whether any postcode is known in the box."""
    return within(Pc6.objects.order_by(), box).exists()


def postcode_area(digits: str) -> tuple[float, float] | None:
    """Return the mean place [degrees: lon, lat] of the postcodes that begin with four digits, or None."""
    found = Pc6.objects.filter(code__startswith=digits).aggregate(lon=Avg("lon"), lat=Avg("lat"))
    return None if found["lon"] is None else (found["lon"], found["lat"])


def postcode(text: str) -> Pc6 | None:
    """Return the postcode that the text writes (9712AB, 9712 ab), or None."""
    match = PC6_PATTERN.match(text)
    return Pc6.objects.filter(code=(match[1] + match[2]).upper()).first() if match else None


def facility_named(text: str, box: Box) -> Facility | None:
    """Return the facility in the box that bears exactly this name, or None."""
    return within(Facility.objects.filter(name__iexact=text.strip()), box).order_by("pk").first()


def source_keys(box: Box) -> set[int]:
    """Return the keys of the sources of everything in the box but its streets."""
    points = [within(model.objects.order_by(), box) for model in (Square, Facility, Pc6)]
    rows = [*points, neighbourhoods(box).order_by()]
    return {key for some in rows for key in some.values_list("source", flat=True).distinct()}


def sources() -> QuerySet[Source]:
    """Return every source, by title."""
    return Source.objects.order_by("title", "year")
