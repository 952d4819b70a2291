"""A resident takes her data along, pauses, stops; and a death is written down."""

import uuid

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wooncirkel.apps.circles.actions.dying import record_death, take_back_death
from wooncirkel.apps.circles.actions.pausing import pause, resume
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers.own import ZIP, bundle
from wooncirkel.apps.circles.forms.own import NOT_SURE, DeathForm, read_death
from wooncirkel.apps.circles.queries import own
from wooncirkel.apps.circles.rules import may_mourn, somebody
from wooncirkel.apps.people.accesslog import route_of, write
from wooncirkel.apps.people.actions.erasing import erase_person
from wooncirkel.apps.people.means import Means
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.shared.policy import anyone, policy

ALL = "all"
"""What the access log says when everything of somebody was taken along, or erased."""


@policy(somebody)
def take_along(request: HttpRequest) -> HttpResponse:
    """Say what is in it, and give the button."""
    return render(request, "circles/own/take_along.html", {"section": "mine"})


@policy(somebody)
def take_along_zip(request: HttpRequest) -> HttpResponse:
    """Give everything that is held about her."""
    actor = actor_of(request)
    person = own.herself(actor)
    actor.looked.at(person.public_id, ALL, act=Act.TOOK)
    response = HttpResponse(bundle(person, timezone.now()), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{ZIP}"'
    return response


@policy(somebody, methods=("GET", "POST"))
def rest(request: HttpRequest) -> HttpResponse:
    """Begin a pause with one tap, or end it."""
    person = own.herself(actor_of(request))
    if request.method == "POST":
        act = resume if request.POST.get("doe") == "terug" else pause
        act(person=person, now=timezone.now())
        return redirect("pause")
    return render(request, "circles/own/pause.html", {"section": "mine", "paused": person.paused_at})


@policy(somebody, methods=("GET", "POST"))
def stop(request: HttpRequest) -> HttpResponse:
    """Offer a pause first, say what goes and what stays, and then erase her.

    Who works here shows first that it is she; who runs a circle alone hands it over first.
    """
    actor = actor_of(request)
    if actor.means == Means.WORK and not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('stop')})}")
    person, alone = own.herself(actor), own.runs_alone(actor)
    elsewhere = actor.means != Means.WORK and own.works_here(actor)
    error = ""
    if request.method == "POST" and not alone and not elsewhere:
        if request.POST.get("zeker") == "ja":
            return _erase(request)
        error = NOT_SURE
    page = {"section": "mine", "error": error, "duties": own.duties(actor), "paused": person.paused_at}
    return render(request, "circles/own/stop.html", page | {"alone": alone, "elsewhere": elsewhere})


def _erase(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    person = own.herself(actor)
    actor.looked.at(person.public_id, ALL, act=Act.ERASED)
    write(actor.looked, route_of(request))  # now: after it the database knows nobody of this name
    logout(request)
    erase_person(person=person, now=timezone.now())
    return redirect("stopped")


@policy(anyone)
def stopped(request: HttpRequest) -> HttpResponse:
    """Say goodbye to somebody who stopped."""
    return render(request, "circles/own/stopped.html")


@policy(may_mourn, methods=("GET", "POST"))
def died(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write down with care that somebody died, in two steps, or take it back."""
    actor = actor_of(request)
    found = own.mourned(actor, key)
    if found is None:
        raise Http404
    form = read_death(request.POST, actor.today) if request.method == "POST" else DeathForm(None, "", {})
    if request.method == "POST":
        if found.on:
            return _take_back(request, found)
        if request.POST.get("zeker") == "ja" and not form.errors:
            return _record(request, found, form)
    page = {"section": "", "found": found, "form": form, "posted": request.POST, "today": actor.today}
    if found.on:
        return render(request, "circles/own/died.html", page)
    asked = request.method == "POST" and not form.errors
    return render(request, "circles/own/died_sure.html" if asked else "circles/own/died_form.html", page)


def _record(request: HttpRequest, found: own.Mourned, form: DeathForm) -> HttpResponse:
    actor = actor_of(request)
    person = found.resident.person
    assert form.on
    actor.looked.at(person.public_id, "died", act=Act.CHANGED)
    record_death(person=person, on=form.on, tells=form.tells, by=own.herself(actor), now=timezone.now())
    return redirect("died", key=found.resident.public_id)


@policy(may_mourn)
def deaths(request: HttpRequest) -> HttpResponse:
    """List whose death was written down, so that a mistake can be taken back."""
    rows = own.mourned_lately(actor_of(request))
    return render(request, "circles/own/deaths.html", {"section": "", "rows": rows})


def _take_back(request: HttpRequest, found: own.Mourned) -> HttpResponse:
    if request.POST.get("doe") == "terug":
        actor_of(request).looked.at(found.resident.person.public_id, "died", act=Act.CHANGED)
        take_back_death(person=found.resident.person, now=timezone.now())
    return redirect("died", key=found.resident.public_id)
