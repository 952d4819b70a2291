"""*Wie ik ben*: a resident lets herself be found at the desk or not, and goes out of a circle."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from wooncirkel.apps.circles.actions.lines import share
from wooncirkel.apps.circles.models import (
    GroupMember,
    OwnPerson,
    Representative,
    RepresentativeKind,
    Resident,
    Ring,
)


def let_be_found(*, resident: Resident, findable: bool, now: datetime) -> None:
    """Let hosts and link workers find her by name, or no longer; a yes that stands keeps its beginning."""
    here = Resident.objects.filter(pk=resident.pk, left_at=None)
    if findable:
        here.filter(findable_at=None).update(findable_at=now, findable_by=resident.person)
    else:
        here.update(findable_at=None, findable_by=None)


@transaction.atomic
def leave_circle(*, resident: Resident, now: datetime) -> None:
    """Let her go out of a circle: what she shared there is hers alone at once, and goes after a month.

    Who helps her by law stays until then; whom she chose, to help or as one of her people, does not.
    """
    held = Resident.objects.select_for_update().select_related("person").get(pk=resident.pk)
    if held.left_at is not None:
        return
    for line in held.lines.filter(sharings__ended_at=None, sharings__isnull=False):
        share(line=line, ring=Ring.ME, by=held.person, now=now)
    OwnPerson.objects.filter(resident=held, ended_at=None).update(ended_at=now)
    chosen = Representative.objects.filter(resident=held, kind=RepresentativeKind.CHOSEN, ended_at=None)
    chosen.update(ended_at=now)
    _leave_groups(held, now)
    held.left_at, held.findable_at, held.findable_by = now, None, None
    held.save(update_fields=["left_at", "findable_at", "findable_by"])


def _leave_groups(resident: Resident, now: datetime) -> None:
    mine = GroupMember.objects.filter(
        group__circle=resident.circle_id, person=resident.person_id, left_on=None
    )
    mine.update(left_on=Greatest("joined_on", timezone.localdate(now)))
