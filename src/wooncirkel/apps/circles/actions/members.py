"""Give somebody a role in a circle, from a day to a day, and take it away."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from wooncirkel.apps.circles.actions.own_people import let_go, take_again
from wooncirkel.apps.circles.actor import STAFF
from wooncirkel.apps.circles.models import Circle, Controller, Membership, Partner, Preset, Role
from wooncirkel.apps.circles.rules import FINDING, TAKING_PART
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.shared.stale import StaleError

LONGEST = timedelta(days=366)
SMALL = (Role.HOST, Role.GOOD_NEIGHBOUR, Role.ADMINISTRATOR)
SEEING = frozenset((*TAKING_PART, *FINDING))
"""Roles that see names of residents."""

NOT_ONESELF = frozenset((*TAKING_PART, Role.LOG_KEEPER))
EMPLOYED = STAFF - {Role.ADMINISTRATOR}
"""Roles in which somebody comes for an organisation; a circle may be begun and run before it has partners."""


class RoleRefusedError(ValueError):
    """Why a role is not given or taken: `reason` is a key of the sentences in `forms.circle`."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


def roles_of(circle: Circle) -> list[Role]:
    """Return the roles that a house of this size has."""
    return list(SMALL) if circle.preset == Preset.SMALL else list(Role)


def give_role(
    *,
    circle: Circle,
    person: Person,
    role: str,
    organisation: Organisation | None,
    starts_on: date,
    ends_on: date,
    by: Person | None,
    now: datetime,
    vog_on: date | None = None,
    called_as: str = "",
) -> Membership:
    """Give somebody a role; RoleRefusedError when it does not fit the circle, or she has it already.

    `called_as` is how who gives it calls somebody of whom she knows no more than an e-mail address.
    A role lasts a year at most, and somebody who works for an organisation can only come for a partner.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        held = Circle.objects.select_for_update().get(pk=circle.pk)
        if role not in roles_of(held):
            raise RoleRefusedError("preset")
        _fits_dates(starts_on, ends_on, today)
        _fits_giver(held, person, role, by)
        _fits_partner(held, organisation, role, today)
        _lapse(held, person, role, today, now)
        if Membership.objects.filter(circle=held, person=person, role=role, ended_at=None).exists():
            raise RoleRefusedError("already")
        return Membership.objects.create(
            circle=held,
            person=person,
            role=role,
            organisation=organisation,
            starts_on=starts_on,
            ends_on=ends_on,
            vog_on=vog_on,
            given_by=by,
            called_as=called_as or _called_before(held, person),
        )


def _called_before(circle: Circle, person: Person) -> str:
    """Return how an administrator here called her before."""
    rows = Membership.objects.filter(circle=circle, person=person).exclude(called_as="")
    return rows.order_by("-pk").values_list("called_as", flat=True).first() or ""


def _fits_giver(circle: Circle, person: Person, role: str, by: Person | None) -> None:
    """Refuse to give oneself a role that sees residents or keeps the log; in a small house one must."""
    if by and by.pk == person.pk and role in NOT_ONESELF and circle.preset != Preset.SMALL:
        raise RoleRefusedError("herself")


def _fits_dates(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on or ends_on < today:
        raise RoleRefusedError("order")
    if starts_on - today > LONGEST or ends_on - max(today, starts_on) > LONGEST:
        raise RoleRefusedError("year")


def _fits_partner(circle: Circle, organisation: Organisation | None, role: str, today: date) -> None:
    """Refuse who comes for no partner, or for one that nobody named while she would see names."""
    if organisation is None:
        if role in EMPLOYED:
            raise RoleRefusedError("employed")
        return
    if not open_partners(circle, today).filter(organisation=organisation).exists():
        raise RoleRefusedError("partner")
    named = Controller.objects.filter(circle=circle, organisation=organisation)
    if circle.names_open_at and role in SEEING and not named.exists():
        raise RoleRefusedError("controller")


def open_partners(circle: Circle, today: date) -> QuerySet[Partner]:
    """Return the partners that take part on a day, or will."""
    return Partner.objects.filter(circle=circle).filter(Q(ends_on=None) | Q(ends_on__gte=today))


def _lapse(circle: Circle, person: Person, role: str, today: date, now: datetime) -> None:
    """Close a role of hers that ran out, so that she can have it again."""
    out = Membership.objects.filter(circle=circle, person=person, role=role, ended_at=None)
    out.filter(ends_on__lt=today).update(ended_at=now)


@transaction.atomic
def end_role(*, membership: Membership, by: Person | None, now: datetime) -> Membership:
    """End a role now: the next request no longer has it. The last administrator cannot go.

    A role that has ended stays as it is.
    """
    held = _held(membership)
    if held.ended_at is None:
        _leave_one(held, timezone.localdate(now))
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        if held.circle:
            let_go(circle=held.circle, person=held.person, now=now)
    return held


def _held(membership: Membership) -> Membership:
    """Return the row as it is now, with its circle held against others who decide at the same moment."""
    if membership.circle_id:
        Circle.objects.select_for_update().get(pk=membership.circle_id)
    return Membership.objects.select_for_update().get(pk=membership.pk)


def _leave_one(membership: Membership, day: date) -> None:
    """Refuse to take the last administrator away."""
    if membership.role == Role.ADMINISTRATOR and not _others(membership, day):
        raise RoleRefusedError("last")


def _others(membership: Membership, day: date) -> bool:
    mine = Membership.objects.filter(circle=membership.circle_id, role=Role.ADMINISTRATOR, ended_at=None)
    other = mine.exclude(pk=membership.pk).filter(person__died_on=None, person__account__is_active=True)
    return other.filter(starts_on__lte=day, ends_on__gte=day).exists()


@transaction.atomic
def change_end(
    *, membership: Membership, ends_on: date, seen: date, by: Person | None, now: datetime
) -> Membership:
    """Let a role end on another day, at most a year ahead; `seen` is the day that stood there.

    StaleError when somebody else has moved it; RoleRefusedError when the day does not fit.
    """
    held, today = _held(membership), timezone.localdate(now)
    if held.ended_at is not None:
        raise RoleRefusedError("ended")
    if held.ends_on != seen:
        raise StaleError({"ends_on": ends_on.isoformat()}, {"ends_on": held.ends_on.isoformat()})
    _fits_dates(held.starts_on, ends_on, today)
    if ends_on - today > LONGEST:
        raise RoleRefusedError("year")
    if ends_on > held.ends_on and held.circle:
        _fits_giver(held.circle, held.person, held.role, by)
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    return held


@transaction.atomic
def reopen_role(*, membership: Membership, by: Person | None, now: datetime) -> Membership:
    """Undo the end of a role, on the day that it was ended; RoleRefusedError when that no longer fits."""
    held, today = _held(membership), timezone.localdate(now)
    if held.ended_at is None:
        return held
    same = Membership.objects.filter(circle=held.circle_id, person=held.person_id, role=held.role)
    if same.filter(ended_at=None).exists():
        raise RoleRefusedError("already")
    if timezone.localdate(held.ended_at) != today or held.ends_on < today:
        raise RoleRefusedError("undo")
    if held.circle:
        _fits_giver(held.circle, held.person, held.role, by)
    if held.circle:
        take_again(circle=held.circle, person=held.person, ended_at=held.ended_at)
    held.ended_at = None
    held.save(update_fields=["ended_at"])
    return held


@transaction.atomic
def note_vog(*, membership: Membership, vog_on: date | None) -> None:
    """Write down the day of somebody's VOG, and nothing else of it."""
    Membership.objects.filter(pk=membership.pk).update(vog_on=vog_on)
