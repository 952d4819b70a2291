"""Begin a circle; change its house, purposes and vision."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wooncirkel.apps.circles.models import (
    Circle,
    Hub,
    Membership,
    Partner,
    Purpose,
    PurposeWords,
    Role,
    Vision,
)
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.places.models import Area, Neighbourhood
from wooncirkel.apps.shared.files import keep
from wooncirkel.apps.shared.pictures import redrawn
from wooncirkel.apps.shared.stale import StaleError

MOST_NEIGHBOURHOODS = 2
A_YEAR = timedelta(days=365)


class TooLargeError(ValueError):
    """Why an area is too large for one circle: `reason` is "third" or "district"."""

    def __init__(self, reason: str) -> None:
        """Keep the reason; the words stand with the form."""
        super().__init__(reason)
        self.reason = reason


def fits(areas: Sequence[Area]) -> list[Neighbourhood]:
    """Return the neighbourhoods, each once; TooLargeError for a third one or for anything larger."""
    found = [area for area in areas if isinstance(area, Neighbourhood)]
    if len(found) < len(areas):
        raise TooLargeError("district")
    once = list({area.pk: area for area in found}.values())
    if len(once) > MOST_NEIGHBOURHOODS:
        raise TooLargeError("third")
    return once


@transaction.atomic
def begin_circle(
    *,
    name: str,
    neighbourhoods: Sequence[Area],
    preset: str,
    by: Person,
    now: datetime,
    lon: float | None = None,
    lat: float | None = None,
    hub_name: str = "",
    hub_address: str = "",
) -> Circle:
    """Begin a circle without names in one or two neighbourhoods; the beginner runs it for a year.

    Where she works becomes the first partner. `lon`, `lat` are degrees. TooLargeError for three
    neighbourhoods or a district.
    """
    areas = fits(neighbourhoods)
    circle = Circle.objects.create(name=name, preset=preset, lon=lon, lat=lat, begun_at=now, begun_by=by)
    circle.neighbourhoods.set(areas)
    Hub.objects.create(circle=circle, name=hub_name or name, address=hub_address, lon=lon, lat=lat)
    _begin_with(circle, by, timezone.localdate(now))
    return circle


def _begin_with(circle: Circle, by: Person, today: date) -> None:
    work = _works_for(by, today)
    if work:
        Partner.objects.create(circle=circle, organisation=work, starts_on=today)
    Membership.objects.create(
        circle=circle,
        person=by,
        organisation=work,
        role=Role.ADMINISTRATOR,
        starts_on=today,
        ends_on=today + A_YEAR,
        given_by=by,
    )


def _works_for(person: Person, today: date) -> Organisation | None:
    """Return the organisation for which somebody has a role today, the longest held first."""
    now = Membership.objects.filter(
        person=person, ended_at=None, starts_on__lte=today, ends_on__gte=today, organisation__isnull=False
    )
    first = now.select_related("organisation").order_by("starts_on", "pk").first()
    return first.organisation if first else None


def begin_hub(*, circle: Circle) -> Hub:
    """Return the house of a circle; makes one when there is none."""
    return Hub.objects.get_or_create(circle=circle, defaults={"name": circle.name})[0]


@transaction.atomic
def change_hub(
    *, hub: Hub, version: int, name: str, address: str, lon: float | None, lat: float | None
) -> Hub:
    """Change what the house is called and where it stands; StaleError when somebody else was first."""
    held = Hub.objects.select_for_update().get(pk=hub.pk)
    if held.version != version:
        raise StaleError({"name": name, "address": address}, {"name": held.name, "address": held.address})
    held.name, held.address, held.lon, held.lat = name, address, lon, lat
    held.version += 1
    held.save(update_fields=["name", "address", "lon", "lat", "version"])
    return held


def hang_picture(*, hub: Hub, data: bytes) -> str:
    """Keep a picture of the house, drawn anew; PictureRefusedError says why not. Returns its SHA-256.

    The file is on disk before the row points to it.
    """
    with tempfile.NamedTemporaryFile(suffix=".webp") as drawn:
        drawn.write(redrawn(data))
        drawn.flush()
        digest = keep(Path(drawn.name), pictures(), ".webp")
    with transaction.atomic():
        before = Hub.objects.select_for_update().get(pk=hub.pk).picture
        Hub.objects.filter(pk=hub.pk).update(picture=digest)
        transaction.on_commit(partial(_sweep, before))
    return digest


def take_picture_down(*, hub: Hub) -> None:
    """Take the picture of the house away; the file goes when no other house shows it."""
    with transaction.atomic():
        before = Hub.objects.select_for_update().get(pk=hub.pk).picture
        Hub.objects.filter(pk=hub.pk).update(picture="")
        transaction.on_commit(partial(_sweep, before))


def _sweep(digest: str) -> None:
    """Throw a picture away that hangs nowhere."""
    if digest and not Hub.objects.filter(picture=digest).exists():
        (pictures() / f"{digest}.webp").unlink(missing_ok=True)


def pictures() -> Path:
    """Return the folder of pictures."""
    return Path(settings.VAR) / "files"


@transaction.atomic
def change_purposes(*, circle: Circle, version: int, texts: Mapping[str, str]) -> None:
    """Write what each purpose means here; an empty text goes. StaleError when somebody else was first."""
    held = Circle.objects.select_for_update().get(pk=circle.pk)
    if held.version != version:
        theirs = dict.fromkeys(Purpose.values, "")
        theirs |= dict(held.purposes.values_list("purpose", "text"))
        raise StaleError(dict(texts), theirs)
    for purpose, text in texts.items():
        if text:
            PurposeWords.objects.update_or_create(circle=held, purpose=purpose, defaults={"text": text})
        else:
            PurposeWords.objects.filter(circle=held, purpose=purpose).delete()
    Circle.objects.filter(pk=held.pk).update(version=F("version") + 1)


@transaction.atomic
def write_vision(*, circle: Circle, seen: int, text: str, by: Person, now: datetime) -> Vision:
    """Add a version of the shared vision; `seen` is the number of the one that was read, 0 for none.

    StaleError when there is a newer one.
    """
    Circle.objects.select_for_update().get(pk=circle.pk)
    newest = Vision.objects.filter(circle=circle).first()
    number = newest.number if newest else 0
    if number != seen:
        raise StaleError({"text": text}, {"text": newest.text if newest else ""})
    return Vision.objects.create(circle=circle, number=number + 1, text=text, written_at=now, written_by=by)
