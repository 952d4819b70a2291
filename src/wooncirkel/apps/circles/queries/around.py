"""What the neighbourhood told, page by page, and one resident as somebody may see her."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actor import Actor
from wooncirkel.apps.circles.models import Circle, Line, Resident
from wooncirkel.apps.circles.rules import lines_seen, meets
from wooncirkel.apps.shared.names import folded

ON_A_PAGE = 24


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resident as the neighbourhood sees her."""

    resident: Resident
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Around:
    """One page of the neighbours: `page` of `pages`, both from 1; `anybody` when somebody told something."""

    neighbours: Sequence[Neighbour]
    page: int
    pages: int
    anybody: bool


def circles_met(actor: Actor) -> QuerySet[Circle]:
    """Return the circles of which the actor sees what the neighbourhood may see."""
    return Circle.objects.filter(pk__in=meets(actor))


def neighbours(actor: Actor, circle: Circle, *, words: str = "", page: int = 1) -> Around:
    """Return one page of who told the neighbourhood something, by name; who is on it is noted.

    Words are looked for in what the actor sees anyway, and in nothing else.
    """
    every = _told(actor, circle)
    wanted = [one for one in every if _matches(one, folded(words))]
    pages = max(1, -(-len(wanted) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = wanted[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    for one in shown:
        kinds = {line.kind for line in one.lines}
        actor.looked.at(one.resident.person.public_id, "name", *kinds)
    return Around(shown, page, pages, bool(every))


def _told(actor: Actor, circle: Circle) -> list[Neighbour]:
    told = (
        Line.objects.filter(lines_seen(actor), resident__circle=circle)
        .exclude(resident__person_id=actor.person)
        .exclude(resident__in=actor.helps)
        .select_related("resident__person")
        .order_by("written_at", "pk")
    )
    found: dict[int, Neighbour] = {}
    for line in told:
        found.setdefault(line.resident_id, Neighbour(line.resident, [])).lines.append(line)
    return sorted(found.values(), key=lambda one: folded(one.resident.person.called))


def _matches(one: Neighbour, words: str) -> bool:
    said = [one.resident.person.called, *(line.text for line in one.lines)]
    text = " ".join(folded(piece) for piece in said)
    return all(word in text for word in words.split())


def resident_page(actor: Actor, key: uuid.UUID) -> tuple[Resident, Sequence[Line]] | None:
    """Return a resident and the lines that the actor may see of her; all that is shown is noted."""
    found = queries.resident(actor, key)
    if found is None:
        return None
    actor.looked.at(found.person.public_id, "language", "reach")
    return found, queries.lines(actor, found)
