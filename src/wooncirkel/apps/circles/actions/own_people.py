"""*Mijn mensen*: a resident names somebody, or no longer."""

from datetime import datetime

from django.db import transaction

from wooncirkel.apps.circles.models import OwnPerson, Resident
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
