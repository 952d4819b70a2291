"""What somebody reads when she takes her data along, pauses or stops; and whose death was written down."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from wooncirkel.apps.circles.actor import STAFF, Actor
from wooncirkel.apps.circles.models import Circle, Controller, Membership, Resident, Role
from wooncirkel.apps.circles.rules import FINDING, helped_by_law, residents_seen
from wooncirkel.apps.people.models import AccessLine, Organisation, Person


def herself(actor: Actor) -> Person:
    """Return who asks."""
    return Person.objects.select_related("account").get(pk=actor.person)


def duties(actor: Actor) -> list[Membership]:
    """Return what she does in circles today; it ends when she stops."""
    today = actor.today
    now = Membership.objects.filter(
        person_id=actor.person, ended_at=None, starts_on__lte=today, ends_on__gte=today
    )
    return list(now.select_related("circle").order_by("circle__name", "role"))


def controllers(person: Person) -> dict[str, list[str]]:
    """Return the organisations that answer for each processing in her circles, by key of the processing."""
    circles = Q(circle__residents__person=person) | Q(circle__memberships__person=person)
    rows = Controller.objects.filter(circles).values_list("processing", "organisation__name").distinct()
    found: dict[str, list[str]] = {}
    for processing, name in rows.order_by("organisation__name"):
        found.setdefault(processing, []).append(name)
    return found


def works_here(actor: Actor) -> bool:
    """Return whether she has a role today with which she signs in as staff."""
    return any(row.role in STAFF or row.organisation_id for row in duties(actor))


def runs_alone(actor: Actor) -> list[Circle]:
    """Return the circles of which she is the only administrator today."""
    mine = [row for row in duties(actor) if row.role == Role.ADMINISTRATOR]
    return [row.circle for row in mine if row.circle and not another_runs(row, actor.today)]


def another_runs(membership: Membership, day: date) -> bool:
    """Return whether somebody else than who has this role runs the circle on a day, and can sign in."""
    rows = Membership.objects.filter(circle=membership.circle_id, role=Role.ADMINISTRATOR, ended_at=None)
    other = rows.exclude(person=membership.person_id)
    able = other.filter(person__died_on=None, person__account__is_active=True)
    return able.filter(starts_on__lte=day, ends_on__gte=day).exists()


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of the access log, as it is told to her: others have a role and an organisation, no name."""

    at: datetime
    act: str
    what: tuple[str, ...]
    who: str
    organisation: str
    behalf: bool


def who_looked(person: Person) -> list[Looked]:
    """Return who looked at her, the newest first."""
    lines = AccessLine.objects.filter(subject=person.public_id).order_by("-at", "-pk")
    return _told(lines.iterator(), person, organisations())


def where_she_looked(person: Person) -> list[Looked]:
    """Return what she looked at herself, without whose it was, the newest first."""
    lines = AccessLine.objects.filter(actor=person.public_id).exclude(subject=person.public_id)
    return _told(lines.order_by("-at", "-pk").iterator(), person, organisations())


def organisations() -> dict[uuid.UUID, str]:
    """Return the name of every organisation by its public key."""
    return dict(Organisation.objects.values_list("public_id", "name"))


def _told(lines: Iterable[AccessLine], person: Person, names: Mapping[uuid.UUID, str]) -> list[Looked]:
    return [
        Looked(
            at=line.at,
            act=line.act,
            what=tuple(line.what.split(",")),
            who=_who(line, person),
            organisation=names.get(line.organisation, "") if line.organisation else "",
            behalf=line.for_person is not None,
        )
        for line in lines
    ]


def _who(line: AccessLine, person: Person) -> str:
    if line.actor == person.public_id:
        return "jij"
    if line.actor is None:
        return "het programma"
    return Role(line.role).label if line.role in Role.values else "iemand anders"


@dataclass(frozen=True, slots=True)
class Mourned:
    """A resident of whom somebody may write down that she died, or did so."""

    resident: Resident
    on: date | None
    tells: str


def may_mourn(actor: Actor, resident: Resident) -> bool:
    """Return whether the actor may write down that this resident died, and nobody did yet."""
    return Resident.objects.filter(_near(actor), _ALIVE, pk=resident.pk).exists()


def mourned(actor: Actor, key: uuid.UUID) -> Mourned | None:
    """Return a resident whose death the actor may write down, or may take back; the name is noted.

    Who wrote it down need not be here any more: whoever meets residents in the circle may take it back.
    """
    told = Q(person__died_on__isnull=False, person__death__isnull=False) & _of_circle(actor)
    every = Resident.objects.select_related("person__death", "circle")
    found = every.filter((_ALIVE & _near(actor)) | told, public_id=key).first()
    if found is None:
        return None
    actor.looked.at(found.person.public_id, "name")
    died = found.person.died_on
    return Mourned(found, died, found.person.death.tells if died else "")


_ALIVE = Q(person__died_on=None, left_at=None)


def _near(actor: Actor) -> Q:
    """Return the condition that the actor meets a resident by role or helps her decide; never herself."""
    by_role = residents_seen(actor) & Q(circle__in=actor.circles(*FINDING))
    return (by_role | Q(pk__in=helped_by_law(actor))) & ~Q(person=actor.person)


def _of_circle(actor: Actor) -> Q:
    return Q(circle__in=actor.circles(*FINDING)) | Q(pk__in=helped_by_law(actor))


def mourned_lately(actor: Actor) -> list[Resident]:
    """Return the residents of whom a death was written down and may be taken back, by name, noted.

    Of those whom a host or link worker helps to find only who agreed to be found stands here.
    """
    found = Q(circle__in=actor.circles(*FINDING), findable_at__isnull=False) | Q(pk__in=helped_by_law(actor))
    rows = Resident.objects.filter(found, person__died_on__isnull=False, person__death__isnull=False)
    told = list(rows.select_related("person").order_by("person__called", "pk"))
    actor.looked.at_all((row.person.public_id for row in told), "name")
    return told
