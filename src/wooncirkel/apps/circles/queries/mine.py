"""Reads for a resident's own screens: whom she may name, what others see of her, who helps her."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actor import Actor, actors_as
from wooncirkel.apps.circles.models import (
    Line,
    Membership,
    OwnPerson,
    Representative,
    Resident,
    Role,
)
from wooncirkel.apps.circles.rules import TAKING_PART, lines_seen, residents_seen
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.names import folded

CLOSE = (*TAKING_PART, Role.COMMUNITY_WORKER)
"""Roles of whom a resident may know that they are there, so that she can name them."""


@dataclass(slots=True)
class Known:
    """Somebody of whom a resident knows that she is there, and what for."""

    person: Person
    roles: list[Membership] = field(default_factory=list)


def has_named(home: Resident, person: Person) -> bool:
    """Return whether a resident named somebody as one of her people."""
    return OwnPerson.objects.filter(resident=home, person=person, ended_at=None).exists()


def noted(actor: Actor, people: Iterable[Person]) -> None:
    """Note that names are shown."""
    actor.looked.at_all((person.public_id for person in people), "name")


def at_hand(actor: Actor, home: Resident) -> list[Known]:
    """Return who works or helps in a resident's circle, by name; their names are noted."""
    found: dict[int, Known] = {}
    for row in members(home, actor.today, *CLOSE).exclude(person_id=actor.person):
        found.setdefault(row.person_id, Known(row.person)).roles.append(row)
    known = sorted(found.values(), key=lambda one: folded(one.person.called))
    noted(actor, (one.person for one in known))
    return known


def nameable(actor: Actor, home: Resident, key: uuid.UUID) -> Person | None:
    """Return somebody whom a resident may name: at hand in her circle, or a neighbour whom she sees there."""
    near = Q(pk__in=members(home, actor.today, *CLOSE).values("person"))
    seen = Resident.objects.filter(residents_seen(actor), circle=home.circle_id)
    who = Person.objects.filter(near | Q(pk__in=seen.values("person")), public_id=key)
    found = who.exclude(pk=actor.person).first()
    if found:
        noted(actor, [found])
    return found


def members(home: Resident, today: date, *roles: str) -> QuerySet[Membership]:
    """Return who has one of these roles in the circle of a resident today; who is on pause is left out."""
    now = Q(ended_at=None, starts_on__lte=today, ends_on__gte=today)
    here = Q(person__died_on=None, person__paused_at=None)
    rows = Membership.objects.filter(now, here, circle=home.circle_id, role__in=roles)
    return rows.select_related("person", "organisation")


def own_people(actor: Actor, home: Resident) -> list[OwnPerson]:
    """Return the people whom a resident named and who are here; their names are noted."""
    named = list(queries.own_people(home))
    noted(actor, (row.person for row in named))
    return named


def chosen_people(actor: Actor, home: Resident) -> list[OwnPerson]:
    """Return also who has a pause: she can be chosen no longer, her name is neither shown nor noted."""
    named = list(queries.chosen_people(home))
    noted(actor, (row.person for row in named if row.person.paused_at is None))
    return named


def own_person(actor: Actor, key: uuid.UUID) -> OwnPerson | None:
    """Return somebody whom the actor named."""
    mine = OwnPerson.objects.filter(public_id=key, ended_at=None, resident__person_id=actor.person)
    found = mine.filter(resident__circle__in=actor.homes).select_related("person", "resident").first()
    if found and found.person.paused_at is None:
        noted(actor, [found.person])
    return found


def acquainted(actor: Actor, home: Resident, key: uuid.UUID) -> Person | None:
    """Return somebody of whom a resident may ask what she sees: named, helping, or whom she may name."""
    near = [row.person for row in queries.own_people(home)]
    near += [row.person for row in helpers(home, actor.today)]
    if found := next((person for person in near if person.public_id == key), None):
        noted(actor, [found])
        return found
    return nameable(actor, home, key)


def shown_to(person: Person, home: Resident, today: date) -> tuple[bool, Sequence[Line]]:
    """Return whether somebody sees the page of a resident, and the lines she sees there; nothing is noted."""
    return _shown(actors_as(person, today), home)


def shown_to_all(home: Resident, today: date) -> tuple[bool, Sequence[Line]]:
    """Return what a neighbour without a name sees of a resident."""
    return _shown([Actor(today, person=-1, homes=frozenset({home.circle_id}))], home)


def _shown(ways: list[Actor], home: Resident) -> tuple[bool, Sequence[Line]]:
    page = reduce(or_, (residents_seen(way) for way in ways))
    told = reduce(or_, (lines_seen(way) for way in ways))
    lines = Line.objects.filter(told, resident=home).prefetch_related(queries.open_today(ways[0].today))
    visible = Resident.objects.filter(page, pk=home.pk).exists()
    return visible, list(lines.order_by("written_at", "pk")) if visible else []


def helpers(home: Resident, today: date) -> QuerySet[Representative]:
    """Return who helps a resident decide, today or from a day to come."""
    now = Representative.objects.filter(resident=home, ended_at=None, ends_on__gte=today)
    return now.select_related("person", "resident").order_by("starts_on", "pk")


def helpers_shown(actor: Actor, home: Resident) -> list[Representative]:
    """Return who helps a resident decide; their names are noted."""
    found = list(helpers(home, actor.today))
    noted(actor, (row.person for row in found))
    return found


def helper(actor: Actor, key: uuid.UUID) -> Representative | None:
    """Return somebody who helps the actor decide."""
    mine = Representative.objects.filter(public_id=key, ended_at=None, resident__person_id=actor.person)
    found = mine.filter(resident__circle__in=actor.homes).select_related("person", "resident").first()
    if found:
        noted(actor, [found.person])
    return found


def helped(actor: Actor) -> list[Representative]:
    """Return by what right the actor helps whom, today; the names are noted on their behalf."""
    found = list(_helping(actor).order_by("starts_on", "pk"))
    for row in found:
        actor.looked.at(row.resident.person.public_id, "name", behalf=row.resident.person.public_id)
    return found


def helping(actor: Actor, key: uuid.UUID) -> Representative | None:
    """Return by what right the actor helps this resident, today."""
    row = _helping(actor).filter(resident__public_id=key).first()
    if row:
        actor.looked.at(row.resident.person.public_id, "name", behalf=row.resident.person.public_id)
    return row


def _helping(actor: Actor) -> QuerySet[Representative]:
    today = actor.today
    now = Representative.objects.filter(
        ended_at=None,
        person_id=actor.person,
        starts_on__lte=today,
        ends_on__gte=today,
        resident__in=actor.helps,
        resident__person__died_on=None,
    )
    return now.select_related("resident__person", "resident__circle")


def helped_lines(actor: Actor, row: Representative) -> list[Line]:
    """Return the lines of a resident whom the actor helps; noted as seen on her behalf."""
    seen = Line.objects.filter(lines_seen(actor), resident=row.resident_id).select_related("refusal")
    dated = seen.prefetch_related(queries.open_today(actor.today))
    found = list(dated.order_by("written_at", "pk"))
    if found:
        key = row.resident.person.public_id
        actor.looked.at(key, *{line.kind for line in found}, behalf=key)
    return found


def helped_line(actor: Actor, row: Representative, key: uuid.UUID) -> Line | None:
    """Return one line of a resident whom the actor helps."""
    return next((line for line in helped_lines(actor, row) if line.public_id == key), None)


def memberships(actor: Actor) -> list[Membership]:
    """Return the roles that the actor has today."""
    held = {(row.role, row.circle) for row in actor.held}
    now = Membership.objects.filter(
        person_id=actor.person, ended_at=None, starts_on__lte=actor.today, ends_on__gte=actor.today
    ).select_related("circle", "organisation")
    return [row for row in now.order_by("circle__name", "role") if (row.role, row.circle_id) in held]


def myself(actor: Actor) -> Person | None:
    """Return the actor as a person."""
    return Person.objects.filter(pk=actor.person).first()
