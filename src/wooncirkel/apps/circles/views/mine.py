"""Lines of one's own: tell, change, share, take back, throw away; once a year go through them all."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actions import lines as acts
from wooncirkel.apps.circles.actions.talks import talk
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers.mine import by_ring, dressed
from wooncirkel.apps.circles.forms.mine import NewLineForm, RingForm, WordsForm, wanted_rings
from wooncirkel.apps.circles.models import Line, LineKind, Resident
from wooncirkel.apps.circles.queries import mine
from wooncirkel.apps.circles.rules import resident
from wooncirkel.apps.circles.views.homes import at_home, choose
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError


def _line(request: HttpRequest, key: uuid.UUID) -> Line:
    found = queries.line(actor_of(request), key)
    if found is None:
        raise Http404
    return dressed(found)


def _to_rings() -> HttpResponse:
    return redirect(f"{reverse('mine')}#ringen")


def _page(request: HttpRequest, name: str, **facts: Any) -> HttpResponse:
    return render(request, f"circles/mine/{name}.html", {"section": "mine", **facts})


@policy(resident, methods=("POST",))
def choose_circle(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go on in another of her circles."""
    choose(request, key)
    return redirect("mine")


@policy(resident, methods=("GET", "POST"))
@at_home
def new_line(request: HttpRequest, home: Resident) -> HttpResponse:
    """Tell something; it begins in the ring *alleen ik*."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = NewLineForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            line = acts.write_line(
                resident=home,
                text=said["text"],
                kind=said["kind"],
                picture=said["picture"],
                by=home.person,
                now=timezone.now(),
            )
            return redirect("line", line.public_id)
        errors = form.sentences()
    facts = {"errors": errors, "typed": request.POST, "kinds": LineKind.choices, "drawings": DRAWINGS}
    return _page(request, "new_line", **facts)


@policy(resident, methods=("GET", "POST"))
def line(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Choose who may see a line."""
    found, actor = _line(request, key), actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = RingForm(request.POST, actor.today)
        if form.is_valid():
            chosen = form.cleaned_data
            acts.share(
                line=found,
                ring=chosen["ring"],
                until=chosen["until"],
                by=found.resident.person,
                now=timezone.now(),
            )
            return _to_rings()
        errors = form.sentences()
    return _page(
        request,
        "line",
        line=found,
        errors=errors,
        ring=request.POST.get("ring") or found.ring,  # type: ignore[attr-defined]
        until=request.POST.get("until"),
        people=[row.person.called for row in mine.own_people(actor, found.resident)],
        helpers=mine.helpers_shown(actor, found.resident),
        refused=acts.refused(found),
    )


@policy(resident, methods=("POST",))
def refusal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say no to a line for who helps her decide, or take that no back."""
    found = _line(request, key)
    if request.POST.get("refuse"):
        acts.refuse(line=found, now=timezone.now())
    else:
        acts.allow_again(line=found)
    return redirect("line", found.public_id)


@policy(resident, methods=("GET", "POST"))
def change_line(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change the words of a line; when it changed meanwhile both texts are shown."""
    found = _line(request, key)
    typed: dict[str, Any] = {"text": found.text, "picture": found.picture, "version": found.version}
    facts: dict[str, Any] = {"line": found, "drawings": DRAWINGS, "errors": {}, "typed": typed}
    if request.method == "POST":
        form = WordsForm(request.POST, found.kind)
        if form.is_valid():
            try:
                return _changed(found, form.cleaned_data)
            except StaleError as stale:
                facts |= {"stale": stale, "typed": stale.yours | {"version": found.version}}
        else:
            facts |= {"errors": form.sentences(), "typed": request.POST}
    return _page(request, "change_line", **facts)


def _changed(line: Line, said: dict[str, Any]) -> HttpResponse:
    acts.change_line(
        line=line,
        text=said["text"],
        picture=said["picture"],
        version=said["version"] or 0,
        by=line.resident.person,
        now=timezone.now(),
    )
    return _to_rings()


@policy(resident, methods=("GET", "POST"))
def remove_line(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw a line away, after a yes."""
    found = _line(request, key)
    if request.method == "POST":
        acts.remove_line(line=found, by=found.resident.person, now=timezone.now())
        return _to_rings()
    return _page(request, "remove_line", line=found)


@policy(resident, methods=("GET", "POST"))
@at_home
def yearly(request: HttpRequest, home: Resident) -> HttpResponse:
    """Go through everything once a year, ring by ring."""
    actor = actor_of(request)
    lines = queries.lines(actor, home)
    if request.method == "POST":
        wanted = wanted_rings(request.POST, lines)
        talk(resident=home, wanted=wanted, by=home.person, now=timezone.now())
        return _to_rings()
    people = [row.person.called for row in mine.own_people(actor, home)]
    return _page(request, "yearly", home=home, rings=by_ring(lines), people=people)
