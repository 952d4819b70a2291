"""Groups: people of a circle who do something together, each from a day and perhaps until one."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from wooncirkel.apps.circles.models import Circle, Group, GroupMember, Membership, Resident
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.stale import StaleError


class GroupRefusedError(ValueError):
    """Why nobody joins: `reason` is a key of the sentences in `forms.circle`."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def begin_group(
    *, circle: Circle, name: str, begun_on: date, by: Person | None, now: datetime, kind: str = ""
) -> Group:
    """Begin a group."""
    return Group.objects.create(circle=circle, name=name, kind=kind, begun_on=begun_on)


@transaction.atomic
def rename_group(*, group: Group, version: int, name: str) -> Group:
    """Give a group another name; StaleError when somebody else was first."""
    changed = Group.objects.filter(pk=group.pk, version=version).update(name=name, version=F("version") + 1)
    group.refresh_from_db()
    if not changed:
        raise StaleError({"name": name}, {"name": group.name})
    return group


@transaction.atomic
def join_group(
    *, group: Group, person: Person, joined_on: date, by: Person | None, now: datetime
) -> GroupMember:
    """Let somebody of the circle join; who is in it already stays in it.

    GroupRefusedError when the group has ended, or she is not of this circle, or names are not open.
    """
    held = Group.objects.select_for_update().select_related("circle").get(pk=group.pk)
    if held.ended_on is not None:
        raise GroupRefusedError("ended")
    if not _of_the_circle(held.circle, person, timezone.localdate(now)):
        raise GroupRefusedError("circle")
    member, _ = GroupMember.objects.get_or_create(
        group=held, person=person, left_on=None, defaults={"joined_on": joined_on, "added_by": by}
    )
    return member


def _of_the_circle(circle: Circle, person: Person, today: date) -> bool:
    lives = Resident.objects.filter(circle=circle, person=person, left_at=None)
    if circle.names_open_at and lives.exists():
        return True
    helps = Membership.objects.filter(circle=circle, person=person, ended_at=None)
    return helps.filter(Q(starts_on__lte=today) & Q(ends_on__gte=today)).exists()


@transaction.atomic
def leave_group(*, member: GroupMember, left_on: date, by: Person | None, now: datetime) -> GroupMember:
    """Let somebody leave; who left before keeps that day."""
    held = GroupMember.objects.select_for_update().get(pk=member.pk)
    if held.left_on is None:
        held.left_on = max(left_on, held.joined_on)
        held.save(update_fields=["left_on"])
    return held


@transaction.atomic
def end_group(*, group: Group, ended_on: date, by: Person | None, now: datetime) -> Group:
    """End a group, and with it everybody's part in it."""
    held = Group.objects.select_for_update().get(pk=group.pk)
    if held.ended_on is None:
        held.ended_on = max(ended_on, held.begun_on)
        held.version += 1
        held.save(update_fields=["ended_on", "version"])
        GroupMember.objects.filter(group=held, left_on=None, joined_on__lte=held.ended_on).update(
            left_on=held.ended_on
        )
        GroupMember.objects.filter(group=held, left_on=None).update(left_on=F("joined_on"))
    return held
