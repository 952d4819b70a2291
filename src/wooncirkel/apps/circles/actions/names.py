"""Open names in a circle: who answers for what is written down first, then residents may be stored."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from wooncirkel.apps.circles.actions.members import SEEING, open_partners
from wooncirkel.apps.circles.models import Circle, Controller, Membership
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.shared.registry import processings

Deciders = Mapping[int, tuple[str, str]]
"""Key of an organisation → name and function of who decided for it."""


class NamesRefusedError(ValueError):
    """Why names stay as they are: `reason` is a key of the sentences of `forms.circle`, `who` of whom."""

    def __init__(self, reason: str, who: Sequence[str] = ()) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason, self.who = reason, list(who)


@transaction.atomic
def open_names(
    *,
    circle: Circle,
    controllers: Mapping[str, Sequence[Organisation]],
    by: Person | None,
    now: datetime,
    deciders: Deciders | None = None,
) -> Circle:
    """Name who answers for each processing (AVG 26) and open names, or add to who was named before.

    Every processing needs somebody, and so does every partner whose people see names: else NamesRefusedError.
    """
    held = Circle.objects.select_for_update().get(pk=circle.pk)
    _fits(held, controllers, now)
    for processing, organisations in controllers.items():
        for organisation in organisations:
            _name(held, organisation, processing, by, now, (deciders or {}).get(organisation.pk))
    if held.names_open_at is None:
        held.names_open_at, held.names_opened_by = now, by
        held.save(update_fields=["names_open_at", "names_opened_by"])
    return held


def _fits(circle: Circle, controllers: Mapping[str, Sequence[Organisation]], now: datetime) -> None:
    today = timezone.localdate(now)
    partners = set(open_partners(circle, today).values_list("organisation_id", flat=True))
    named = {organisation.pk for some in controllers.values() for organisation in some}
    known = dict.fromkeys(Controller.objects.filter(circle=circle).values_list("processing", flat=True))
    if not named <= partners or not set(controllers) <= {one.key for one in processings()}:
        raise NamesRefusedError("partner")
    missing = [one.title for one in processings() if not controllers.get(one.key) and one.key not in known]
    if missing:
        raise NamesRefusedError("processing", missing)
    if unnamed := _unnamed(circle, named, today):
        raise NamesRefusedError("unnamed", unnamed)


def _unnamed(circle: Circle, named: set[int], today: date) -> list[str]:
    """Return the partners whose people see names, and that nobody names."""
    before = set(Controller.objects.filter(circle=circle).values_list("organisation_id", flat=True))
    seeing = Membership.objects.filter(circle=circle, ended_at=None, ends_on__gte=today, role__in=SEEING)
    left_out = seeing.exclude(organisation=None).exclude(organisation__in=named | before)
    return sorted(set(left_out.values_list("organisation__name", flat=True)))


def _name(
    circle: Circle,
    organisation: Organisation,
    processing: str,
    by: Person | None,
    now: datetime,
    decider: tuple[str, str] | None,
) -> None:
    name, function = decider or ("", "")
    Controller.objects.get_or_create(
        circle=circle,
        organisation=organisation,
        processing=processing,
        defaults={"named_at": now, "named_by": by, "decided_by": name, "decided_as": function},
    )


@transaction.atomic
def close_names(*, circle: Circle, by: Person | None, now: datetime) -> Circle:
    """Close names again, while nobody has been stored yet; NamesRefusedError afterwards."""
    held = Circle.objects.select_for_update().get(pk=circle.pk)
    if held.residents.exists():
        raise NamesRefusedError("residents")
    Controller.objects.filter(circle=held).delete()
    held.names_open_at = held.names_opened_by = None
    held.save(update_fields=["names_open_at", "names_opened_by"])
    return held
