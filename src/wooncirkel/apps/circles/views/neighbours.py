"""What the neighbourhood told, and one resident as the visitor may see her."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers.mine import dressed
from wooncirkel.apps.circles.forms.mine import SearchForm
from wooncirkel.apps.circles.models import Resident
from wooncirkel.apps.circles.queries import around, mine, own
from wooncirkel.apps.circles.rules import may_mourn, somebody, taking_part
from wooncirkel.apps.circles.views.homes import homes_of
from wooncirkel.apps.circles.views.looked import whole
from wooncirkel.apps.shared.policy import policy

WORDS = "words"
"""What was looked for stays in the session: an address ends up in histories and logs."""


@policy(taking_part, methods=("GET", "POST"))
def neighbours(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show what the neighbourhood told, page by page."""
    actor = actor_of(request)
    circle = queries.circle_met(actor, key)
    if circle is None:
        raise Http404
    if request.method == "POST":
        form = SearchForm(request.POST)
        request.session[WORDS] = form.cleaned_data["words"] if form.is_valid() else ""
        return redirect("neighbours", key)
    words = request.session.get(WORDS, "")
    found = around.neighbours(actor, circle, words=words, page=whole(request.GET.get("blad"), 1, 9999))
    for one in found.neighbours:
        for line in one.lines:
            dressed(line)
    facts = {"circle": circle, "found": found, "words": words, "section": "mine"}
    facts["mourns"] = may_mourn(request)
    return render(request, "circles/mine/neighbours.html", facts)


@policy(somebody)
def resident_page(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show one resident, as far as the visitor may see her."""
    actor = actor_of(request)
    found = around.resident_page(actor, key)
    if found is None:
        raise Http404
    resident, lines = found
    met = queries.circle_met(actor, resident.circle.public_id)
    facts = {"resident": resident, "lines": [dressed(line) for line in lines], "circle": met}
    facts |= {"may_mourn": own.may_mourn(actor, resident), "may_name": _may_name(request, resident)}
    return render(request, "circles/mine/resident.html", {"section": "mine", **facts})


def _may_name(request: HttpRequest, neighbour: Resident) -> bool:
    """Return whether the visitor lives in this circle too, and has not yet chosen this neighbour."""
    home, _ = homes_of(request)
    if home is None or home.circle_id != neighbour.circle_id or home.pk == neighbour.pk:
        return False
    return not mine.has_named(home, neighbour.person)
