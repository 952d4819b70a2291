"""Once a year: go through everything one told, ring by ring."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from wooncirkel.apps.circles.actions.lines import share
from wooncirkel.apps.circles.models import Line, Resident
from wooncirkel.apps.people.models import Person


def talk(*, resident: Resident, wanted: Mapping[uuid.UUID, str], by: Person, now: datetime) -> None:
    """Move the lines that she wants in another ring, and write down that the talk was held today."""
    with transaction.atomic():
        for line in Line.objects.filter(resident=resident, public_id__in=wanted).order_by("pk"):
            share(line=line, ring=wanted[line.public_id], by=by, now=now)
        _held(resident, timezone.localdate(now))


def _held(resident: Resident, day: date) -> None:
    Resident.objects.filter(pk=resident.pk).update(talked_on=day)
    resident.talked_on = day
