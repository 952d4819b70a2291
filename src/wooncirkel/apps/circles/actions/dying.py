"""A death is written down: from then on nobody sees her lines, and no letter goes out to her."""

from datetime import date, datetime

from django.db import transaction

from wooncirkel.apps.people.models import Death, Person
from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.rowsecurity import as_program


def record_death(*, person: Person, on: date, tells: str, by: Person, now: datetime) -> bool:
    """Write down that somebody died on a day; return whether this was the first to say so."""
    with transaction.atomic():
        if not Person.objects.filter(pk=person.pk, died_on=None).update(died_on=on):
            return False
        Death.objects.create(person=person, told_at=now, told_by=by, tells=tells)
        drop_letters(person=person)
    return True


def take_back_death(*, person: Person, now: datetime) -> None:
    """Undo it: it was a mistake. Letters that were dropped do not come back."""
    with transaction.atomic():
        Death.objects.filter(person=person).delete()
        Person.objects.filter(pk=person.pk).update(died_on=None)


def drop_letters(*, person: Person) -> None:
    """Throw away every letter to her that has not gone out."""
    with as_program("outbox"):
        Message.objects.filter(person=person.public_id, sent_at=None).delete()
