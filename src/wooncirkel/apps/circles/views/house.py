"""Pages on which a circle's house, purposes and vision are changed, by who runs it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions import circles as actions
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers import circles as answers
from wooncirkel.apps.circles.forms.circle import HubForm, PictureForm, PurposesForm, VisionForm
from wooncirkel.apps.circles.models import Circle, Hub, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.circles.views.circle import beside, run_by
from wooncirkel.apps.places.addresses import Point
from wooncirkel.apps.shared.pictures import MOST_BYTES, TOO_HEAVY, PictureRefusedError
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError

RUNS = role(Role.ADMINISTRATOR)


def _hub(circle: Circle) -> Hub:
    return answers.hub_of(circle) or actions.begin_hub(circle=circle)


@policy(RUNS, methods=("GET", "POST"))
def house(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what the house is called and where it stands."""
    circle = run_by(request, key)
    hub, stale = _hub(circle), None
    if request.method == "POST":
        form = HubForm(request.POST, auto_id="house-%s")
        if form.is_valid():
            point = answers.place_of(form.cleaned_data["place"], circle)
            if isinstance(point, str):
                form.add_error("place", point)
            else:
                stale = _change(hub, form, point)
                if stale is None:
                    return redirect("wooncirkel", circle.public_id)
                form = HubForm({**request.POST.dict(), "version": _hub_version(circle)}, auto_id="house-%s")
    else:
        form = HubForm(initial=_written(hub), auto_id="house-%s")
    return _house(request, circle, form, stale)


def _written(hub: Hub) -> dict[str, object]:
    place = str(Point(hub.lon, hub.lat)) if hub.lon is not None and hub.lat is not None else ""
    return {"version": hub.version, "name": hub.name, "address": hub.address, "place": place}


def _hub_version(circle: Circle) -> int:
    fresh = queries.circle_page(circle.public_id)
    return _hub(fresh or circle).version


def _change(hub: Hub, form: HubForm, point: Point | None) -> StaleError | None:
    data = form.cleaned_data
    try:
        actions.change_hub(
            hub=hub,
            version=data["version"],
            name=data["name"],
            address=data["address"],
            lon=point.lon if point else None,
            lat=point.lat if point else None,
        )
    except StaleError as stale:
        return stale
    return None


def _house(
    request: HttpRequest, circle: Circle, form: HubForm, stale: StaleError | None = None, refused: str = ""
) -> HttpResponse:
    page = {
        "section": "circles",
        "circle": circle,
        "hub": answers.hub_of(circle),
        "form": form,
        "picture": PictureForm(auto_id="photo-%s"),
        "refused": refused,
        "beside": beside(form, stale),
    }
    return render(request, "circles/circle/house.html", page)


@policy(RUNS, methods=("POST",))
def hang_picture(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a picture of the house, drawn anew."""
    circle = run_by(request, key)
    hub = _hub(circle)
    refused = _hang(request, hub)
    if not refused:
        return redirect("house", circle.public_id)
    return _house(request, circle, HubForm(initial=_written(hub), auto_id="house-%s"), refused=refused)


def _hang(request: HttpRequest, hub: Hub) -> str:
    """Return why the picture is not taken, or nothing."""
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return str(form.errors["picture"][0])
    sent = form.cleaned_data["picture"]
    if sent.size > MOST_BYTES:
        return TOO_HEAVY
    try:
        actions.hang_picture(hub=hub, data=sent.read())
    except PictureRefusedError as refused:
        return str(refused)
    return ""


@policy(RUNS, methods=("POST",))
def take_picture_down(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take the picture of the house away."""
    circle = run_by(request, key)
    actions.take_picture_down(hub=_hub(circle))
    return redirect("house", circle.public_id)


@policy(RUNS, methods=("GET", "POST"))
def purposes(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write what each of the five purposes means here."""
    circle, stale = run_by(request, key), None
    initial = {"version": circle.version} | {value: text for value, _, text in queries.purposes(circle)}
    form = PurposesForm(request.POST or None, initial=initial, auto_id="purpose-%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_purposes(circle=circle, version=form.cleaned_data["version"], texts=form.texts())
            return redirect("wooncirkel", circle.public_id)
        except StaleError as found:
            stale = found
            fresh = run_by(request, key).version
            form = PurposesForm({**request.POST.dict(), "version": fresh}, auto_id="purpose-%s")
    page = {"section": "circles", "circle": circle, "form": form, "beside": beside(form, stale)}
    return render(request, "circles/circle/purposes.html", page)


@policy(RUNS, methods=("GET", "POST"))
def vision(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write the next version of the shared vision."""
    circle, stale = run_by(request, key), None
    newest = queries.visions(circle).first()
    initial = {"seen": newest.number, "text": newest.text} if newest else {"seen": 0}
    form = VisionForm(request.POST or None, initial=initial, auto_id="vision-%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_vision(
                circle=circle,
                by=queries.person_of(actor_of(request)),
                now=timezone.now(),
                **form.cleaned_data,
            )
            return redirect("wooncirkel", circle.public_id)
        except StaleError as found:
            stale, fresh = found, queries.visions(circle).first()
            seen = fresh.number if fresh else 0
            form = VisionForm({**request.POST.dict(), "seen": seen}, auto_id="vision-%s")
    page = {"section": "circles", "circle": circle, "form": form, "beside": beside(form, stale)}
    return render(request, "circles/circle/vision.html", page)
