"""Keep the promises about how long things stay: what has stayed long enough goes, once a day.

The register says from which moments a retention runs (`since`); a model of a later room is kept by it too.
"""

from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from wooncirkel.apps.people.actions.erasing import erase_person
from wooncirkel.apps.people.holding import short_lived
from wooncirkel.apps.people.models import Card, Person
from wooncirkel.apps.shared.registry import Retention, personal_fields

YEAR, MONTH = timedelta(days=365), timedelta(days=30)
SPANS = {
    Retention.A_DAY: timedelta(days=1),
    Retention.A_MONTH: MONTH,
    Retention.WHILE_ACCOUNT: MONTH,
    Retention.UNTIL_TAKEN_BACK: MONTH,
    Retention.WHILE_ROLE: YEAR,
    Retention.TWO_YEARS: 2 * YEAR,
    Retention.FIVE_YEARS: 5 * YEAR,
}
AFTER_DEATH = MONTH
AFTER_LEAVING = MONTH


def forget_old(*, now: datetime) -> None:
    """Delete the rows whose time is over."""
    for model, (since, span) in clocks().items():
        with transaction.atomic():
            model._default_manager.filter(over(model, since, now - span)).delete()


def forget_restored(*, now: datetime) -> None:
    """After a restore: end every session, and delete what is kept for a day at most (links, half a text)."""
    import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.all().delete()
    for model in short_lived():
        model._default_manager.all().delete()


def clocks() -> dict[type[Model], tuple[tuple[str, ...], timedelta]]:
    """Return, for each model with a clock, the moments from which it runs and how long it does."""
    return {
        entry.model: (entry.since, SPANS[entry.retention])
        for entry in personal_fields()
        if entry.since and entry.says
    }


def over(model: type[Model], since: tuple[str, ...], limit: datetime) -> Q:
    """Return the condition that one of these moments lies before `limit`."""
    passed = Q()
    for moment in since:
        is_day = not isinstance(_field(model, moment), models.DateTimeField)
        passed |= Q(**{f"{moment}__lt": timezone.localdate(limit) if is_day else limit})
    return passed


def _field(model: Any, lookup: str) -> Any:
    *above, last = lookup.split("__")
    for step in above:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def erase_who_died(*, now: datetime) -> None:
    """Erase whose death was written down a month ago."""
    limit: date = timezone.localdate(now - AFTER_DEATH)
    told = Q(death__told_at__lt=now - AFTER_DEATH) | Q(death=None, died_on__lt=limit)
    for person in Person.objects.filter(told).select_related("account"):
        erase_person(person=person, now=now)


def erase_who_left(*, now: datetime) -> None:
    """Erase whom nothing binds to any circle any more, and who was not here for a month."""
    for person in unbound(now).select_related("account"):
        erase_person(person=person, now=now)


def unbound(now: datetime) -> QuerySet[Person]:
    """Return the persons in no row that goes with them, cards and what was typed aside.

    Rows that have ended are gone by then: a role a year after its last day, a home in a circle after a month.
    """
    long_ago = now - AFTER_LEAVING
    found = Person.objects.filter(added_at__lt=long_ago, died_on=None).filter(
        Q(account=None) | Q(account__last_login=None) | Q(account__last_login__lt=long_ago)
    )
    for tie in Person._meta.related_objects:
        if tie.on_delete is models.CASCADE and tie.related_model is not Card:
            found = found.filter(**{f"{tie.name}": None})
    return found
