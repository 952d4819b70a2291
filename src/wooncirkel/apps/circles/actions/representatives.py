"""*Wie mij helpt*: somebody helps a resident decide, from a day to a day."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from wooncirkel.apps.circles.models import Representative, RepresentativeKind, Resident
from wooncirkel.apps.circles.rules import latest_end
from wooncirkel.apps.people.models import Person


class HelpPeriodError(ValueError):
    """Help that ends before it begins, or lasts too long."""


class NotChosenError(Exception):
    """Only help that a resident chose herself can be ended by her."""


def record_representative(
    *,
    resident: Resident,
    person: Person,
    kind: str,
    starts_on: date,
    ends_on: date,
    may_write: bool,
    may_share: bool,
    by: Person | None,
    now: datetime,
) -> Representative:
    """Write down who helps a resident decide; who helped already is told anew, from now on.

    For a parent `ends_on` is the 16th birthday of the child.
    """
    if not starts_on <= ends_on <= latest_end(kind, starts_on) or person.pk == resident.person_id:
        raise HelpPeriodError
    with transaction.atomic():
        Resident.objects.select_for_update().get(pk=resident.pk)
        before = Representative.objects.filter(resident=resident, person=person, ended_at=None)
        before.update(ended_at=now)
        return Representative.objects.create(
            resident=resident,
            person=person,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            may_write=may_write,
            may_share=may_share,
            recorded_by=by,
        )


def choose_helper(
    *, resident: Resident, person: Person, ends_on: date, may_write: bool, may_share: bool, now: datetime
) -> Representative:
    """Let a resident choose herself who helps her, for a year at most; who helps by law is not replaced."""
    today = timezone.localdate(now)
    by_law = Representative.objects.filter(
        resident=resident, person=person, ended_at=None, ends_on__gte=today
    )
    if by_law.exclude(kind=RepresentativeKind.CHOSEN).exists():
        raise NotChosenError
    return record_representative(
        resident=resident,
        person=person,
        kind=RepresentativeKind.CHOSEN,
        starts_on=today,
        ends_on=ends_on,
        may_write=may_write,
        may_share=may_share,
        by=resident.person,
        now=now,
    )


def end_help(*, representative: Representative, now: datetime) -> None:
    """Let a resident end what she chose herself, from the next request on."""
    if representative.kind != RepresentativeKind.CHOSEN:
        raise NotChosenError
    Representative.objects.filter(pk=representative.pk, ended_at=None).update(ended_at=now)
