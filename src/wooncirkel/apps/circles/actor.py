"""Who asks: built anew for every request, so that a role that was taken away is gone on the next click."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from wooncirkel.apps.circles.models import (
    Membership,
    Representative,
    RepresentativeKind,
    Resident,
    Role,
    Tablet,
)
from wooncirkel.apps.people.accesslog import Duty, Identity, Looked, looked_of
from wooncirkel.apps.people.means import Means, means_of, second_factor_of
from wooncirkel.apps.people.models import Account, Person
from wooncirkel.apps.people.tokens import hashed

TABLET_COOKIE = "__Secure-tablet"
TABLET_COOKIE_PLAIN = "tablet"

STAFF = frozenset(Role) - {Role.GOOD_NEIGHBOUR, Role.COACH, Role.HOST}
"""Roles that need a second factor, wherever they are used."""

BY_CARD = frozenset({Role.GOOD_NEIGHBOUR, Role.COACH})
"""Roles of volunteers, for which a card or a link by e-mail is enough."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that the actor has today."""

    role: str
    circle: int | None
    organisation: int | None
    organisation_key: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for a page, with everything on which the rules decide; `person` 0 is nobody."""

    today: date
    person: int = 0
    key: uuid.UUID | None = None
    means: Means = Means.NONE
    tablet: Tablet | None = None
    held: tuple[Held, ...] = ()
    homes: frozenset[int] = frozenset()
    """Circles with names open, in which she is a resident."""
    left: frozenset[int] = frozenset()
    """Circles in which every role of hers has ended."""
    helps: frozenset[int] = frozenset()
    """Residents whom she represents today; none while `close` is not so."""
    close: bool = False
    """Came in well enough for what was entrusted to her alone; who works here needs a second factor."""
    unproven: bool = False
    """Has a role that needs a second factor, and has not shown one."""
    looked: Looked = field(default_factory=Looked, compare=False)

    def circles(self, *roles: str) -> frozenset[int]:
        """Return the circles in which she has one of these roles."""
        return frozenset(held.circle for held in self.held if held.role in roles and held.circle is not None)

    def has(self, *roles: str) -> bool:
        """Return whether she has one of these roles anywhere."""
        return any(held.role in roles for held in self.held)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; read once per request."""
    found: Actor | None = getattr(request, "_actor", None)
    if found is None:
        found = request._actor = _read(request)  # type: ignore[attr-defined]
    return found


def person_of(request: HttpRequest) -> int:
    """Return the person who asks, 0 for nobody: what the database must know before it shows anything."""
    person = _person(request)
    return person.pk if person else 0


def _person(request: HttpRequest) -> Person | None:
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    return Person.objects.filter(account=account, died_on=None).first()


def _read(request: HttpRequest) -> Actor:
    today = timezone.localdate()
    person = _person(request)
    if person is None:
        return Actor(today, tablet=tablet_of(request), looked=looked_of(request))
    return _actor(request, person, today)


def _actor(request: HttpRequest, person: Person, today: date) -> Actor:
    means, tablet, looked = means_of(request), tablet_of(request), looked_of(request)
    found = _built(person, today, means, tablet, second_factor=second_factor_of(request), looked=looked)
    looked.by = Identity(person=person.public_id, means="tablet" if tablet else means)
    looked.duties = lambda subjects: _duties(found.held, subjects)
    return found


def _built(
    person: Person, today: date, means: Means, tablet: Tablet | None, *, second_factor: bool, looked: Looked
) -> Actor:
    every = list(Membership.objects.filter(person=person).select_related("organisation").order_by("pk"))
    now = [row for row in every if row.ended_at is None and row.starts_on <= today <= row.ends_on]
    held, unproven = _proven(now, means, tablet, second_factor=second_factor)
    close = not any(map(_is_work, now)) or (means == Means.WORK and second_factor)
    return Actor(
        today=today,
        person=person.pk,
        key=person.public_id,
        means=means,
        tablet=tablet,
        held=held,
        homes=_homes(person),
        left=frozenset(row.circle_id for row in every if row.circle_id and _is_over(row, today))
        - frozenset(row.circle_id for row in now if row.circle_id),
        helps=_helps(person, today) if close else frozenset(),
        close=close,
        unproven=unproven,
        looked=looked,
    )


def actors_as(person: Person, today: date) -> list[Actor]:
    """Return somebody in each way in which she can sign in; what she looks at through them is not noted.

    A volunteer host meets residents at a tablet alone; who works for an organisation signs in as staff.
    """
    now = Membership.objects.filter(person=person, ended_at=None, starts_on__lte=today, ends_on__gte=today)
    volunteers = BY_CARD | {Role.HOST}
    ways: list[tuple[Means, Tablet | None]] = [(Means.CARD, None)]
    if any(row.organisation_id or row.role not in volunteers for row in now):
        ways.append((Means.WORK, None))
    hosted = [row.circle_id for row in now if row.role == Role.HOST]
    ways += [(Means.CARD, tablet) for tablet in Tablet.objects.filter(circle__in=hosted, ended_at=None)]
    return [
        _built(person, today, means, tablet, second_factor=means == Means.WORK, looked=Looked())
        for means, tablet in ways
    ]


def _is_work(row: Membership) -> bool:
    """Return whether somebody must sign in as staff for this role."""
    return row.organisation_id is not None or row.role in STAFF


def _is_over(row: Membership, today: date) -> bool:
    """Return whether a role began and ended; one that was called off before its first day never was."""
    if row.ended_at is not None:
        return row.starts_on <= timezone.localdate(row.ended_at)
    return row.ends_on < today


def _homes(person: Person) -> frozenset[int]:
    mine = Resident.objects.filter(person=person, left_at=None, circle__names_open_at__isnull=False)
    return frozenset(mine.values_list("circle_id", flat=True))


def _helps(person: Person, today: date) -> frozenset[int]:
    now = Representative.objects.filter(
        Q(kind=RepresentativeKind.CHOSEN) | Q(confirmed_at__isnull=False),
        ended_at=None,
        person=person,
        starts_on__lte=today,
        ends_on__gte=today,
    )
    return frozenset(now.values_list("resident_id", flat=True))


def _proven(
    rows: list[Membership], means: Means, tablet: Tablet | None, *, second_factor: bool
) -> tuple[tuple[Held, ...], bool]:
    """Return the roles that this way of signing in carries, and whether a second factor is still missing."""
    able = [row for row in rows if _carries(row, means, tablet, second_factor=second_factor)]
    held = tuple(
        Held(
            row.role,
            row.circle_id,
            row.organisation_id,
            row.organisation.public_id if row.organisation else None,
        )
        for row in able
    )
    return held, means == Means.WORK and bool(rows) and not second_factor


def _carries(row: Membership, means: Means, tablet: Tablet | None, *, second_factor: bool) -> bool:
    if means == Means.WORK:
        return second_factor
    if row.role == Role.HOST:
        return tablet is not None and means == Means.CARD and row.circle_id == tablet.circle_id
    return row.role in BY_CARD and not row.organisation_id and tablet is None


def _duties(held: tuple[Held, ...], subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, Duty]:
    """Return, for each of these persons, the role that she holds in a circle of that person.

    Who is in no circle at all (erased by this very act) counts for the one circle in which she has roles.
    """
    mine = {one.circle: (one.role, one.organisation_key) for one in reversed(held) if one.circle}
    if not mine:
        return {}
    places: dict[uuid.UUID, set[int]] = {key: set() for key in subjects}
    for model in (Resident, Membership):
        rows = model._default_manager.filter(person__public_id__in=subjects, circle__isnull=False)
        for key, circle in rows.values_list("person__public_id", "circle_id"):
            places[key].add(circle)
    only = set(mine) if len(mine) == 1 else set()
    return {
        key: duty
        for key, there in places.items()
        for circle, duty in mine.items()  # the role that she had first comes last, and stays
        if circle in (there or only)
    }


def tablet_of(request: HttpRequest) -> Tablet | None:
    """Return the enrolled tablet on which this request was made."""
    secret = request.COOKIES.get(TABLET_COOKIE) or request.COOKIES.get(TABLET_COOKIE_PLAIN)
    if not secret:
        return None
    return Tablet.objects.filter(token_hash=hashed(secret), ended_at=None).first()
