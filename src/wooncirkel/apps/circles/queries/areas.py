"""Areas by the name that somebody types: neighbourhoods first, then what is larger."""

import re

from django.db.models import Q, QuerySet

from wooncirkel.apps.places.models import Area, District, Municipality, Neighbourhood
from wooncirkel.apps.places.queries import Box, neighbourhoods

WORLD = Box(-180, -90, 180, 90)
WITHIN = re.compile(r"^(.+) \((.+)\)$")
MOST_OFFERED = 1500


def written(area: Neighbourhood) -> str:
    """Write a neighbourhood so that it is the only one: with its municipality."""
    return f"{area.name} ({area.municipality.name})"


def offered() -> list[str]:
    """Return the neighbourhoods to choose from, by name; none when there are too many for one list."""
    rows = list(neighbourhoods(WORLD)[: MOST_OFFERED + 1])
    return [written(row) for row in rows] if len(rows) <= MOST_OFFERED else []


def areas_named(text: str) -> list[Area]:
    """Return the neighbourhoods that bear this name or CBS code, or else the districts or municipalities."""
    match = WITHIN.match(text)
    found: list[Area] = list(_neighbourhoods(text))
    if not found and match:
        found = list(_neighbourhoods(match[1]).filter(municipality__name__iexact=match[2]))
    return found or _larger(text) or (_larger(match[1]) if match else [])


def _neighbourhoods(text: str) -> QuerySet[Neighbourhood]:
    rows = neighbourhoods(WORLD)
    return rows.filter(Q(cbs_code__iexact=text) | Q(name__iexact=text))


def _larger(text: str) -> list[Area]:
    """Return one district or municipality: any of them is too large, whichever is meant."""
    for model in (District, Municipality):
        row = model._default_manager.filter(name__iexact=text).first()
        if row:
            return [row]
    return []
