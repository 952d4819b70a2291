"""Fill the queue of a log keeper, and close what she looked at."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wooncirkel.apps.circles.models import Circle, Review, Verdict
from wooncirkel.apps.circles.queries import watching
from wooncirkel.apps.people.models import AccessLine, Act, Person
from wooncirkel.apps.shared.stale import StaleError

SAMPLE = "sample"
BY_LAW = "by-law"
DIED = "died"
BACK = timedelta(days=8)
"""How far back the rules look each day: a day or a week in which the worker stood still is made up for."""


class OwnLookError(Exception):
    """Nobody closes what she did herself."""


def fill_queues(*, now: datetime) -> None:
    """Put in every circle's queue what the rules point at, and the sample of last month; safe to repeat."""
    for circle in Circle.objects.exclude(names_open_at=None):
        raise_rules(circle=circle, now=now)
        draw_sample(circle=circle, now=now)


def raise_rules(*, circle: Circle, now: datetime) -> None:
    """Put in the queue what the rules point at in the last days."""
    found = watching.lines(circle, now - BACK, now)
    _put(circle, [*watching.raised(circle, found), *_weighty({seen.pk for seen in found}, now)], now)


def _weighty(found: set[int], now: datetime) -> list[tuple[int, str]]:
    """Return what was written down that changes everything for somebody: help by law, and a death."""
    rows = AccessLine.objects.filter(at__gte=now - BACK, at__lt=now, act=Act.CHANGED)
    by_law = (
        rows.exclude(role="")
        .exclude(actor=F("subject"))
        .filter(what__contains="representative")
        .values_list("pk", flat=True)
    )
    died = rows.filter(what__contains="died").values_list("pk", flat=True)
    every = [*((line, BY_LAW) for line in by_law), *((line, DIED) for line in died)]
    return [(line, rule) for line, rule in every if line in found]


def draw_sample(*, circle: Circle, now: datetime) -> None:
    """Put in the queue one in a hundred lines of last month, at least one, once a month."""
    begin, end = last_month(now)
    with transaction.atomic():
        held = Circle.objects.select_for_update().get(pk=circle.pk)
        if Review.objects.filter(circle=held, rule=SAMPLE, raised_at__gte=end).exists():
            return
        found = watching.lines(held, begin, end)
        day = timezone.localdate(begin)
        chosen = watching.by_lot(found, year=day.year, month=day.month, circle=held.pk)
        _put(held, [(line, SAMPLE) for line in chosen], now)


def _put(circle: Circle, found: list[tuple[int, str]], now: datetime) -> None:
    rows = [Review(circle=circle, access_line=line, rule=rule, raised_at=now) for line, rule in found]
    Review.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def last_month(now: datetime) -> tuple[datetime, datetime]:
    """Return the first moment of the month before this one, and of this one, here."""
    this = timezone.localdate(now).replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (before, this))
    return begin, end


def close(*, review: Review, verdict: str, note: str, by: Person, now: datetime) -> None:
    """Close what was looked at. Raises StaleError, with both, when somebody else was first.

    OwnLookError when it is about what the closer did herself: that is for another.
    """
    if AccessLine.objects.filter(pk=review.access_line, actor=by.public_id).exists():
        raise OwnLookError
    closed = Review.objects.filter(pk=review.pk, closed_at=None).update(
        verdict=verdict, note=note, closed_by=by, closed_at=now
    )
    if not closed:
        theirs = Review.objects.get(pk=review.pk)
        raise StaleError(
            {"verdict": Verdict(verdict).label, "note": note},
            {"verdict": Verdict(theirs.verdict).label, "note": theirs.note},
        )
