"""What goes after a while in the room circles, and has no moment of its own in the register."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from wooncirkel.apps.circles.models import Controller, Partner
from wooncirkel.apps.people.actions.forgetting import YEAR


def forget_deciders(*, now: datetime) -> None:
    """Forget who decided for an organisation that left a circle a year ago; that it answered for it stays."""
    here = Partner.objects.filter(circle=OuterRef("circle"), organisation=OuterRef("organisation"))
    still = here.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate(now - YEAR)))
    gone = Controller.objects.filter(~Exists(still), Exists(here))
    gone.update(decided_by="", decided_as="")
