"""What a host was typing when the tablet was locked: kept for her, a day at most."""

import re
from collections.abc import Mapping
from datetime import datetime

from wooncirkel.apps.circles.models import Draft
from wooncirkel.apps.circles.queries.desk import DRAFTS_KEPT

LONGEST = 2000
FIELDS = {
    "add": ("called", "language", "likes", "findable"),
    "write": ("text", "ring"),
}
"""What is kept of each form. Never the three pictures: they are a secret of who stands at the desk."""

PLACE = re.compile(r"(add|write):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def keep_draft(*, person: int, posted: Mapping[str, str], now: datetime) -> None:
    """Keep what somebody was typing at `posted["place"]`; an unknown place or empty fields keep nothing."""
    place = posted.get("place", "")
    if not PLACE.fullmatch(place):
        return
    names = FIELDS[place.partition(":")[0]]
    fields = {name: posted.get(name, "").replace("\0", "")[:LONGEST] for name in names}
    if not fields[names[0]].strip():
        return
    Draft.objects.update_or_create(person_id=person, place=place, defaults={"fields": fields, "kept_at": now})


def drop_draft(*, person: int, place: str) -> None:
    """Forget what was kept: it has been sent, or she does not want it."""
    Draft.objects.filter(person_id=person, place=place).delete()


def forget_old(*, now: datetime) -> None:
    """Forget drafts of more than a day ago."""
    Draft.objects.filter(kept_at__lte=now - DRAFTS_KEPT).delete()
