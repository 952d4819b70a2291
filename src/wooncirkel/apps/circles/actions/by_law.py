"""A curator, mentor or parent is written down by who runs the circle, who does not see who lives there."""

from datetime import date, datetime

from django.db import transaction

from wooncirkel.apps.circles.actions.members import person_by_mail
from wooncirkel.apps.circles.actions.representatives import HelpPeriodError, record_representative
from wooncirkel.apps.circles.models import Circle, Resident
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.names import folded
from wooncirkel.apps.shared.outbox import send_later

LETTER = """Dag,

U helpt iemand in de kring {circle} met beslissen. Dat is vandaag opgeschreven.

Zo komt u binnen: {way_in}
Vul daar dit e-mailadres in. Dan wijst het zich vanzelf.

Weet u van niets? Vertel het dan in de buurthub.
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
    way_in: str = "",
) -> Resident | None:
    """Write down who decides with the one resident of this name; nothing when there is not exactly one.

    She may read and write, and share what the resident has not refused. HelpPeriodError for days that do not
    fit.
    """
    found = _named(circle, resident)
    if found is None:
        return None
    person = person_by_mail(email=email, called=called, by=by, now=now)
    if person.pk in {found.person_id, by.pk}:
        raise HelpPeriodError
    record_representative(
        resident=found,
        person=person,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        may_write=True,
        may_share=True,
        by=by,
        now=now,
    )
    send_later(
        to=email,
        person=person.public_id,
        subject="U helpt iemand in de kring",
        text=LETTER.format(circle=circle, way_in=way_in),
        now=now,
    )
    return found


def _named(circle: Circle, called: str) -> Resident | None:
    if circle.names_open_at is None:
        return None
    rows = Resident.objects.filter(circle=circle, left_at=None, person__died_on=None).select_related("person")
    found = [row for row in rows if folded(row.person.called) == folded(called)]
    return found[0] if len(found) == 1 else None
