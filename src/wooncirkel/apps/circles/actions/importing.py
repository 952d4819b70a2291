"""A list of people comes in, wholly or not at all."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from wooncirkel.apps.circles.actions.hosting import NamesClosedError
from wooncirkel.apps.circles.models import Circle, Resident
from wooncirkel.apps.circles.readers import Listed
from wooncirkel.apps.people.models import Person

PORTION = 500


@transaction.atomic
def add_list(*, circle: Circle, people: Sequence[Listed], by: Person, now: datetime) -> list[Person]:
    """Store everybody on a list that `readers.read_people` found good; raises NamesClosedError."""
    if not Circle.objects.filter(pk=circle.pk, names_open_at__isnull=False).exists():
        raise NamesClosedError
    persons = Person.objects.bulk_create(
        [
            Person(called=one.called, language=one.language, likes=one.likes, added_by=by, added_at=now)
            for one in people
        ],
        batch_size=PORTION,
    )
    Resident.objects.bulk_create(
        [
            Resident(
                circle=circle,
                person=person,
                came_at=now,
                findable_at=now if one.findable else None,
                findable_by=by if one.findable else None,
            )
            for one, person in zip(people, persons, strict=True)
        ],
        batch_size=PORTION,
    )
    return persons
