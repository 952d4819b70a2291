"""What a host may read at the desk: who agreed to be found, and what she wrote down herself just now."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from wooncirkel.apps.circles.actor import STAFF, Actor
from wooncirkel.apps.circles.models import (
    Circle,
    Draft,
    Line,
    Membership,
    Resident,
    Role,
    Sharing,
    Tablet,
)
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


class Names(frozenset[str]):
    """Folded names to compare with, never to show. Whom a comparison meets is noted as found."""

    actor: Actor
    keys: dict[str, set[uuid.UUID]]

    def __contains__(self, name: object) -> bool:
        """Return whether somebody has this name; that answer tells that she is here, so it is noted."""
        self.actor.looked.at_all(self.keys.get(str(name), ()), "name", act=Act.FOUND)
        return super().__contains__(name)


def names(actor: Actor, circle: Circle, since: datetime) -> Names:
    """Return the names of who agreed to be found or was added by this host after `since`."""
    keys: dict[str, set[uuid.UUID]] = {}
    for rows in (_findable(actor, circle), _just_added(actor, circle, since)):
        for called, key in rows.values_list("person__called", "person__public_id"):
            keys.setdefault(folded(called), set()).add(key)
    found = Names(keys)
    found.actor, found.keys = actor, keys
    return found


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
    here = _at_desk(actor, since).filter(public_id=key)
    found = here.select_related("person__account", "circle__hub").first()
    if found:
        actor.looked.at(found.person.public_id, "name", "language", "likes")
    return found


def _at_desk(actor: Actor, since: datetime) -> QuerySet[Resident]:
    agreed = Q(findable_at__isnull=False) & residents_seen(actor)
    return Resident.objects.filter(agreed | _added(actor, since), circle__in=actor.circles(Role.HOST))


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
    mine = _untouched(actor, since).filter(resident=of)
    rows = list(mine.prefetch_related(open_today(actor.today)).order_by("written_at", "pk"))
    if rows:
        actor.looked.at(of.person.public_id, *{row.kind for row in rows})
    return rows


def typed_line(actor: Actor, key: uuid.UUID, since: datetime) -> Line | None:
    """Return a line that this host wrote down after `since`, of somebody whom she may still help."""
    mine = _untouched(actor, since).filter(public_id=key, resident__in=_at_desk(actor, since))
    return mine.select_related("resident__person").first()


def _untouched(actor: Actor, since: datetime) -> QuerySet[Line]:
    """Return what this host wrote down after `since`, as long as nobody else did anything with it.

    From then on it is the resident's own, and the host sees what `rules` let her see.
    """
    other = ~Q(typed_by=actor.person) | Q(ended_at__isnull=False)
    moved = Sharing.objects.filter(other, line=OuterRef("pk"))
    typed_now = Q(typed_by=actor.person, written_at__gt=since, version=1, refusal__isnull=True)
    return Line.objects.filter(typed_now, ~Exists(moved))


def has_card(of: Resident) -> bool:
    """Return whether somebody has a card that opens."""
    return Card.objects.filter(person=of.person, blocked_at=None).exists()


def own_card(actor: Actor) -> bool:
    """Return whether the actor has a card that opens."""
    return Card.objects.filter(person=actor.person, blocked_at=None).exists()


def is_staff(of: Resident, today: date) -> bool:
    """Return whether somebody today has a role that no card made at a desk may open."""
    now = Q(ended_at=None, starts_on__lte=today, ends_on__gte=today)
    at_work = Q(role__in=STAFF) | Q(organisation__isnull=False)
    with as_program("sign-in"):  # what she does in another circle counts too
        return Membership.objects.filter(now, at_work, person=of.person_id).exists()


def with_card(circle: Circle, called: str) -> list[Resident]:
    """Return who lives in a circle, has just this name and a card that opens; found by name or not.

    Also who is on pause, and who did not agree to be found: this is to block a lost card, never to show.
    """
    wanted, here = folded(called), Resident.objects.filter(circle=circle, left_at=None)
    rows = here.values_list("pk", "person__called")
    fitting = [pk for pk, name in rows if folded(name) == wanted]
    cards = Card.objects.filter(person=OuterRef("person"), blocked_at=None)
    return list(here.filter(Exists(cards), pk__in=fitting or [0]).select_related("person"))


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
