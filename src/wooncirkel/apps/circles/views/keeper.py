"""Pages of a log keeper: what waits to be looked at, one line at a time. The log only, no content."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions.reviews import OwnLookError, close
from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.answers.keeper import shown
from wooncirkel.apps.circles.forms.keeper import VerdictForm
from wooncirkel.apps.circles.models import Circle, Role
from wooncirkel.apps.circles.queries import keeper as queries
from wooncirkel.apps.circles.queries.circles import person_of
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError

KEEPS = role(Role.LOG_KEEPER)
MOST = 25


def _circle(actor: Actor, key: uuid.UUID) -> Circle:
    circle = queries.circle(actor, key)
    if circle is None:
        raise Http404
    return circle


@policy(KEEPS)
def start(request: HttpRequest) -> HttpResponse:
    """Go to the only circle whose log she keeps, or let her choose."""
    circles = queries.kept(actor_of(request))
    if len(circles) == 1:
        return redirect("log-queue", circles[0].public_id)
    return render(request, "circles/keeper/start.html", {"section": "log", "circles": circles})


@policy(KEEPS)
def queue(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show what waits, the oldest first."""
    actor = actor_of(request)
    circle = _circle(actor, key)
    items = shown(queries.waiting(actor, circle, MOST))
    page = {"section": "log", "circle": circle, "items": items, "months": queries.months(circle)}
    return render(request, "circles/keeper/queue.html", page)


@policy(KEEPS)
def looked_at(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show what was looked at lately."""
    actor = actor_of(request)
    circle = _circle(actor, key)
    items = shown(queries.looked_at(actor, circle, MOST))
    page = {"section": "log", "circle": circle, "items": items, "most": MOST}
    return render(request, "circles/keeper/looked_at.html", page)


@policy(KEEPS, methods=("GET", "POST"))
def item(request: HttpRequest, key: uuid.UUID, review_key: uuid.UUID) -> HttpResponse:
    """Look at one line, and close it."""
    actor = actor_of(request)
    circle = _circle(actor, key)
    found = queries.item(actor, circle, review_key)
    if found is None:
        raise Http404
    form, stale = VerdictForm(request.POST or None, auto_id="log-%s"), None
    if request.method == "POST" and not found.mine and form.is_valid():
        try:
            close(review=found.review, by=person_of(actor), now=timezone.now(), **form.cleaned_data)
            return redirect("log-queue", circle.public_id)
        except StaleError as error:
            stale = error
        except OwnLookError:
            raise Http404 from None
    page = {"section": "log", "circle": circle, "one": shown([found])[0], "form": form, "stale": stale}
    return render(request, "circles/keeper/item.html", page)
