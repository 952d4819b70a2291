"""*Wie keek er?*, and the questions about it."""

import uuid
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions.questions import answer, ask
from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.answers import looked
from wooncirkel.apps.circles.forms.mine import AnswerForm, QuestionForm
from wooncirkel.apps.circles.models import Resident
from wooncirkel.apps.circles.queries import looks
from wooncirkel.apps.circles.rules import resident, somebody
from wooncirkel.apps.circles.views.homes import at_home, homes_of
from wooncirkel.apps.shared.policy import policy

ON_A_PAGE = 40


def whole(text: str | None, otherwise: int, most: int) -> int:
    """Return a number from an address, at least 1 and at most `most`; anything else counts as `otherwise`."""
    read = int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else otherwise
    return min(max(read, 1), most)


@policy(somebody)
def who_looked(request: HttpRequest) -> HttpResponse:
    """Show who looked at her this year, or in a year before, day by day."""
    actor = actor_of(request)
    if actor.key is None:
        raise Http404
    first = looks.first_look(actor.key) or actor.today
    year = max(whole(request.GET.get("jaar"), actor.today.year, actor.today.year), first.year)
    found = looks.looks(actor.key, date(year, 1, 1), date(year, 12, 31))
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = whole(request.GET.get("blad"), 1, pages)
    shown = looked.sentences(actor, actor.key, found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    facts = {
        "section": "mine",
        "days": _days(shown, actor.today),
        "year": year,
        "years": range(actor.today.year, first.year - 1, -1),
        "page": page,
        "pages": pages,
        "can_ask": homes_of(request)[0] is not None,
    }
    return render(request, "circles/mine/who_looked.html", facts)


def _days(shown: list[looked.Sentence], today: date) -> list[tuple[str, list[looked.Sentence]]]:
    by_day = groupby(shown, key=lambda one: one.day)
    return [(looked.heading(day, today), list(of_day)) for day, of_day in by_day]


@policy(resident, methods=("GET", "POST"))
@at_home
def question(request: HttpRequest, home: Resident) -> HttpResponse:
    """Bring a question to somebody she trusts."""
    actor = actor_of(request)
    trusted = looks.trusted(actor, home)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = QuestionForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            to = next((one.person for one in trusted if one.person.public_id == said["person"]), None)
            if to is None:
                raise Http404
            line = _about(actor, said["over"])
            ask(
                resident=home,
                to=to,
                text=said["text"],
                access_line=line.line if line else None,
                now=timezone.now(),
            )
            return redirect("questions")
        errors = form.sentences()
    about = _about(actor, whole(request.POST.get("over") or request.GET.get("over"), 0, 2**62))
    facts = {"trusted": trusted, "errors": errors, "typed": request.POST, "about": _told(actor, about)}
    return render(request, "circles/mine/question.html", {"section": "mine", **facts})


def _about(actor: Actor, line: int | None) -> looks.Look | None:
    return looks.look(actor.key, line) if actor.key and line else None


def _told(actor: Actor, look: looks.Look | None) -> looked.Sentence | None:
    return looked.sentences(actor, actor.key, [look])[0] if look and actor.key else None


@policy(somebody)
def questions(request: HttpRequest) -> HttpResponse:
    """Show what she asked, with the answers, and what others asked her."""
    actor = actor_of(request)
    home, _ = homes_of(request)
    mine = looks.asked_by(actor, home) if home else []
    facts = {"section": "mine", "mine": mine, "others": looks.asked_of(actor), "home": home}
    return render(request, "circles/mine/questions.html", facts)


@policy(somebody, methods=("GET", "POST"))
def answering(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Answer a question that was brought to her."""
    asked = looks.question(actor_of(request), key)
    if asked is None:
        raise Http404
    facts: dict[str, Any] = {"section": "mine", "asked": asked, "errors": {}, "typed": request.POST}
    if request.method == "POST" and not asked.answered_at:
        form = AnswerForm(request.POST)
        if form.is_valid():
            answer(asked=asked, text=form.cleaned_data["text"], now=timezone.now())
            return redirect("questions")
        facts["errors"] = form.sentences()
    return render(request, "circles/mine/answering.html", facts)
