"""Where a curator, mentor or parent is written down; the answer never tells who lives in the circle."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.circles.actions.by_law import record_by_law
from wooncirkel.apps.circles.actions.members import RoleRefusedError
from wooncirkel.apps.circles.actions.representatives import HelpPeriodError
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.forms.members import ByLawForm
from wooncirkel.apps.circles.models import Circle, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.circles.views.circle import run_by
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.shared.policy import policy

RUNS = role(Role.ADMINISTRATOR)


def _circle(request: HttpRequest, key: uuid.UUID) -> Circle:
    circle = run_by(request, key)
    if circle.names_open_at is None:
        raise Http404
    return circle


@policy(RUNS, methods=("GET", "POST"))
def record(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write down who decides with a resident, on the word of a judge or as her parent."""
    circle, actor = _circle(request, key), actor_of(request)
    form = ByLawForm(
        request.POST or None, today=actor.today, initial={"starts_on": actor.today}, auto_id="law-%s"
    )
    if request.method == "POST" and form.is_valid():
        _record(request, circle, form)
        return redirect("representative-recorded", circle.public_id)
    page = {"section": "circles", "circle": circle, "form": form}
    return render(request, "circles/circle/by_law.html", page)


def _record(request: HttpRequest, circle: Circle, form: ByLawForm) -> None:
    """Do it when it can be done, and let the page say the same in either case."""
    actor = actor_of(request)
    try:
        found = record_by_law(
            circle=circle,
            by=queries.person_of(actor),
            now=timezone.now(),
            way_in=request.build_absolute_uri(reverse("mail")),
            **form.cleaned_data,
        )
    except (HelpPeriodError, RoleRefusedError):
        return
    if found:
        actor.looked.at(found.person.public_id, "representative", act=Act.CHANGED)


@policy(RUNS)
def recorded(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what was done if she lives here, and not whether she does."""
    page = {"section": "circles", "circle": _circle(request, key)}
    return render(request, "circles/circle/by_law_done.html", page)
