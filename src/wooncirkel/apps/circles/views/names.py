"""The page on which names open: who answers for what (AVG 26), and what then can be kept."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions import names as actions
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers import circles as answers
from wooncirkel.apps.circles.forms.circle import SENTENCES
from wooncirkel.apps.circles.forms.members import NamesForm
from wooncirkel.apps.circles.models import Circle, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.circles.views.circle import run_by
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.registry import processings
from wooncirkel.apps.shared.wording import listed

RUNS = role(Role.ADMINISTRATOR)


@policy(RUNS, methods=("GET", "POST"))
def names(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Name who answers for each processing, and open names."""
    circle = run_by(request, key)
    form, refused = _form(request, circle), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_names(
                circle=circle,
                controllers=form.controllers(),
                deciders=form.deciders(),
                by=queries.person_of(actor_of(request)),
                now=timezone.now(),
            )
            return redirect("names", circle.public_id)
        except actions.NamesRefusedError as found:
            refused = _sentence(found)
    return _page(request, circle, form, refused)


def _form(request: HttpRequest, circle: Circle) -> NamesForm:
    named = {row.organisation_id for row in queries.controllers(circle)}
    partners = queries.organisations(circle, actor_of(request).today).exclude(pk__in=named)
    every = processings()
    ticked = {f"{each.key}-{one.public_id}": True for one in partners for each in every}
    return NamesForm(
        request.POST or None, partners=partners, processings=every, initial=ticked, auto_id="names-%s"
    )


def _sentence(refused: actions.NamesRefusedError) -> str:
    if refused.reason == "processing":
        return f"Wie is verantwoordelijk voor: {listed(refused.who)}? Kies bij elk onderdeel minstens één."
    if refused.reason == "unnamed":
        return f"Deze organisaties zien namen, maar staan hier nog niet bij: {listed(refused.who)}."
    return SENTENCES[refused.reason]


def _page(request: HttpRequest, circle: Circle, form: NamesForm, refused: str) -> HttpResponse:
    rows = queries.controllers(circle)
    page = {
        "section": "circles",
        "circle": circle,
        "form": form,
        "blocks": form.blocks(),
        "refused": refused,
        "named": answers.answering(rows),
        "processings": processings(),
        "several": queries.partners(circle, actor_of(request).today).count() > 1,
        "second_wall": queries.second_wall(),
        "may_close": circle.names_open_at is not None and not queries.residents_stored(circle),
    }
    return render(request, "circles/circle/names.html", page)


@policy(RUNS, methods=("POST",))
def close_names(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Close names again, while nobody is stored."""
    circle = run_by(request, key)
    try:
        actions.close_names(circle=circle, by=queries.person_of(actor_of(request)), now=timezone.now())
    except actions.NamesRefusedError as refused:
        return _page(request, circle, _form_of_nothing(request, circle), SENTENCES[refused.reason])
    return redirect("names", circle.public_id)


def _form_of_nothing(request: HttpRequest, circle: Circle) -> NamesForm:
    return NamesForm(None, partners=[], processings=processings(), auto_id="names-%s")
