"""Pages of the tablet in the hub: enrol it, open the day, lock it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actions.drafts import keep_draft
from wooncirkel.apps.circles.actions.tablets import end_tablet, enrol
from wooncirkel.apps.circles.actor import TABLET_COOKIE, TABLET_COOKIE_PLAIN, actor_of
from wooncirkel.apps.circles.forms.host import NO_CODE, TabletForm, read_code
from wooncirkel.apps.circles.models import Circle, Role
from wooncirkel.apps.circles.queries import desk
from wooncirkel.apps.circles.rules import on_tablet, role
from wooncirkel.apps.people.actions.sessions import NEXT
from wooncirkel.apps.people.views.card import SECRET
from wooncirkel.apps.shared.policy import policy

administrator = role(Role.ADMINISTRATOR)
LONG = 400 * 24 * 3600
"""How long a browser keeps the cookie of a tablet [s]: the longest that browsers allow, renewed each day."""

WAITING = "tablet_secret"
"""Where the secret of a new tablet waits, in the session of who enrols it, until its cookie has arrived."""


def _circle(request: HttpRequest, key: uuid.UUID) -> Circle:
    circle = queries.circle_with_role(actor_of(request), key, Role.ADMINISTRATOR)
    if circle is None:
        raise Http404
    return circle


@policy(administrator, methods=("GET", "POST"))
def enrolling(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Make the device on which this page is open a tablet of the hub."""
    circle = _circle(request, key)
    form = TabletForm(request.POST)
    if request.method == "GET" or not form.is_valid():
        page: dict[str, Any] = {"circle": circle, "name": request.POST.get("name", "")}
        page["errors"] = form.sentences() if request.method == "POST" else {}
        return render(request, "circles/tablet/enrol.html", page)
    person = request.user.person  # type: ignore[union-attr]
    request.session[WAITING] = enrol(
        circle=circle, name=form.cleaned_data["name"], by=person, now=timezone.now()
    )
    return redirect("tablet")


@policy(administrator)
def tablets(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show the tablets of a circle, each with a way to end it."""
    circle = _circle(request, key)
    page = {"circle": circle, "tablets": desk.tablets(circle)}
    return render(request, "circles/tablet/tablets.html", page)


@policy(administrator, methods=("POST",))
def ending(request: HttpRequest, key: uuid.UUID, tablet: uuid.UUID) -> HttpResponse:
    """End a tablet: its next request finds nothing."""
    found = desk.tablet(_circle(request, key), tablet)
    if found is None:
        raise Http404
    end_tablet(tablet=found, now=timezone.now())
    return redirect("tablets", key)


def here(request: HttpRequest) -> bool:
    """Let in who is on a tablet of a hub, or on a device that becomes one now."""
    return on_tablet(request) or WAITING in request.session


@policy(here, methods=("GET", "POST"), once=False)
def start(request: HttpRequest) -> HttpResponse:
    """Open the day on the tablet: who is the host? The code of her card leads on to the three pictures.

    Nothing is stored, so there is no effect to have once; a key would keep the code.
    """
    if secret := request.session.get(WAITING):
        return _arrive(request, secret)
    actor = actor_of(request)
    if actor.has(Role.HOST):
        return redirect("desk")
    if not actor.person:
        request.session[NEXT] = request.path
    error = ""
    if request.method == "POST":
        if code := read_code(request.POST.get("code", "")):
            request.session[SECRET] = code
            return redirect("pictures")
        error = NO_CODE
    page = {"tablet": actor.tablet, "error": error, "somebody": bool(actor.person)}
    response = render(request, "circles/tablet/start.html", page)
    secret = request.COOKIES.get(TABLET_COOKIE) or request.COOKIES[TABLET_COOKIE_PLAIN]
    return _with_cookie(response, secret)


def _arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the device its secret, and let the administrator go: the tablet stays in the hub."""
    logout(request)
    response = render(request, "circles/tablet/enrolled.html")
    return _with_cookie(response, secret)


def _with_cookie(response: HttpResponse, secret: str) -> HttpResponse:
    name = TABLET_COOKIE if settings.HTTPS else TABLET_COOKIE_PLAIN
    response.set_cookie(name, secret, max_age=LONG, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return response


@policy(on_tablet, methods=("POST",), once=False)
def done(request: HttpRequest) -> HttpResponse:
    """Lock the tablet: keep what was being typed, forget who was the host. Locking twice is locking."""
    actor = actor_of(request)
    if actor.has(Role.HOST):
        keep_draft(person=actor.person, posted=request.POST, now=timezone.now())
    logout(request)
    response = redirect("tablet")
    response.headers["Clear-Site-Data"] = '"cache"'  # not the cookies: the tablet stays a tablet
    return response
