"""Which lines of the access log somebody must look at: a sample by lot, and those that a rule points at.

The rules are about looking with a role: that residents read what neighbours told is what the circle is for.
"""

import re
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import Q
from django.utils import timezone

from wooncirkel.apps.circles.models import Circle, Membership, OwnPerson, Representative, Resident
from wooncirkel.apps.people.models import AccessLine, Person

ONE_IN = 100
MOST_AN_HOUR = 30
NEXT_DOOR = 4
"""House numbers that differ by no more than this count as neighbours."""
NIGHT = (23, 6)
HOME = re.compile(r"^\s*(.+?)\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the log, as far as the rules ask."""

    pk: int
    at: datetime
    actor: uuid.UUID | None
    role: str
    organisation: uuid.UUID | None
    subject: uuid.UUID

    @property
    def day(self) -> date:
        """Return the day on which it was, here."""
        return timezone.localdate(self.at)


@dataclass(slots=True)
class Facts:
    """What is known of the people in some lines, by public key."""

    residents: set[uuid.UUID] = field(default_factory=set)
    homes: dict[uuid.UUID, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    names: dict[uuid.UUID, str] = field(default_factory=dict)
    roles: dict[uuid.UUID, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    close: set[tuple[uuid.UUID, uuid.UUID]] = field(default_factory=set)


def lines(circle: Circle, first: datetime, last: datetime) -> list[Seen]:
    """Return the lines about the people of a circle from a moment to before another, the oldest first.

    Somebody of two circles belongs to that of who looked, or else to the one that began first.
    """
    at_home = _circles_of()
    rows = AccessLine.objects.filter(at__gte=first, at__lt=last, subject__in=_people(circle)).order_by("pk")
    found = (Seen(*row) for row in rows.values_list("pk", "at", "actor", "role", "organisation", "subject"))
    return [seen for seen in found if _belongs(seen, at_home) == circle.pk]


def _people(circle: Circle) -> list[uuid.UUID]:
    here = Q(residencies__circle=circle) | Q(memberships__circle=circle)
    return list(Person.objects.filter(here).distinct().values_list("public_id", flat=True))


def _circles_of() -> dict[uuid.UUID, set[int]]:
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for model in (Resident, Membership):
        rows = model._default_manager.exclude(circle=None).values_list("person__public_id", "circle_id")
        for key, circle in rows.iterator():
            found[key].add(circle)
    return found


def _belongs(seen: Seen, at_home: dict[uuid.UUID, set[int]]) -> int:
    theirs = at_home.get(seen.subject, set())
    both = theirs & at_home.get(seen.actor, set()) if seen.actor else set()
    return min(both or theirs)


def by_lot(found: Sequence[Seen], *, year: int, month: int, circle: int) -> list[int]:
    """Return the lines of a month that the lot points at: one in a hundred, at least one; always the same."""
    if not found:
        return []
    lot = np.random.default_rng([year, month, circle])
    chosen = lot.choice(len(found), size=-(-len(found) // ONE_IN), replace=False)
    return sorted(found[place].pk for place in chosen)


def raised(circle: Circle, found: Sequence[Seen]) -> Iterator[tuple[int, str]]:
    """Yield each line with the rule that points at it."""
    worked = [seen for seen in found if seen.role and seen.actor]
    facts = facts_of(circle, worked)
    for seen in worked:
        yield from ((seen.pk, rule) for rule, points in RULES.items() if points(seen, facts))
    yield from ((pk, "many") for pk in in_a_rush(worked))


def in_a_rush(found: Iterable[Seen]) -> Iterator[int]:
    """Yield the line with which somebody saw more than thirty people within an hour; once an hour."""
    lately: dict[uuid.UUID | None, deque[Seen]] = defaultdict(deque)
    for seen in found:
        queue = lately[seen.actor]
        queue.append(seen)
        while queue[0].at <= seen.at - timedelta(hours=1):
            queue.popleft()
        if len({one.subject for one in queue}) > MOST_AN_HOUR:
            queue.clear()
            yield seen.pk


def facts_of(circle: Circle, found: Sequence[Seen]) -> Facts:
    """Read what the rules ask of the people in these lines."""
    keys = {key for seen in found for key in (seen.actor, seen.subject) if key}
    facts = Facts()
    for key, called in Person.objects.filter(public_id__in=keys).values_list("public_id", "called"):
        facts.names[key] = _last_word(called)
    for row in Resident.objects.filter(person__public_id__in=keys).select_related("person"):
        if row.circle_id == circle.pk:
            facts.residents.add(row.person.public_id)
        if place := address(row.home):
            facts.homes[row.person.public_id].add(place)
    for role in Membership.objects.filter(person__public_id__in=keys).select_related(
        "person", "organisation"
    ):
        facts.roles[role.person.public_id].append(role)
    facts.close = _close(keys)
    return facts


def _close(keys: set[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Return who is near to whom by a resident's own choice, or decides with her."""
    pair = ("person__public_id", "resident__person__public_id")
    named = OwnPerson.objects.filter(person__public_id__in=keys).values_list(*pair)
    helped = Representative.objects.filter(person__public_id__in=keys).values_list(*pair)
    return {*named, *helped}


def address(home: str) -> tuple[str, int] | None:
    """Return street and house number of what was typed as an address; nothing when there is no number."""
    found = HOME.match(home)
    return (found[1].casefold(), int(found[2][:6])) if found else None


def _last_word(called: str) -> str:
    """Return the last of several words of a name: of one word we do not know whether it is a family name."""
    words = called.casefold().split()
    return words[-1] if len(words) > 1 else ""


def _colleague(seen: Seen, facts: Facts) -> bool:
    theirs = (
        role for role in facts.roles[seen.subject] if role.organisation and seen.subject in facts.residents
    )
    return any(
        role.organisation and role.organisation.public_id == seen.organisation and _holds(role, seen.day)
        for role in theirs
    )


def _same_home(seen: Seen, facts: Facts) -> bool:
    return bool(_homes(seen.actor, facts) & _homes(seen.subject, facts))


def _next_door(seen: Seen, facts: Facts) -> bool:
    return any(
        street == other and 0 < abs(number - theirs) <= NEXT_DOOR
        for street, number in _homes(seen.actor, facts)
        for other, theirs in _homes(seen.subject, facts)
    )


def _homes(key: uuid.UUID | None, facts: Facts) -> set[tuple[str, int]]:
    return facts.homes.get(key, set()) if key else set()


def _same_name(seen: Seen, facts: Facts) -> bool:
    own = facts.names.get(seen.actor, "") if seen.actor else ""
    return bool(own) and seen.actor != seen.subject and own == facts.names.get(seen.subject, "")


def _family(seen: Seen, facts: Facts) -> bool:
    return (seen.actor, seen.subject) in facts.close


def _outside(seen: Seen, facts: Facts) -> bool:
    mine = facts.roles[seen.actor] if seen.actor else []
    return not any(role.role == seen.role and _holds(role, seen.day) for role in mine)


def _holds(role: Membership, day: date) -> bool:
    stopped = role.ended_at and timezone.localdate(role.ended_at) < day
    return role.starts_on <= day <= role.ends_on and not stopped


def _at_night(seen: Seen, facts: Facts) -> bool:
    hour = timezone.localtime(seen.at).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


RULES: dict[str, Callable[[Seen, Facts], bool]] = {
    "colleague": _colleague,
    "same-home": _same_home,
    "next-door": _next_door,
    "same-name": _same_name,
    "family": _family,
    "outside": _outside,
    "night": _at_night,
}
"""The rules of which each asks one line; `many` asks them all."""
