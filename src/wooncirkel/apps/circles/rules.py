"""Who may see what. The only place where visibility is decided; `queries` and RLS follow it.

A line is seen by its resident; by who helps her decide; by the people whom she named, in the ring *mijn
mensen*; by who takes part in the neighbourhood, in the ring *de buurt*. Nothing else opens it: no role, no
organisation.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.models import (
    Line,
    OwnPerson,
    Representative,
    RepresentativeKind,
    Resident,
    Ring,
    Role,
    Sharing,
)
from wooncirkel.apps.people.means import Means

TAKING_PART = (Role.GOOD_NEIGHBOUR, Role.COACH, Role.HOST, Role.LINK_WORKER, Role.TEAM_LEAD)
"""Roles with which somebody meets residents. A community worker has groups, and no pages of persons."""

TRUSTED = (Role.HOST, Role.LOG_KEEPER)
"""Roles to which a resident can bring a question about who looked."""

FINDING = (Role.HOST, Role.LINK_WORKER)
"""Roles that may find a resident by name, when she agreed to be found."""

Rule = Callable[[HttpRequest], bool]


def somebody(request: HttpRequest) -> bool:
    """Let in who has signed in and is known as a person."""
    return actor_of(request).person > 0


def resident(request: HttpRequest) -> bool:
    """Let in a resident of a circle in which names are open, or who helps one decide."""
    actor = actor_of(request)
    return bool(actor.homes or actor.helps)


def lives_here(request: HttpRequest) -> bool:
    """Let in a resident of a circle in which names are open."""
    return bool(actor_of(request).homes)


def helps_decide(request: HttpRequest) -> bool:
    """Let in who helps a resident decide, today."""
    return bool(actor_of(request).helps)


def taking_part(request: HttpRequest) -> bool:
    """Let in who is a resident or meets residents."""
    actor = actor_of(request)
    return bool(actor.homes) or actor.has(*TAKING_PART)


def role(*roles: Role) -> Rule:
    """Return a rule that lets in who has one of these roles in any circle; a query narrows to the circle."""

    def has_role(request: HttpRequest) -> bool:
        return actor_of(request).has(*roles)

    has_role.__name__ = "role_" + "_".join(roles)
    return has_role


def meets(actor: Actor) -> frozenset[int]:
    """Return the circles of which she sees the ring *de buurt*."""
    return actor.homes | actor.circles(*TAKING_PART)


def _open(actor: Actor) -> QuerySet[Sharing]:
    still = Q(until=None) | Q(until__gte=actor.today)
    return Sharing.objects.filter(still, line=OuterRef("pk"), ended_at=None)


def _named(actor: Actor, resident: str) -> Exists:
    return Exists(
        OwnPerson.objects.filter(resident=OuterRef(resident), person_id=actor.person, ended_at=None)
    )


def _chosen(actor: Actor, resident: str, circle: str) -> Q:
    """Return the condition that a resident named the actor, who came in well enough and did not leave."""
    if not actor.close:
        return Q(pk__in=[])
    return ~Q(**{f"{circle}__in": actor.left - actor.homes}) & Q(_named(actor, resident))


def _living(prefix: str) -> Q:
    """Return the condition that a resident is here: names open, not left, not on pause, not dead."""
    return Q(
        **{
            f"{prefix}circle__names_open_at__isnull": False,
            f"{prefix}left_at": None,
            f"{prefix}person__paused_at": None,
            f"{prefix}person__died_on": None,
        }
    )


def lines_seen(actor: Actor) -> Q:
    """Return the lines that the actor may see."""
    if not actor.person:
        return Q(pk__in=[])
    own = Q(resident__person_id=actor.person, resident__circle__names_open_at__isnull=False)
    helped = Q(resident__in=actor.helps, resident__person__died_on=None)
    around = Q(resident__circle__in=meets(actor))
    shared = around & Exists(_open(actor).filter(ring=Ring.ALL))
    if actor.tablet and actor.has(Role.HOST):
        return own | (_living("resident__") & shared & Q(resident__findable_at__isnull=False))
    named = _chosen(actor, "resident", "resident__circle") & Exists(_open(actor))
    return own | helped | (_living("resident__") & (shared | named))


def residents_seen(actor: Actor) -> Q:
    """Return the residents whose name and page the actor may see."""
    if not actor.person:
        return Q(pk__in=[])
    own = Q(person_id=actor.person, circle__names_open_at__isnull=False)
    found = Q(circle__in=actor.circles(*FINDING), findable_at__isnull=False)
    if actor.tablet and actor.has(Role.HOST):
        return own | (_living("") & found)
    named = _chosen(actor, "pk", "circle")
    told = Q(Exists(Line.objects.filter(lines_seen(actor), resident=OuterRef("pk"))))
    return own | Q(pk__in=actor.helps) | (_living("") & (found | named | told))


def questions_seen(actor: Actor) -> Q:
    """Return the questions that were brought to the actor: while she has the role for it, or is named."""
    by_role = Q(resident__circle__in=actor.circles(*TRUSTED))
    still: Q = by_role | _chosen(actor, "resident", "resident__circle")
    return Q(to_id=actor.person) & _living("resident__") & still


def may_see(actor: Actor, resident: Resident) -> bool:
    """Return whether the actor may see the page of a resident."""
    return Resident.objects.filter(residents_seen(actor), pk=resident.pk).exists()


def may_mourn(request: HttpRequest) -> bool:
    """Let in who may write down that a resident died: who finds residents by name, or helps one by law."""
    actor = actor_of(request)
    return actor.has(*FINDING) or bool(helped_by_law(actor))


def helped_by_law(actor: Actor) -> frozenset[int]:
    """Return the residents whom she helps today by law, and not because they chose her."""
    if not actor.helps:
        return frozenset()
    by_law = Representative.objects.filter(
        person=actor.person, resident__in=actor.helps, ended_at=None, confirmed_at__isnull=False
    )
    return frozenset(by_law.exclude(kind=RepresentativeKind.CHOSEN).values_list("resident_id", flat=True))


def on_tablet(request: HttpRequest) -> bool:
    """Let in who is on an enrolled tablet."""
    return actor_of(request).tablet is not None


def with_work_sign_in(request: HttpRequest) -> bool:
    """Let in who has signed in as staff."""
    return actor_of(request).means == Means.WORK


MOST_YEARS = {
    RepresentativeKind.CHOSEN: 1,
    RepresentativeKind.CURATOR: 5,
    RepresentativeKind.MENTOR: 5,
    RepresentativeKind.PARENT: 16,
}
"""How long help lasts at most before it is said again [years]; for a parent it ends at the 16th birthday."""


def latest_end(kind: str, start: date) -> date:
    """Return the last day on which help of this kind can end."""
    year = start.year + MOST_YEARS[RepresentativeKind(kind)]
    try:
        return start.replace(year=year)
    except ValueError:  # 29 February
        return start.replace(year=year, day=28)
