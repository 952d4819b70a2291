"""Pages of a circle: all circles, begin one, what anybody may see of one, its sheet of paper."""

import uuid

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions.circles import TooLargeError, begin_circle
from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.answers import circles as answers
from wooncirkel.apps.circles.forms.circle import SENTENCES, BeginForm
from wooncirkel.apps.circles.models import Circle, Preset, Role
from wooncirkel.apps.circles.paper import circle_pdf
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.queries.areas import areas_named, offered
from wooncirkel.apps.circles.queries.circles import person_of
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.places.models import Neighbourhood
from wooncirkel.apps.shared.policy import anyone, policy
from wooncirkel.apps.shared.ranges import ranged
from wooncirkel.apps.shared.stale import StaleError


def known(key: uuid.UUID) -> Circle:
    """Return a circle that anybody may know of, or nothing there."""
    circle = queries.circle_page(key)
    if circle is None:
        raise Http404
    return circle


def run_by(request: HttpRequest, key: uuid.UUID) -> Circle:
    """Return a circle that the visitor runs, or nothing there."""
    circle = queries.administered(actor_of(request), key)
    if circle is None:
        raise Http404
    return circle


def beside(form: forms.Form, stale: StaleError | None) -> list[tuple[str, str]]:
    """Return what somebody else wrote in the meantime, by label."""
    theirs = stale.theirs.items() if stale else ()
    return [(str(form[name].label), text) for name, text in theirs if text != stale.yours.get(name)]  # type: ignore[union-attr]


@policy(anyone)
def circles(request: HttpRequest) -> HttpResponse:
    """List the circles."""
    begins = actor_of(request).has(Role.PLANNER, Role.ADMINISTRATOR)
    page = {"section": "circles", "circles": queries.circles(), "begins": begins}
    return render(request, "circles/circle/list.html", page)


@policy(anyone)
def page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a circle: its house, what it wants, who takes part as an organisation."""
    shown = answers.public_page(known(key), actor_of(request))
    return render(request, "circles/circle/circle.html", shown)


@policy(anyone)
def picture(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Draw where the circle is."""
    circle = known(key)
    box = answers.box_of_circle(circle)
    if box is None:
        raise Http404
    return HttpResponse(answers.circle_svg(circle, box), content_type="image/svg+xml")


@policy(anyone)
def paper(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give the circle as one sheet of paper."""
    circle = known(key)
    shown = answers.public_page(circle, Actor(today=timezone.localdate()))
    box = answers.box_of_circle(circle)
    pdf = circle_pdf(shown, answers.circle_svg(circle, box) if box else "")
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="wooncirkel.pdf"'
    return response


@policy(anyone)
def house_picture(request: HttpRequest, key: uuid.UUID, sha256: str) -> HttpResponseBase:
    """Give the picture of the house; the name says what is in it."""
    hub = answers.hub_of(known(key))
    path = settings.VAR / "files" / f"{sha256}.webp"
    if hub is None or not hub.picture or hub.picture != sha256 or not path.is_file():
        raise Http404
    return ranged(request, path, "image/webp")


@policy(role(Role.PLANNER, Role.ADMINISTRATOR), methods=("GET", "POST"))
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a circle, from a drawn one or from the name of a neighbourhood."""
    form = BeginForm(request.POST or None, find=areas_named, initial=_begun(request), auto_id="begin-%s")
    if request.method == "POST" and form.is_valid() and (circle := _begin(request, form)):
        return redirect("wooncirkel", circle.public_id)
    page = {"section": "circles", "form": form, "offered": offered()}
    return render(request, "circles/circle/begin.html", page)


def _begun(request: HttpRequest) -> dict[str, str]:
    drawn = request.GET.getlist("plek")
    return {"preset": Preset.FULL} | answers.begun_from(drawn[0] if drawn else "")


def _begin(request: HttpRequest, form: BeginForm) -> Circle | None:
    data, areas = form.cleaned_data, form.areas()
    by = person_of(actor_of(request))
    point = answers.point_of(data["plek"], [area for area in areas if isinstance(area, Neighbourhood)])
    try:
        return begin_circle(
            name=data["name"],
            neighbourhoods=areas,
            preset=data["preset"],
            by=by,
            now=timezone.now(),
            lon=point.lon if point else None,
            lat=point.lat if point else None,
            hub_name=data["hub_name"],
            hub_address=data["hub_address"],
        )
    except TooLargeError as large:
        form.add_error("second" if large.reason == "third" else "first", SENTENCES[large.reason])
        return None
