"""*Eerst pauze*: nobody sees her, everything stays, one tap and she is back."""

from datetime import datetime

from wooncirkel.apps.people.models import Person


def pause(*, person: Person, now: datetime) -> None:
    """Let nobody see her from the next request on; a pause that has begun keeps its beginning."""
    Person.objects.filter(pk=person.pk, paused_at=None).update(paused_at=now)


def resume(*, person: Person, now: datetime) -> None:
    """End the pause: every line is seen again by whom she gave it to."""
    Person.objects.filter(pk=person.pk).update(paused_at=None)
