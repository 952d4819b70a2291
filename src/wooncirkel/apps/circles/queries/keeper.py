"""What a log keeper reads: the lines that wait to be looked at. No content, and no name of who was seen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from wooncirkel.apps.circles.actor import Actor
from wooncirkel.apps.circles.models import Circle, Membership, Resident, Review, Role
from wooncirkel.apps.people.models import AccessLine, Organisation, Person


@dataclass(frozen=True, slots=True)
class Item:
    """One line in the queue, with what may be known of it. `worker` is nobody when she holds no role here.

    `mine`: it is what the log keeper did herself, which another looks at.
    """

    review: Review
    line: AccessLine | None
    worker: Person | None
    organisation: Organisation | None
    lives_here: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Month:
    """How many lines of a month were put in the queue, and how many of these were looked at."""

    month: date
    count: int
    closed: int


def kept(actor: Actor) -> Sequence[Circle]:
    """Return the circles of which the actor keeps the log."""
    return list(Circle.objects.filter(pk__in=actor.circles(Role.LOG_KEEPER)))


def circle(actor: Actor, key: uuid.UUID) -> Circle | None:
    """Return one of them."""
    return Circle.objects.filter(public_id=key, pk__in=actor.circles(Role.LOG_KEEPER)).first()


def waiting(actor: Actor, of: Circle, most: int) -> list[Item]:
    """Return what waits, the oldest first; that she reads it is noted."""
    rows = Review.objects.filter(circle=of, closed_at=None).order_by("raised_at", "access_line", "rule")
    return _items(actor, of, list(rows[:most]))


def looked_at(actor: Actor, of: Circle, most: int) -> list[Item]:
    """Return what was looked at, the newest first; noted."""
    rows = Review.objects.filter(circle=of).exclude(closed_at=None).select_related("closed_by")
    found = list(rows.order_by("-closed_at", "-pk")[:most])
    actor.looked.at_all((row.closed_by.public_id for row in found if row.closed_by), "name", "log")
    return _items(actor, of, found)


def item(actor: Actor, of: Circle, key: uuid.UUID) -> Item | None:
    """Return one; noted."""
    rows = list(Review.objects.filter(circle=of, public_id=key).select_related("closed_by"))
    return next(iter(_items(actor, of, rows)), None)


def months(of: Circle) -> list[Month]:
    """Return how far the queue is, by month of raising, the newest first."""
    rows = Review.objects.filter(circle=of).annotate(month=TruncMonth("raised_at")).values("month")
    counted = rows.annotate(count=Count("pk"), closed=Count("pk", filter=~Q(closed_at=None)))
    return [Month(row["month"].date(), row["count"], row["closed"]) for row in counted.order_by("-month")]


def _items(actor: Actor, of: Circle, reviews: list[Review]) -> list[Item]:
    lines = AccessLine.objects.in_bulk([review.access_line for review in reviews])
    workers = _workers(of, {line.actor for line in lines.values() if line.actor})
    employers = {line.organisation for line in lines.values() if line.organisation}
    organisations = {row.public_id: row for row in Organisation.objects.filter(public_id__in=employers)}
    at_home = _residents(of, {line.subject for line in lines.values()})
    actor.looked.at_all([line.subject for line in lines.values()], "log")
    actor.looked.at_all([worker.public_id for worker in workers.values()], "name", "log")
    found = []
    for review in reviews:
        line = lines.get(review.access_line)
        worker = workers.get(line.actor) if line and line.actor else None
        employer = organisations.get(line.organisation) if line and line.organisation else None
        mine = bool(line and line.actor and line.actor == actor.key)
        found.append(Item(review, line, worker, employer, bool(line and line.subject in at_home), mine))
    return found


def _workers(of: Circle, keys: set[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """Return who holds or held a role in the circle; a resident who looked keeps her name to herself."""
    held = Membership.objects.filter(circle=of, person__public_id__in=keys).select_related("person")
    return {row.person.public_id: row.person for row in held}


def _residents(of: Circle, keys: set[uuid.UUID]) -> set[uuid.UUID]:
    rows = Resident.objects.filter(circle=of, person__public_id__in=keys)
    return set(rows.values_list("person__public_id", flat=True))
