"""Acts on the tablets of a hub: enrol one, end one."""

from datetime import datetime

from wooncirkel.apps.circles.models import Circle, Tablet
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.people.tokens import hashed, new_token


def enrol(*, circle: Circle, name: str, by: Person, now: datetime) -> str:
    """Make this device a tablet of the hub; return the secret for its cookie, of which we keep a hash."""
    secret = new_token()
    Tablet.objects.create(
        circle=circle, name=name, token_hash=hashed(secret), enrolled_at=now, enrolled_by=by
    )
    return secret


def end_tablet(*, tablet: Tablet, now: datetime) -> None:
    """Let a tablet be a tablet of the hub no longer, from the next request on."""
    Tablet.objects.filter(pk=tablet.pk, ended_at=None).update(ended_at=now)
