"""Lines of one's own: write, change, share, take back, remove.

A line begins in the ring *alleen ik*. What a resident made narrower herself is her no: somebody who helps her
decide cannot share that line until she gave it to the neighbourhood again, or took her no back.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from wooncirkel.apps.circles.models import Line, LineKind, Refusal, Representative, Resident, Ring, Sharing
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.stale import StaleError

WIDTH: dict[str, int] = {Ring.ME: 0, Ring.MINE: 1, Ring.ALL: 2}
"""How wide a ring is; only the order counts."""


class NotAllowedError(Exception):
    """Somebody who helps a resident wanted what was not said that she may, or what the resident refused."""


def write_line(
    *,
    resident: Resident,
    text: str,
    kind: str = LineKind.WORDS,
    picture: str = "",
    by: Person,
    now: datetime,
    typed_by: Person | None = None,
) -> Line:
    """Store what a resident tells; nobody else sees it yet."""
    _require(resident, by, now, "may_write")
    helper = by if by.pk != resident.person_id else None
    return Line.objects.create(
        resident=resident,
        text=text,
        kind=kind,
        picture=picture,
        written_at=now,
        typed_by=typed_by or helper,
    )


def change_line(*, line: Line, text: str, picture: str, version: int, by: Person, now: datetime) -> Line:
    """Change the words of a line; raise StaleError when it changed, or went, since it was read.

    From then on it is no longer what somebody else typed.
    """
    _require(line.resident, by, now, "may_write")
    with transaction.atomic():
        here = Line.objects.select_for_update().filter(pk=line.pk).first()
        if here is None or here.version != version:
            theirs = {"text": here.text, "picture": here.picture} if here else {}
            raise StaleError({"text": text, "picture": picture}, theirs)
        here.text, here.picture, here.version = text, picture, version + 1
        here.typed_by_id = by.pk if here.typed_by_id == by.pk else None
        here.save(update_fields=["text", "picture", "version", "typed_by"])
    return here


def share(
    *,
    line: Line,
    ring: str,
    by: Person,
    now: datetime,
    until: date | None = None,
    typed_by: Person | None = None,
) -> None:
    """Give a line to a ring, until the end of a day; the ring *alleen ik* takes it back."""
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        _require(line.resident, by, now, "may_share")
        open_now = Sharing.objects.filter(line=line, ended_at=None).first()
        if by.pk == line.resident.person_id:
            _own_no(line, _ring(open_now, now), ring, now)
        elif refused(line):
            raise NotAllowedError
        _move(line, open_now, ring, until, by=by, now=now, typed_by=typed_by)


def refuse(*, line: Line, now: datetime) -> None:
    """Record her own no: nobody who helps her can share this line."""
    Refusal.objects.get_or_create(line=line, defaults={"at": now})


def allow_again(*, line: Line) -> None:
    """Take her no back."""
    Refusal.objects.filter(line=line).delete()


def remove_line(*, line: Line, by: Person, now: datetime) -> None:
    """Throw a line away, with everything about it; a helper can do so with what she typed herself."""
    _require(line.resident, by, now, "may_write")
    if by.pk not in {line.resident.person_id, line.typed_by_id}:
        raise NotAllowedError
    line.delete()


def refused(line: Line) -> bool:
    """Return whether she said no to this line."""
    return Refusal.objects.filter(line=line).exists()


def _require(resident: Resident, by: Person, now: datetime, permission: str) -> None:
    """Refuse who is neither the resident nor somebody who helps her and may do this today."""
    if by.pk == resident.person_id:
        return
    today = timezone.localdate(now)
    helps = Q(ended_at=None, starts_on__lte=today, ends_on__gte=today, **{permission: True})
    if not Representative.objects.filter(helps, resident=resident, person=by).exists():
        raise NotAllowedError


def _ring(sharing: Sharing | None, now: datetime) -> str:
    ended = sharing is None or (sharing.until is not None and sharing.until < timezone.localdate(now))
    return Ring.ME if sharing is None or ended else sharing.ring


def _own_no(line: Line, before: str, after: str, now: datetime) -> None:
    if after == Ring.ALL:
        allow_again(line=line)
    elif after == Ring.ME or WIDTH[after] < WIDTH[before]:
        refuse(line=line, now=now)


def _move(
    line: Line,
    open_now: Sharing | None,
    ring: str,
    until: date | None,
    *,
    by: Person,
    now: datetime,
    typed_by: Person | None,
) -> None:
    if open_now and (open_now.ring, open_now.until) == (ring, until):
        return
    if open_now:
        open_now.ended_at = now
        open_now.save(update_fields=["ended_at"])
    if ring != Ring.ME:
        Sharing.objects.create(
            line=line, ring=ring, given_at=now, until=until, given_by=by, typed_by=typed_by
        )
