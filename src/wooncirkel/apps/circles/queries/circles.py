"""Named reads for the pages of a circle: its house, partners, roles and groups. No content of residents."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from wooncirkel.apps.circles.actor import Actor, Held
from wooncirkel.apps.circles.models import (
    Circle,
    Controller,
    Group,
    GroupMember,
    Membership,
    Partner,
    PartnerContact,
    Purpose,
    Resident,
    Role,
    Vision,
)
from wooncirkel.apps.circles.rules import residents_seen
from wooncirkel.apps.people.means import Means
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.shared.rowsecurity import stands

JUST = timedelta(days=30)
SOON = timedelta(days=60)
GROUP_ROLES = (Role.COMMUNITY_WORKER, Role.LINK_WORKER, Role.COACH, Role.ADMINISTRATOR)


def circles() -> QuerySet[Circle]:
    """Return every circle by name, with its house and neighbourhoods."""
    return Circle.objects.select_related("hub").prefetch_related("neighbourhoods__municipality")


def circle_page(key: uuid.UUID) -> Circle | None:
    """Return one circle, with its house and neighbourhoods."""
    return circles().filter(public_id=key).first()


def administered(actor: Actor, key: uuid.UUID) -> Circle | None:
    """Return a circle that the actor runs."""
    return circles().filter(public_id=key, pk__in=actor.circles(Role.ADMINISTRATOR)).first()


def circle_of_role(actor: Actor, key: uuid.UUID, roles: Sequence[str]) -> Circle | None:
    """Return a circle in which the actor has one of these roles."""
    return circles().filter(public_id=key, pk__in=actor.circles(*roles)).first()


def confirmed_by(actor: Actor, key: uuid.UUID) -> Circle | None:
    """Return a circle with names in which the actor, signed in as staff, may be the second of two people."""
    if actor.means != Means.WORK:
        return None
    rows = (held for held in actor.held if held.role == Role.ADMINISTRATOR or _employed_host(held))
    here = {held.circle for held in rows if held.circle is not None}
    return circles().filter(public_id=key, pk__in=here, names_open_at__isnull=False).first()


def _employed_host(held: Held) -> bool:
    return held.role == Role.HOST and held.organisation is not None


def seconds(actor: Actor, circle: Circle) -> list[Membership]:
    """Return who else can be the second of two people in this circle today, by name, noted."""
    able = Q(role=Role.ADMINISTRATOR) | Q(role=Role.HOST, organisation__isnull=False)
    rows = Membership.objects.filter(able, circle=circle, ended_at=None, person__died_on=None)
    now = rows.filter(starts_on__lte=actor.today, ends_on__gte=actor.today).exclude(person=actor.person)
    return _noted(actor, now.order_by("person__called", "pk"))


def has_part_in(actor: Actor, circle: Circle) -> bool:
    """Return whether the actor has a role here, or lives here."""
    return circle.pk in actor.homes or any(held.circle == circle.pk for held in actor.held)


def person_of(actor: Actor) -> Person:
    """Return the actor as a person; only for who has signed in."""
    return Person.objects.get(pk=actor.person)


def purposes(circle: Circle) -> list[tuple[str, str, str]]:
    """Return (key, what it is, own words) of each of the five purposes, in their order."""
    texts = dict(circle.purposes.values_list("purpose", "text"))
    return [(value, label, texts.get(value, "")) for value, label in Purpose.choices]


def visions(circle: Circle) -> QuerySet[Vision]:
    """Return every version of the shared vision, the newest first."""
    return Vision.objects.filter(circle=circle).order_by("-number")


def partners(circle: Circle, today: date) -> QuerySet[Partner]:
    """Return the partners that take part today, by kind and name."""
    now = Partner.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), circle=circle)
    return now.select_related("organisation").order_by("organisation__kind", "organisation__name")


def partners_with_contacts(circle: Circle, today: date) -> QuerySet[Partner]:
    """Return the partners with whom to ask there: for who takes part."""
    contacts = Prefetch("contacts", PartnerContact.objects.order_by("name", "pk"))
    return partners(circle, today).prefetch_related(contacts)


def partner(circle: Circle, key: uuid.UUID, today: date) -> Partner | None:
    """Return a partner of this circle."""
    return partners(circle, today).filter(public_id=key).first()


def contact(circle: Circle, key: uuid.UUID) -> PartnerContact | None:
    """Return a contact person of a partner of this circle."""
    return PartnerContact.objects.filter(partner__circle=circle, public_id=key).first()


def organisation_names() -> list[str]:
    """Return the names of organisations that we know, to choose from."""
    return list(Organisation.objects.values_list("name", flat=True))


def organisations(circle: Circle, today: date) -> QuerySet[Organisation]:
    """Return the organisations that take part."""
    return Organisation.objects.filter(pk__in=partners(circle, today).values("organisation"))


def memberships(actor: Actor, circle: Circle) -> list[Membership]:
    """Return the roles that run or are to come, the first to end first; their people are noted as seen."""
    rows = Membership.objects.filter(circle=circle, ended_at=None, ends_on__gte=actor.today)
    return _noted(actor, rows.order_by("ends_on", "person__called", "pk"))


def ended_memberships(actor: Actor, circle: Circle) -> list[Membership]:
    """Return the roles that ended in the last month, the last first; their people are noted as seen."""
    since = actor.today - JUST
    ran_out = Q(ended_at=None, ends_on__lt=actor.today, ends_on__gte=since)
    rows = Membership.objects.filter(Q(ended_at__date__gte=since) | ran_out, circle=circle)
    return _noted(actor, rows.order_by("-ended_at", "-ends_on", "pk"))


def _noted(actor: Actor, rows: QuerySet[Membership]) -> list[Membership]:
    found = list(rows.select_related("person", "organisation"))
    actor.looked.at_all((row.person.public_id for row in found), "name", "role")
    return found


def membership(actor: Actor, circle: Circle, key: uuid.UUID) -> Membership | None:
    """Return a role in this circle; whose it is, is noted."""
    found = Membership.objects.filter(circle=circle, public_id=key)
    row = found.select_related("person", "organisation").first()
    if row:
        actor.looked.at(row.person.public_id, "name", "role")
    return row


def helpers(actor: Actor, circle: Circle) -> list[Person]:
    """Return the people who have a role in the circle, by name, noted."""
    rows = Membership.objects.filter(
        circle=circle, ended_at=None, ends_on__gte=actor.today, person=OuterRef("pk")
    )
    found = list(Person.objects.filter(Exists(rows), died_on=None).order_by("called", "pk"))
    actor.looked.at_all((person.public_id for person in found), "name", "role")
    return _as_typed(circle.pk, found)


def _as_typed(circle: int, people: list[Person]) -> list[Person]:
    """Return the people, called what was typed about them when only their e-mail address was known.

    The names are changed for the page alone: none of these is ever saved.
    """
    rows = Membership.objects.filter(circle=circle, person__in=people).exclude(called_as="")
    typed = dict(rows.values_list("person", "called_as"))
    for person in people:
        person.called = typed.get(person.pk, person.called)
    return sorted(people, key=lambda person: person.called)


def controllers(circle: Circle) -> list[Controller]:
    """Return who answers for what, by organisation."""
    rows = Controller.objects.filter(circle=circle).select_related("organisation")
    return list(rows.order_by("organisation__name", "pk"))


def residents_stored(circle: Circle) -> bool:
    """Return whether any resident of this circle is stored."""
    return Resident.objects.filter(circle=circle).exists()


def second_wall() -> bool:
    """Return whether the database itself holds people apart, besides the program."""
    return stands()


def groups(actor: Actor, circle: Circle) -> QuerySet[Group]:
    """Return the groups that the actor may know of, with `size`: how many take part today.

    A coach knows her own; who runs the circle and who works with groups or people knows all.
    """
    now = Q(members__left_on=None)
    rows = (
        Group.objects.filter(circle=circle)
        .select_related("circle")
        .annotate(size=Count("members", filter=now))
    )
    if circle.pk not in actor.circles(*GROUP_ROLES):
        return rows.none()
    if circle.pk in actor.circles(*(set(GROUP_ROLES) - {Role.COACH})):
        return rows.order_by("ended_on", "name", "pk")
    return rows.filter(_mine(actor)).order_by("ended_on", "name", "pk")


def _mine(actor: Actor) -> Exists:
    return Exists(GroupMember.objects.filter(group=OuterRef("pk"), person=actor.person, left_on=None))


def group(actor: Actor, circle: Circle, key: uuid.UUID) -> Group | None:
    """Return a group that the actor may know of."""
    return groups(actor, circle).filter(public_id=key).first()


def leads(actor: Actor, group: Group) -> bool:
    """Return whether the actor is the coach of this group."""
    coach = group.circle_id in actor.circles(Role.COACH)
    return coach and group.members.filter(person=actor.person, left_on=None).exists()


def group_members(actor: Actor, group: Group) -> list[GroupMember]:
    """Return the members whom the actor may see, by name, noted.

    A coach sees everybody of her own group who is here; a link worker sees whom she could see elsewhere.
    """
    rows = group.members.filter(left_on=None).select_related("person").order_by("person__called", "pk")
    living = rows.filter(person__died_on=None, person__paused_at=None)
    found = list(living if leads(actor, group) else living.filter(_seen(actor, group)))
    actor.looked.at_all((row.person.public_id for row in found), "name", "group")
    return found


def _seen(actor: Actor, group: Group) -> Q:
    if group.circle_id not in actor.circles(Role.LINK_WORKER):
        return Q(person=actor.person)
    seen = Resident.objects.filter(residents_seen(actor), circle=group.circle_id)
    return Q(person__in=seen.values("person")) | Q(person=actor.person)


def group_member(actor: Actor, group: Group, key: uuid.UUID) -> GroupMember | None:
    """Return somebody in this group whom the actor may see."""
    return next((row for row in group_members(actor, group) if row.public_id == key), None)


def may_join(actor: Actor, group: Group) -> Sequence[Person]:
    """Return the residents whom the actor may see and who are not in the group, by name, noted."""
    inside = group.members.filter(left_on=None).values("person")
    seen = Resident.objects.filter(residents_seen(actor), circle=group.circle_id, left_at=None)
    people = Person.objects.filter(pk__in=seen.values("person")).exclude(pk__in=inside)
    found = list(people.exclude(pk=actor.person).order_by("called", "pk"))
    actor.looked.at_all((person.public_id for person in found), "name")
    return found


def coaches(actor: Actor, group: Group) -> Sequence[Person]:
    """Return the coaches of the circle who are not in the group yet, by name, noted."""
    inside = group.members.filter(left_on=None).values("person")
    rows = Membership.objects.filter(circle=group.circle_id, role=Role.COACH, ended_at=None)
    now = rows.filter(starts_on__lte=actor.today, ends_on__gte=actor.today)
    found = list(Person.objects.filter(pk__in=now.values("person")).exclude(pk__in=inside))
    actor.looked.at_all((person.public_id for person in found), "name", "role")
    return _as_typed(group.circle_id, found)
