"""Acts on persons: add somebody, change how she is called and met."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from wooncirkel.apps.people.models import Language, Likes, Person, Reach
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.names import clean_name
from wooncirkel.apps.shared.stale import StaleError

CHOICES: dict[str, frozenset[str]] = {
    "language": frozenset(Language.values),
    "likes": frozenset(Likes.values),
    "reach": frozenset(Reach.values),
    "symbol": frozenset(DRAWINGS) | {""},
}


@transaction.atomic
def add_person(
    *,
    called: str,
    by: Person | None,
    now: datetime,
    language: str = Language.DUTCH,
    likes: str = Likes.READ,
    reach: str = Reach.HUB,
) -> Person:
    """Store somebody; raises RefusedNameError for a name we cannot keep, ValueError for an unknown choice."""
    fields = _clean({"called": called, "language": language, "likes": likes, "reach": reach})
    return Person.objects.create(**fields, added_by=by, added_at=now)


@transaction.atomic
def change_person(*, person: Person, version: int, now: datetime, **fields: str) -> Person:
    """Change how somebody is called and met, and return her as stored.

    Raises StaleError when she was changed since `version`, RefusedNameError and ValueError as `add_person`.
    """
    clean = _clean(fields)
    same = Person.objects.filter(pk=person.pk, version=version)
    changed = same.update(**clean, version=F("version") + 1)
    stored = Person.objects.get(pk=person.pk)
    if not changed:
        raise StaleError(clean, {name: getattr(stored, name) for name in clean})
    return stored


def _clean(fields: dict[str, str]) -> dict[str, str]:
    return {
        name: clean_name(value) if name == "called" else _choice(name, value)
        for name, value in fields.items()
    }


def _choice(name: str, value: str) -> str:
    if value not in CHOICES.get(name, frozenset()):
        raise ValueError(f"{name!r} cannot be {value!r}")
    return value
