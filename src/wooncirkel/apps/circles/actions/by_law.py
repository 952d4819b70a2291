"""A curator, mentor or parent is written down by who runs the circle, who does not see who lives there.

It begins when a second person, who saw the same paper, writes down the same. Nobody is told whether it fits.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from wooncirkel.apps.circles.actions.representatives import HelpPeriodError
from wooncirkel.apps.circles.actions.welcoming import person_by_mail
from wooncirkel.apps.circles.models import Circle, Representative, RepresentativeKind, Resident
from wooncirkel.apps.circles.rules import latest_end
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.names import folded
from wooncirkel.apps.shared.outbox import send_later
from wooncirkel.apps.shared.rowsecurity import as_program

WAITS = timedelta(days=30)
"""How long what was written down can be confirmed."""
LETTER = """Dag,

Er is opgeschreven dat u iemand helpt met beslissen. Log in, dan ziet u wat u kunt doen.

Zo komt u binnen: {way_in}
Vul daar dit e-mailadres in. Dan wijst het zich vanzelf.

Weet u van niets? Dan hoeft u niets te doen.
"""


@transaction.atomic
def record_by_law(
    *,
    circle: Circle,
    resident: str,
    called: str,
    email: str,
    kind: str,
    starts_on: date,
    ends_on: date,
    by: Person,
    now: datetime,
) -> Resident | None:
    """Write down who decides with the one resident of this name; nothing when there is not exactly one.

    It gives nothing, and no letter goes out, before `confirm_by_law`. HelpPeriodError for wrong days.
    """
    found = _named(circle, resident)
    if found is None:
        return None
    if kind == RepresentativeKind.CHOSEN or not starts_on <= ends_on <= latest_end(kind, starts_on):
        raise HelpPeriodError
    person = person_by_mail(email=email, called=called, by=by, now=now)
    if person.pk in {found.person_id, by.pk}:
        raise HelpPeriodError
    _waiting(found, now).filter(person=person).delete()
    Representative.objects.create(
        resident=found,
        person=person,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        may_write=True,
        may_share=True,
        recorded_by=by,
        ended_at=now,  # until it is confirmed
    )
    return found


@transaction.atomic
def confirm_by_law(
    *,
    circle: Circle,
    resident: str,
    email: str,
    kind: str,
    ends_on: date,
    by: Person,
    now: datetime,
    way_in: str = "",
) -> Resident | None:
    """Let begin what somebody else wrote down in the same words; nothing when there is no such thing.

    She may read and write from then on, and share what the resident has not refused. A letter tells her so.
    """
    found = _named(circle, resident)
    if found is None or found.person_id == by.pk:
        return None
    with as_program("accounts"):  # she may be known in another circle only
        person = Person.objects.filter(account__email__iexact=email, died_on=None).exclude(pk=by.pk).first()
    waiting = _waiting(found, now).filter(person=person, kind=kind, ends_on=ends_on)
    row = waiting.exclude(recorded_by=by).exclude(recorded_by=None).first() if person else None
    if row is None or person is None:
        return None
    _begin(row, by, now)
    send_later(
        to=email,
        person=person.public_id,
        subject="U helpt iemand met beslissen",
        text=LETTER.format(way_in=way_in),
        now=now,
    )
    return found


def _begin(row: Representative, by: Person, now: datetime) -> None:
    """End what the same person did for her till now, and let this take its place."""
    before = Representative.objects.filter(resident=row.resident_id, person=row.person_id, ended_at=None)
    before.update(ended_at=now)
    row.ended_at, row.confirmed_at, row.confirmed_by = None, now, by
    row.save(update_fields=["ended_at", "confirmed_at", "confirmed_by"])


def _waiting(resident: Resident, now: datetime) -> QuerySet[Representative]:
    """Return what was written down about her and waits; her row is held meanwhile."""
    Resident.objects.select_for_update().get(pk=resident.pk)
    rows = Representative.objects.filter(resident=resident, confirmed_at=None, ended_at__gte=now - WAITS)
    return rows.exclude(kind=RepresentativeKind.CHOSEN)


def _named(circle: Circle, called: str) -> Resident | None:
    if circle.names_open_at is None:
        return None
    rows = Resident.objects.filter(circle=circle, left_at=None, person__died_on=None).select_related("person")
    found = [row for row in rows if folded(row.person.called) == folded(called)]
    return found[0] if len(found) == 1 else None
