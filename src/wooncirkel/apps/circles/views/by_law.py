"""Where a curator, mentor or parent is written down; the answer never tells who lives in the circle."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions.by_law import confirm_by_law, record_by_law
from wooncirkel.apps.circles.actions.members import RoleRefusedError
from wooncirkel.apps.circles.actions.representatives import HelpPeriodError
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.forms.members import ByLawForm, ConfirmForm
from wooncirkel.apps.circles.models import Circle, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.circles.views.circle import run_by
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.shared.ownpath import own_address
from wooncirkel.apps.shared.policy import policy

RUNS = role(Role.ADMINISTRATOR)
CONFIRMS = role(Role.ADMINISTRATOR, Role.HOST)
"""The query narrows this to who works here and has signed in so."""


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
    page = {"section": "circles", "circle": circle, "form": form, "seconds": queries.seconds(actor, circle)}
    return render(request, "circles/circle/by_law.html", page)


def _record(request: HttpRequest, circle: Circle, form: ByLawForm) -> None:
    """Do it when it can be done, and let the page say the same in either case."""
    actor = actor_of(request)
    try:
        found = record_by_law(
            circle=circle,
            by=queries.person_of(actor),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except (HelpPeriodError, RoleRefusedError):
        return
    if found:
        actor.looked.at(found.person.public_id, "representative", act=Act.CHANGED)


@policy(RUNS)
def recorded(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what was done if she lives here, and not whether she does; and who can confirm it."""
    circle = _circle(request, key)
    page = {"section": "circles", "circle": circle, "seconds": queries.seconds(actor_of(request), circle)}
    return render(request, "circles/circle/by_law_done.html", page)


def _confirmed_by(request: HttpRequest, key: uuid.UUID) -> Circle:
    circle = queries.confirmed_by(actor_of(request), key)
    if circle is None:
        raise Http404
    return circle


@policy(CONFIRMS, methods=("GET", "POST"))
def confirm(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let a second person, who saw the same paper, write down the same; only then does it begin."""
    circle, actor = _confirmed_by(request, key), actor_of(request)
    form = ConfirmForm(request.POST or None, auto_id="law-%s")
    if request.method == "POST" and form.is_valid():
        found = confirm_by_law(
            circle=circle,
            by=queries.person_of(actor),
            now=timezone.now(),
            way_in=own_address("mail"),
            **form.cleaned_data,
        )
        if found:
            actor.looked.at(found.person.public_id, "representative", act=Act.CHANGED)
        return redirect("representative-confirmed", circle.public_id)
    page = {"section": "circles", "circle": circle, "form": form}
    return render(request, "circles/circle/by_law_confirm.html", page)


@policy(CONFIRMS)
def confirmed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say what happened if it fitted, and not whether it did."""
    page = {"section": "circles", "circle": _confirmed_by(request, key)}
    return render(request, "circles/circle/by_law_confirmed.html", page)
