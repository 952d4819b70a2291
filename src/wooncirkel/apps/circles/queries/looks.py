"""Who looked at somebody, and the questions about it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actor import Actor
from wooncirkel.apps.circles.models import Asked, OwnPerson, Resident
from wooncirkel.apps.circles.queries.mine import Known, members, noted
from wooncirkel.apps.circles.rules import TRUSTED, questions_seen
from wooncirkel.apps.people.models import AccessLine, Organisation, Person
from wooncirkel.apps.shared.rowsecurity import as_program


@dataclass(slots=True)
class Look:
    """What one person did on one day, with one role and on one behalf; `acts` says which kinds by act."""

    day: date
    actor: uuid.UUID | None
    behalf: uuid.UUID | None
    role: str
    organisation: uuid.UUID | None
    line: int
    acts: dict[str, set[str]] = field(default_factory=dict)


def looks(subject: uuid.UUID, first: date, last: date) -> list[Look]:
    """Return who looked at somebody from a day to a day, the newest day first; her own acts are left out."""
    rows = _lines(subject, first, last).annotate(day=TruncDate("at"))
    kinds = rows.values("day", "actor", "for_person", "role", "organisation", "act", "what")
    found: dict[tuple[Any, ...], Look] = {}
    for row in kinds.annotate(line=Max("pk")).order_by("-day", "-line"):
        who = (row["day"], row["actor"], row["for_person"], row["role"], row["organisation"])
        look = found.setdefault(who, Look(*who, row["line"]))
        look.acts.setdefault(row["act"], set()).update(row["what"].split(","))
    return list(found.values())


def _lines(subject: uuid.UUID, first: date, last: date) -> QuerySet[AccessLine]:
    start, end = (
        timezone.make_aware(datetime.combine(day, clock))
        for day, clock in ((first, time.min), (last, time.max))
    )
    others = Q(actor=None) | ~Q(actor=subject)
    return AccessLine.objects.filter(others, subject=subject, at__range=(start, end))


def first_look(subject: uuid.UUID) -> date | None:
    """Return the day of the oldest line about somebody."""
    first = AccessLine.objects.filter(subject=subject).order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(first) if first else None


def look(subject: uuid.UUID, line: int) -> Look | None:
    """Return what one line tells of somebody: the sentence that a question is about."""
    row = AccessLine.objects.filter(pk=line, subject=subject).first()
    if row is None:
        return None
    day = timezone.localdate(row.at)
    alone = Look(day, row.actor, row.for_person, row.role, row.organisation, row.pk)
    alone.acts[row.act] = set(row.what.split(","))
    return alone


def called(actor: Actor, keys: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return what people are called, by public key; who was erased is not in it. The names are noted."""
    with as_program("who-looked"):
        people = list(Person.objects.filter(public_id__in=[key for key in keys if key]))
    noted(actor, people)
    return {person.public_id: person.called for person in people}


def organisations(keys: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return the names of organisations, by public key."""
    found = Organisation.objects.filter(public_id__in=[key for key in keys if key])
    return dict(found.values_list("public_id", "name"))


def chosen(subject: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return the public keys of the people whom somebody names as her own now."""
    mine = OwnPerson.objects.filter(resident__person__public_id=subject, ended_at=None)
    return frozenset(mine.values_list("person__public_id", flat=True))


def helping(subject: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return the public keys of the people who helped somebody decide, now or before."""
    rows = Person.objects.filter(represents__resident__person__public_id=subject)
    return frozenset(rows.values_list("public_id", flat=True))


def housemates(subject: uuid.UUID) -> frozenset[uuid.UUID]:
    """Return the public keys of the residents of the circles in which somebody lives."""
    mine = Resident.objects.filter(person__public_id=subject).values("circle")
    rows = Resident.objects.filter(circle__in=mine)
    return frozenset(rows.values_list("person__public_id", flat=True))


def trusted(actor: Actor, home: Resident) -> list[Known]:
    """Return to whom a resident can bring a question: her people, the hosts, the log keeper."""
    found = {row.person_id: Known(row.person) for row in queries.own_people(home)}
    now = members(home, actor.today, *TRUSTED)
    for row in now.exclude(person_id=actor.person).order_by("pk"):
        found.setdefault(row.person_id, Known(row.person)).roles.append(row)
    noted(actor, (one.person for one in found.values()))
    return list(found.values())


def asked_by(actor: Actor, home: Resident) -> list[Asked]:
    """Return the questions of a resident, the newest first."""
    found = list(home.asked.select_related("to").order_by("-asked_at"))
    noted(actor, [row.to for row in found if row.to and row.to.paused_at is None])
    return found


def asked_of(actor: Actor) -> list[Asked]:
    """Return the questions that others brought to the actor, the open ones first; noted."""
    found = list(_asked_of(actor).order_by(F("answered_at").desc(nulls_first=True), "-asked_at"))
    for row in found:
        actor.looked.at(row.resident.person.public_id, "name", "question")
    return found


def question(actor: Actor, key: uuid.UUID) -> Asked | None:
    """Return one question that was brought to the actor; noted."""
    row = _asked_of(actor).filter(public_id=key).first()
    if row:
        actor.looked.at(row.resident.person.public_id, "name", "question")
    return row


def _asked_of(actor: Actor) -> QuerySet[Asked]:
    return Asked.objects.filter(questions_seen(actor)).select_related("resident__person")
