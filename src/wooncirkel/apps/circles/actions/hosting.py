"""Acts at the desk of the hub: somebody joins, gets a card, is typed for; and each of these undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wooncirkel.apps.circles.actions.lines import remove_line, share, write_line
from wooncirkel.apps.circles.models import Circle, Line, Resident, Ring
from wooncirkel.apps.people.actions.cards import block_card, make_card
from wooncirkel.apps.people.actions.erasing import erase_person
from wooncirkel.apps.people.actions.persons import add_person
from wooncirkel.apps.people.models import Person


class NamesClosedError(Exception):
    """The circle has not opened names: no resident may be stored."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says of herself at the desk."""

    called: str
    language: str
    likes: str
    findable: bool
    pictures: tuple[str, ...]


@transaction.atomic
def add_resident(
    *, circle: Circle, person: Person, now: datetime, findable: bool, by: Person | None, home: str = ""
) -> Resident:
    """Let somebody live in a circle; who was there before comes back. Raises NamesClosedError."""
    if not Circle.objects.filter(pk=circle.pk, names_open_at__isnull=False).exists():
        raise NamesClosedError
    found = (
        {"findable_at": now, "findable_by": by} if findable else {"findable_at": None, "findable_by": None}
    )
    return Resident.objects.update_or_create(
        circle=circle,
        person=person,
        defaults={"left_at": None, "home": home, **found},
        create_defaults={"came_at": now, "home": home, **found},
    )[0]


@transaction.atomic
def welcome(*, circle: Circle, newcomer: Newcomer, by: Person, now: datetime) -> tuple[Resident, str]:
    """Store somebody who stands at the desk, with a card; return her and the secret of the card."""
    person = add_person(
        called=newcomer.called, language=newcomer.language, likes=newcomer.likes, by=by, now=now
    )
    resident = add_resident(circle=circle, person=person, now=now, findable=newcomer.findable, by=by)
    return resident, make_card(person=person, pictures=newcomer.pictures, by=by, now=now)


def undo_welcome(*, resident: Resident, now: datetime) -> None:
    """Erase somebody wholly whom a host added just now (`queries.desk.is_added`)."""
    erase_person(person=resident.person, now=now)


def new_card(*, resident: Resident, pictures: Sequence[str], by: Person, now: datetime) -> str:
    """Give somebody another card; the one before it is blocked. Return its secret."""
    return make_card(person=resident.person, pictures=pictures, by=by, now=now)


def close_card(*, resident: Resident, now: datetime) -> None:
    """Make the card of somebody useless: it is lost."""
    block_card(person=resident.person, now=now)


@transaction.atomic
def close_cards(*, residents: Sequence[Resident], now: datetime) -> None:
    """Make the cards of all these people useless."""
    for resident in residents:
        close_card(resident=resident, now=now)


@transaction.atomic
def write_for(*, resident: Resident, text: str, ring: str, host: Person, now: datetime) -> Line:
    """Write down what a resident says who stands here, for the ring that she chooses; recorded as typed."""
    line = write_line(resident=resident, text=text, by=resident.person, now=now, typed_by=host)
    if ring != Ring.ME:
        share(line=line, ring=ring, by=resident.person, now=now, typed_by=host)
    return line


def undo_written(*, line: Line, now: datetime) -> None:
    """Throw away what a host wrote down just now."""
    remove_line(line=line, by=line.resident.person, now=now)
