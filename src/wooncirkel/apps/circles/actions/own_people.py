"""*Mijn mensen*: a resident names somebody, or no longer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from wooncirkel.apps.circles.models import Circle, Membership, OwnPerson, Resident
from wooncirkel.apps.people.models import Person


class HerselfError(Exception):
    """Nobody can name herself."""


def name_person(*, resident: Resident, person: Person, now: datetime) -> OwnPerson:
    """Let somebody be one of her people; somebody who is one already stays so."""
    if person.pk == resident.person_id:
        raise HerselfError
    with transaction.atomic():
        Resident.objects.select_for_update().get(pk=resident.pk)
        named, _ = OwnPerson.objects.get_or_create(
            resident=resident, person=person, ended_at=None, defaults={"since": now}
        )
    return named


def unname(*, own_person: OwnPerson, now: datetime) -> None:
    """Let somebody no longer be one of her people, from the next request on."""
    OwnPerson.objects.filter(pk=own_person.pk, ended_at=None).update(ended_at=now)


def let_go(*, circle: Circle, person: Person, now: datetime) -> None:
    """Whom residents knew by her work is no longer one of theirs, once her last role in the circle ended."""
    _gone(now).filter(resident__circle=circle, person=person).update(ended_at=now)


def let_go_of_all(*, now: datetime) -> None:
    """Do so for every role that ran out by its date, long before the role itself is forgotten."""
    _gone(now).update(ended_at=now)


def take_again(*, circle: Circle, person: Person, ended_at: datetime) -> None:
    """Undo `let_go` of that moment, when the end of the role is undone."""
    again = OwnPerson.objects.filter(resident=OuterRef("resident"), person=person, ended_at=None)
    ended = OwnPerson.objects.filter(resident__circle=circle, person=person, ended_at=ended_at)
    ended.filter(~Exists(again)).update(ended_at=None)


def _gone(now: datetime) -> QuerySet[OwnPerson]:
    """Return where somebody is named who worked in the circle, has no role there and does not live there."""
    today = timezone.localdate(now)
    roles = Membership.objects.filter(circle=OuterRef("resident__circle"), person=OuterRef("person"))
    lives = Resident.objects.filter(
        circle=OuterRef("resident__circle"), person=OuterRef("person"), left_at=None
    )
    running = roles.filter(ended_at=None, ends_on__gte=today)
    over = roles.filter(Q(ended_at=None, ends_on__lt=today) | Q(ended_at__date__gte=F("starts_on")))
    return OwnPerson.objects.filter(Exists(over), ~Exists(running), ~Exists(lives), ended_at=None)
