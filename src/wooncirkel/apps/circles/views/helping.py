"""*Wie mij helpt*: for the resident, and for who helps her."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions import lines as acts
from wooncirkel.apps.circles.actions.representatives import NotChosenError, choose_helper, end_help
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers.mine import by_ring, dressed
from wooncirkel.apps.circles.forms.mine import HelperForm, NewLineForm, RingForm, WordsForm
from wooncirkel.apps.circles.models import Line, LineKind, Representative, RepresentativeKind, Resident
from wooncirkel.apps.circles.queries import mine
from wooncirkel.apps.circles.rules import latest_end, resident
from wooncirkel.apps.circles.views.homes import at_home
from wooncirkel.apps.people.models import Act, Person
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError

BY_LAW = "Die persoon helpt jou al. Dat staat vast bij de kringbeheerder."


def _page(request: HttpRequest, name: str, **facts: Any) -> HttpResponse:
    return render(request, f"circles/mine/{name}.html", {"section": "mine", **facts})


@policy(resident)
@at_home
def who_helps(request: HttpRequest, home: Resident) -> HttpResponse:
    """Show who helps her decide, by what right, until when, and what they may."""
    return _page(request, "who_helps", helpers=mine.helpers_shown(actor_of(request), home), home=home)


@policy(resident, methods=("GET", "POST"))
@at_home
def choose(request: HttpRequest, home: Resident) -> HttpResponse:
    """Choose herself who helps her, for a year at most."""
    actor = actor_of(request)
    near = [row.person for row in mine.own_people(actor, home)]
    near += [one.person for one in mine.at_hand(actor, home) if one.person not in near]
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = HelperForm(request.POST, actor.today)
        if form.is_valid():
            said = form.cleaned_data
            wanted = said.pop("person")
            person = next((one for one in near if one.public_id == wanted), None)
            if person is None:
                raise Http404
            try:
                choose_helper(resident=home, person=person, now=timezone.now(), **said)
                return redirect("who-helps")
            except NotChosenError:
                errors = {"person": BY_LAW}
        errors = errors or form.sentences()
    last = latest_end(RepresentativeKind.CHOSEN, actor.today)
    facts = {"near": near, "errors": errors, "typed": request.POST, "today": actor.today, "last": last}
    return _page(request, "choose_helper", **facts)


@policy(resident, methods=("GET", "POST"))
def helper(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """End help that she chose herself, at once, after a yes."""
    row = mine.helper(actor_of(request), key)
    if row is None or row.kind != RepresentativeKind.CHOSEN:
        raise Http404
    if request.method == "POST":
        end_help(representative=row, now=timezone.now())
        return redirect("who-helps")
    return _page(request, "helper", row=row)


def _helping(request: HttpRequest, key: uuid.UUID) -> Representative:
    row = mine.helping(actor_of(request), key)
    if row is None:
        raise Http404
    return row


def _me(request: HttpRequest) -> Person:
    person: Person = request.user.person  # type: ignore[union-attr]
    return person


@policy(resident)
def i_help(request: HttpRequest) -> HttpResponse:
    """Show whom she helps decide."""
    rows = mine.helped(actor_of(request))
    if not rows:
        raise Http404
    return _page(request, "i_help", rows=rows)


@policy(resident)
def helped(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show the lines of somebody whom she helps; noted as seen on her behalf."""
    row = _helping(request, key)
    rings = by_ring(mine.helped_lines(actor_of(request), row))
    return _page(request, "helped", row=row, rings=rings)


@policy(resident, methods=("GET", "POST"))
def helped_new_line(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write a line for somebody whom she helps, when that was said."""
    row = _helping(request, key)
    if not row.may_write:
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = NewLineForm(request.POST)
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("text", "kind", "picture")}
            acts.write_line(resident=row.resident, by=_me(request), now=timezone.now(), **said)
            _noted(request, row, said["kind"], Act.ADDED)
            return redirect("helped", key)
        errors = form.sentences()
    facts = {"errors": errors, "typed": request.POST, "kinds": LineKind.choices, "drawings": DRAWINGS}
    return _page(request, "new_line", row=row, **facts)


def _noted(request: HttpRequest, row: Representative, kind: str, act: Act) -> None:
    key = row.resident.person.public_id
    actor_of(request).looked.at(key, kind, act=act, behalf=key)


def _helped_line(request: HttpRequest, row: Representative, key: uuid.UUID) -> Line:
    found = mine.helped_line(actor_of(request), row, key)
    if found is None:
        raise Http404
    return dressed(found)


@policy(resident, methods=("GET", "POST"))
def helped_share(request: HttpRequest, key: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Choose who may see a line of somebody whom she helps; never over a no."""
    row = _helping(request, key)
    found = _helped_line(request, row, line)
    if not row.may_share or acts.refused(found):
        raise Http404
    actor, errors = actor_of(request), {}
    if request.method == "POST":
        form = RingForm(request.POST, actor.today)
        if form.is_valid():
            acts.share(line=found, by=_me(request), now=timezone.now(), **form.cleaned_data)
            _noted(request, row, "sharing", Act.CHANGED)
            return redirect("helped", key)
        errors = form.sentences()
    ring = request.POST.get("ring") or found.ring  # type: ignore[attr-defined]
    facts = {"errors": errors, "ring": ring, "until": request.POST.get("until")}
    return _page(request, "line", row=row, line=found, **facts)


@policy(resident, methods=("GET", "POST"))
def helped_change(request: HttpRequest, key: uuid.UUID, line: uuid.UUID) -> HttpResponse:
    """Change the words of a line of somebody whom she helps, when that was said."""
    row = _helping(request, key)
    found = _helped_line(request, row, line)
    if not row.may_write:
        raise Http404
    typed: dict[str, Any] = {"text": found.text, "picture": found.picture, "version": found.version}
    facts: dict[str, Any] = {"row": row, "line": found, "drawings": DRAWINGS, "errors": {}, "typed": typed}
    if request.method == "POST":
        form = WordsForm(request.POST, found.kind)
        if form.is_valid():
            said = form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
            try:
                acts.change_line(line=found, by=_me(request), now=timezone.now(), **said)
                _noted(request, row, found.kind, Act.CHANGED)
                return redirect("helped", key)
            except StaleError as stale:
                facts |= {"stale": stale, "typed": stale.yours | {"version": found.version}}
        else:
            facts |= {"errors": form.sentences(), "typed": request.POST}
    return _page(request, "change_line", **facts)
