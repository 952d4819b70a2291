"""What a host may read at the desk: who agreed to be found, and what she wrote down herself just now."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from wooncirkel.apps.circles.actor import Actor
from wooncirkel.apps.circles.models import Circle, Draft, Line, Resident, Role, Tablet
from wooncirkel.apps.circles.queries import open_today
from wooncirkel.apps.circles.rules import residents_seen
from wooncirkel.apps.people.models import Act, Card
from wooncirkel.apps.shared.names import folded
from wooncirkel.apps.shared.rowsecurity import as_program

JUST_NOW = timedelta(minutes=15)
"""How long a host can still undo what she did."""

MOST = 8
DRAFTS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found; `more` when there were too many to show."""

    residents: list[Resident]
    more: bool = False


def desks(actor: Actor) -> list[Circle]:
    """Return the circles in which the actor is a host now."""
    mine = Circle.objects.filter(pk__in=actor.circles(Role.HOST))
    return list(mine.select_related("hub").order_by("name", "pk"))


def desk(actor: Actor, key: uuid.UUID | None) -> Circle | None:
    """Return this circle, or the first, when the actor is a host there."""
    return next((circle for circle in desks(actor) if key in {None, circle.public_id}), None)


def find(actor: Actor, circle: Circle, text: str) -> Found:
    """Return who agreed to be found and has this in her name; capitals and accents do not matter."""
    wanted = folded(text)
    return _noted(actor, circle, lambda name: wanted in name) if wanted else Found([])


def namesakes(actor: Actor, circle: Circle, called: str) -> Found:
    """Return who agreed to be found and has just this name."""
    wanted = folded(called)
    return _noted(actor, circle, lambda name: name == wanted)


def names(actor: Actor, circle: Circle, since: datetime) -> frozenset[str]:
    """Return the names, folded, of who agreed to be found or was added by this host after `since`.

    They are to compare with, never to show.
    """
    every = (_findable(actor, circle), _just_added(actor, circle, since))
    return frozenset(folded(name) for rows in every for name in rows.values_list("person__called", flat=True))


def _noted(actor: Actor, circle: Circle, fits: Callable[[str], bool]) -> Found:
    """Compare here and not in the database, which knows the capitals of no other script than ours."""
    rows = _findable(actor, circle).values_list("pk", "person__called")
    fitting = [pk for pk, called in rows if fits(folded(called))]
    shown = Resident.objects.filter(pk__in=fitting[:MOST]).select_related("person")
    found = sorted(shown, key=lambda row: (folded(row.person.called), row.pk))
    actor.looked.at_all([row.person.public_id for row in found], "name", act=Act.FOUND)
    return Found(found, len(fitting) > MOST)


def _findable(actor: Actor, circle: Circle) -> QuerySet[Resident]:
    agreed = Q(findable_at__isnull=False, circle=circle, circle__in=actor.circles(Role.HOST))
    return Resident.objects.filter(residents_seen(actor), agreed).order_by("person__called", "pk")


def at_desk(actor: Actor, key: uuid.UUID, since: datetime) -> Resident | None:
    """Return a resident who agreed to be found, or whom this host added after `since`; her name is noted."""
    hosted = Resident.objects.filter(public_id=key, circle__in=actor.circles(Role.HOST))
    agreed = Q(findable_at__isnull=False) & residents_seen(actor)
    found = (
        hosted.filter(agreed | _added(actor, since)).select_related("person__account", "circle__hub").first()
    )
    if found:
        actor.looked.at(found.person.public_id, "name", "language", "likes")
    return found


def _added(actor: Actor, since: datetime) -> Q:
    here = Q(circle__names_open_at__isnull=False, left_at=None, person__paused_at=None, person__died_on=None)
    return here & Q(person__added_by=actor.person, person__added_at__gt=since)


def is_added(actor: Actor, of: Resident, since: datetime) -> bool:
    """Return whether this host added somebody after `since`, and nobody has used her page in the meantime."""
    person = of.person
    by_me = person.added_by_id == actor.person and person.added_at > since
    with as_program("erasing"):  # what she has in another circle counts too
        used = person.account is not None and person.account.last_login is not None
        others = Line.objects.filter(resident__person=person).exclude(typed_by=actor.person).exists()
        elsewhere = Resident.objects.filter(person=person).exclude(pk=of.pk).exists()
        return by_me and not (used or others or elsewhere or person.memberships.exists())


def added(actor: Actor, circle: Circle, since: datetime) -> Sequence[Resident]:
    """Return whom this host added after `since`, in that order; their names are noted."""
    rows = list(_just_added(actor, circle, since).select_related("person").order_by("pk"))
    actor.looked.at_all([row.person.public_id for row in rows], "name", act=Act.TOOK)
    return rows


def count_added(actor: Actor, circle: Circle, since: datetime) -> int:
    """Return how many people this host added after `since`."""
    return _just_added(actor, circle, since).count()


def _just_added(actor: Actor, circle: Circle, since: datetime) -> QuerySet[Resident]:
    hosted = Resident.objects.filter(circle=circle, circle__in=actor.circles(Role.HOST))
    return hosted.filter(_added(actor, since))


def typed(actor: Actor, of: Resident, since: datetime) -> list[Line]:
    """Return what this host wrote down for a resident after `since`; noted by kind."""
    mine = Line.objects.filter(resident=of, typed_by=actor.person, written_at__gt=since)
    rows = list(mine.prefetch_related(open_today(actor.today)).order_by("written_at", "pk"))
    if rows:
        actor.looked.at(of.person.public_id, *{row.kind for row in rows})
    return rows


def typed_line(actor: Actor, key: uuid.UUID, since: datetime) -> Line | None:
    """Return a line that this host wrote down after `since`."""
    mine = Line.objects.filter(public_id=key, typed_by=actor.person, written_at__gt=since)
    return (
        mine.filter(resident__circle__in=actor.circles(Role.HOST)).select_related("resident__person").first()
    )


def has_card(of: Resident) -> bool:
    """Return whether somebody has a card that opens."""
    return Card.objects.filter(person=of.person, blocked_at=None).exists()


def draft(actor: Actor, place: str, now: datetime) -> dict[str, str]:
    """Return what the actor was typing here within a day, or nothing."""
    kept = Draft.objects.filter(person=actor.person, place=place, kept_at__gt=now - DRAFTS_KEPT).first()
    return dict(kept.fields) if kept else {}


def drafts(actor: Actor, now: datetime) -> list[Draft]:
    """Return everything that the actor was typing within a day, the newest first."""
    mine = Draft.objects.filter(person=actor.person, kept_at__gt=now - DRAFTS_KEPT)
    return list(mine.order_by("-kept_at"))


def tablets(circle: Circle) -> QuerySet[Tablet]:
    """Return the tablets of a circle that are enrolled now, by name."""
    return circle.tablets.filter(ended_at=None).select_related("enrolled_by").order_by("name", "pk")


def tablet(circle: Circle, key: uuid.UUID) -> Tablet | None:
    """Return a tablet of this circle, also one that has ended."""
    return circle.tablets.filter(public_id=key).first()
