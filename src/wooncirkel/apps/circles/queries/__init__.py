"""Named reads of the room circles. What leaves here for a page is noted for the access log."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from wooncirkel.apps.circles.actor import Actor
from wooncirkel.apps.circles.models import Circle, Line, OwnPerson, Resident, Ring, Sharing
from wooncirkel.apps.circles.rules import lines_seen, meets, residents_seen


def open_today(today: date) -> Prefetch:  # type: ignore[type-arg]
    """Return how to read, with lines, the sharing that holds today; `ring_of` needs it."""
    still = Q(until=None) | Q(until__gte=today)
    return Prefetch("sharings", Sharing.objects.filter(still, ended_at=None), to_attr="open_sharings")


def circle(key: uuid.UUID) -> Circle | None:
    """Return a circle; it is no person, anybody may know of it."""
    return Circle.objects.select_related("hub").filter(public_id=key).first()


def circle_with_role(actor: Actor, key: uuid.UUID, *roles: str) -> Circle | None:
    """Return a circle in which the actor has one of these roles."""
    return Circle.objects.filter(public_id=key, pk__in=actor.circles(*roles)).first()


def circles_with_role(actor: Actor, *roles: str) -> QuerySet[Circle]:
    """Return the circles in which the actor has one of these roles."""
    return Circle.objects.filter(pk__in=actor.circles(*roles))


def circle_met(actor: Actor, key: uuid.UUID) -> Circle | None:
    """Return a circle in which the actor takes part and sees what the neighbourhood may see."""
    return Circle.objects.filter(public_id=key, pk__in=meets(actor)).first()


def own_homes(actor: Actor) -> QuerySet[Resident]:
    """Return the circles in which the actor is a resident, the first she came to first."""
    mine = Resident.objects.filter(person_id=actor.person, left_at=None, circle__in=actor.homes)
    return mine.select_related("circle__hub", "person").order_by("came_at")


def own_home(actor: Actor, key: uuid.UUID | None = None) -> Resident | None:
    """Return where she is a resident: this one, or the first."""
    mine = own_homes(actor)
    return mine.filter(public_id=key).first() if key else mine.first()


def resident(actor: Actor, key: uuid.UUID) -> Resident | None:
    """Return a resident whom the actor may see; her name is noted."""
    found = (
        Resident.objects.filter(residents_seen(actor), public_id=key)
        .select_related("person", "circle")
        .first()
    )
    if found:
        actor.looked.at(found.person.public_id, "name")
    return found


def lines(actor: Actor, of: Resident) -> Sequence[Line]:
    """Return what the actor may see of a resident, in the order in which it was written; noted by kind."""
    seen = Line.objects.filter(lines_seen(actor), resident=of).select_related("typed_by")
    seen = seen.prefetch_related(open_today(actor.today))
    found = list(seen.order_by("written_at", "pk"))
    if found:
        actor.looked.at(of.person.public_id, *{line.kind for line in found})
    if of.person_id == actor.person:  # her own page says who typed a line for her
        actor.looked.at_all({line.typed_by.public_id for line in found if line.typed_by}, "name")
    return found


def ring_of(line: Line) -> str:
    """Return the ring of a line that `lines` returned."""
    now: list[Sharing] = getattr(line, "open_sharings", None) or []
    return now[0].ring if now else Ring.ME


def line(actor: Actor, key: uuid.UUID) -> Line | None:
    """Return one of her own lines."""
    mine = Line.objects.filter(public_id=key, resident__person_id=actor.person)
    here = mine.filter(resident__circle__in=actor.homes).select_related(
        "resident__person", "resident__circle"
    )
    return here.prefetch_related(open_today(actor.today)).first()


def own_people(of: Resident) -> QuerySet[OwnPerson]:
    """Return the people whom a resident named and who are here: not on pause, not dead."""
    return chosen_people(of).filter(person__paused_at=None)


def chosen_people(of: Resident) -> QuerySet[OwnPerson]:
    """Return the people whom a resident named; of who is on pause no page may tell the name."""
    named = of.own_people.filter(ended_at=None, person__died_on=None)
    return named.select_related("person").order_by("since")
