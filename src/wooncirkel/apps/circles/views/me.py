"""Who I am, my people, and what each of them sees of me."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions.leaving import leave_circle, let_be_found
from wooncirkel.apps.circles.actions.own_people import name_person, unname
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers.mine import dressed
from wooncirkel.apps.circles.forms.mine import PersonForm, WhoIAmForm
from wooncirkel.apps.circles.models import RepresentativeKind, Resident
from wooncirkel.apps.circles.queries import mine
from wooncirkel.apps.circles.rules import resident
from wooncirkel.apps.circles.views.homes import at_home
from wooncirkel.apps.people.actions.persons import change_person
from wooncirkel.apps.people.models import Language, Likes, Person, Reach
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError

CHOICES = {"language": Language, "likes": Likes, "reach": Reach}
FIELDS = ("called", "language", "likes", "reach", "symbol")


@policy(resident, methods=("GET", "POST"))
@at_home
def who_i_am(request: HttpRequest, home: Resident) -> HttpResponse:
    """Show and change how she is called and met; when that changed meanwhile both are shown."""
    person = home.person
    now = {name: getattr(person, name) for name in (*FIELDS, "version")}
    facts: dict[str, Any] = {"errors": {}, "typed": now}
    if request.method == "POST":
        form = WhoIAmForm(request.POST)
        if form.is_valid():
            try:
                return _changed(person, form.cleaned_data)
            except StaleError as stale:
                facts = {"errors": {}, "typed": stale.yours | {"version": person.version}}
                facts["stale"] = [_both(name, stale) for name in FIELDS if _differ(name, stale)]
        else:
            facts = {"errors": form.sentences(), "typed": request.POST}
    choices = {name: enum.choices for name, enum in CHOICES.items()}
    facts |= {"section": "mine", "home": home, "drawings": DRAWINGS, "choices": choices}
    return render(request, "circles/mine/who_i_am.html", facts)


def _changed(person: Person, said: dict[str, Any]) -> HttpResponse:
    version = said.pop("version")
    change_person(person=person, version=version, now=timezone.now(), **said)
    return redirect("mine")


@policy(resident, methods=("POST",))
@at_home
def findable(request: HttpRequest, home: Resident) -> HttpResponse:
    """Let hosts and link workers find her by name, or no longer, from the next request on."""
    let_be_found(resident=home, findable=request.POST.get("doe") == "wel", now=timezone.now())
    return redirect("who-i-am")


@policy(resident, methods=("GET", "POST"))
@at_home
def leave(request: HttpRequest, home: Resident) -> HttpResponse:
    """Let her go out of the circle in which she is, after a yes."""
    if request.method == "POST":
        leave_circle(resident=home, now=timezone.now())
        return redirect("mine")
    helpers = mine.helpers(home, actor_of(request).today)
    by_law = helpers.exclude(kind=RepresentativeKind.CHOSEN).exists()
    return render(request, "circles/mine/leave.html", {"section": "mine", "home": home, "by_law": by_law})


def _differ(name: str, stale: StaleError) -> bool:
    return stale.yours[name] != stale.theirs[name]


def _both(name: str, stale: StaleError) -> dict[str, str]:
    return {"name": name, "yours": _words(name, stale.yours), "theirs": _words(name, stale.theirs)}


def _words(name: str, values: dict[str, str]) -> str:
    value = values[name]
    if name == "symbol":
        return DRAWINGS.get(value, "geen tekening")
    return CHOICES[name](value).label if name in CHOICES else value


@policy(resident, methods=("GET", "POST"))
@at_home
def my_people(request: HttpRequest, home: Resident) -> HttpResponse:
    """Show whom she named and what they see; name one more."""
    actor = actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = PersonForm(request.POST)
        if form.is_valid():
            person = mine.nameable(actor, home, form.cleaned_data["person"])
            if person is None:
                raise Http404
            name_person(resident=home, person=person, now=timezone.now())
            return redirect("my-people")
        errors = form.sentences()
    named = [(row, *_seen(row.person, home, actor.today)) for row in mine.chosen_people(actor, home)]
    known = {row.person_id for row, *_ in named}
    facts = {
        "section": "mine",
        "home": home,
        "named": named,
        "at_hand": [one for one in mine.at_hand(actor, home) if one.person.pk not in known],
        "errors": errors,
    }
    return render(request, "circles/mine/my_people.html", facts)


def _seen(person: Person, home: Resident, today: Any) -> tuple[list[Any], bool]:
    visible, lines = mine.shown_to(person, home, today)
    return [dressed(line) for line in lines], visible


@policy(resident, methods=("GET", "POST"))
def my_person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let somebody no longer be one of her people, after a yes."""
    row = mine.own_person(actor_of(request), key)
    if row is None:
        raise Http404
    if request.method == "POST":
        unname(own_person=row, now=timezone.now())
        return redirect("my-people")
    return render(request, "circles/mine/my_person.html", {"section": "mine", "row": row})


@policy(resident)
@at_home
def seen_by(request: HttpRequest, home: Resident, key: uuid.UUID) -> HttpResponse:
    """Show exactly what somebody sees of her; that somebody is not noted as having looked."""
    actor = actor_of(request)
    person = mine.acquainted(actor, home, key)
    if person is None:
        raise Http404
    visible, lines = mine.shown_to(person, home, actor.today)
    return _seen_page(request, home, person.called, visible=visible, lines=lines)


@policy(resident)
@at_home
def seen_by_all(request: HttpRequest, home: Resident) -> HttpResponse:
    """Show what a neighbour whom she does not know sees of her."""
    visible, lines = mine.shown_to_all(home, actor_of(request).today)
    return _seen_page(request, home, "", visible=visible, lines=lines)


def _seen_page(request: HttpRequest, home: Resident, who: str, *, visible: bool, lines: Any) -> HttpResponse:
    facts = {"home": home, "who": who, "visible": visible, "lines": [dressed(line) for line in lines]}
    return render(request, "circles/mine/seen_by.html", {"section": "mine", **facts})
