"""Who stands at the desk, of which circle, and whom she may help."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.models import Circle, Resident, Role
from wooncirkel.apps.circles.queries import desk
from wooncirkel.apps.circles.rules import role, with_work_sign_in
from wooncirkel.apps.people.cards import TWELVE
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.drawings import DRAWINGS

host = role(Role.HOST)


def host_at_work(request: HttpRequest) -> bool:
    """Let in a host who signed in as staff, and nobody on a tablet."""
    return host(request) and with_work_sign_in(request) and actor_of(request).tablet is None


def since(request: HttpRequest, now: datetime) -> datetime:
    """Return from when on a host may undo: a quarter of an hour ago, and not before she signed in."""
    signed_in = request.user.last_login if request.user.is_authenticated else None
    return max(now - desk.JUST_NOW, signed_in or now)


def host_of(request: HttpRequest) -> Person:
    """Return the host herself."""
    person: Person = request.user.person  # type: ignore[union-attr]
    return person


def open_desk(request: HttpRequest) -> Circle:
    """Return the circle at whose desk she stands, with names open."""
    circle = any_desk(request)
    if circle.names_open_at is None:
        raise Http404
    return circle


def any_desk(request: HttpRequest) -> Circle:
    """Return the circle at whose desk she stands: that of the tablet, the one she chose, or her first."""
    try:
        key = uuid.UUID(request.GET["kring"]) if "kring" in request.GET else None
    except ValueError:
        raise Http404 from None
    circle = desk.desk(actor_of(request), key)
    if circle is None:
        raise Http404
    return circle


def at_desk(request: HttpRequest, key: uuid.UUID, now: datetime) -> Resident:
    """Return somebody whom this host may help."""
    resident = desk.at_desk(actor_of(request), key, since(request, now))
    if resident is None:
        raise Http404
    return resident


def show(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Render a page of the desk; on the tablet it says who is the host, with *Klaar* beside it."""
    tablet = actor_of(request).tablet
    here = page.get("circle") or page["resident"].circle
    around = {
        "section": "desk",
        "at": f"?kring={request.GET['kring']}" if "kring" in request.GET else "",
        "hub": here.hub.name if hasattr(here, "hub") else here.name,
        "on_tablet": tablet is not None,
        "at_work": host_at_work(request),
        "host": host_of(request).called,
    }
    return render(request, f"circles/host/{template}.html", around | page)


def three_pictures(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the three rows from which somebody picks her pictures, with what was picked before."""
    return [
        {
            "name": name,
            "word": word,
            "twelve": [(one, DRAWINGS[one], fields.get(name) == one) for one in TWELVE],
        }
        for name, word in (("picture1", "Eerste"), ("picture2", "Tweede"), ("picture3", "Derde"))
    ]
