"""Pages of who does what in a circle: roles, last days, VOG dates. No residents."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format

from wooncirkel.apps.circles.actions import members as actions
from wooncirkel.apps.circles.actions.welcoming import welcome
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers import circles as answers
from wooncirkel.apps.circles.forms.circle import SENTENCES
from wooncirkel.apps.circles.forms.members import EndDateForm, RoleForm, VogForm
from wooncirkel.apps.circles.models import Circle, Membership, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role as rule_of
from wooncirkel.apps.circles.views.circle import beside, run_by
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.shared.ownpath import own_address
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError

RUNS = rule_of(Role.ADMINISTRATOR)
A_YEAR = timedelta(days=365)


def _membership(request: HttpRequest, circle: Circle, key: uuid.UUID) -> Membership:
    row = queries.membership(actor_of(request), circle, key)
    if row is None:
        raise Http404
    return row


def _note(request: HttpRequest, row: Membership) -> None:
    actor_of(request).looked.at(row.person.public_id, "role", act=Act.CHANGED)


@policy(RUNS)
def members(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """List who does what, the first to end first."""
    return _list(request, run_by(request, key))


def _list(request: HttpRequest, circle: Circle, refused: str = "") -> HttpResponse:
    actor = actor_of(request)
    page = {
        "section": "circles",
        "circle": circle,
        "rows": answers.roles_page(queries.memberships(actor, circle), actor),
        "ended": answers.ended_page(queries.ended_memberships(actor, circle), actor),
        "refused": refused,
    }
    return render(request, "circles/circle/members.html", page)


@policy(RUNS, methods=("GET", "POST"))
def give_role(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give somebody a role: somebody who helps here already, or somebody by e-mail address."""
    circle = run_by(request, key)
    form = _role_form(request, circle)
    if request.method == "POST" and form.is_valid():
        try:
            _note(request, _give(request, circle, form))
            return redirect("members", circle.public_id)
        except actions.RoleRefusedError as refused:
            form.add_error(FIELD_OF[refused.reason], SENTENCES[refused.reason])
    page = {"section": "circles", "circle": circle, "form": form}
    return render(request, "circles/circle/give_role.html", page)


FIELD_OF = {
    "preset": "role",
    "already": "role",
    "partner": "organisation",
    "controller": "organisation",
    "employed": "organisation",
    "herself": "role",
    "order": "ends_on",
    "year": "ends_on",
    "email": "email",
}


def _role_form(request: HttpRequest, circle: Circle) -> RoleForm:
    actor = actor_of(request)
    return RoleForm(
        request.POST or None,
        people=queries.helpers(actor, circle),
        roles=actions.roles_of(circle),
        organisations=queries.organisations(circle, actor.today),
        today=actor.today,
        initial={"starts_on": actor.today, "ends_on": actor.today + A_YEAR},
        auto_id="role-%s",
    )


def _give(request: HttpRequest, circle: Circle, form: RoleForm) -> Membership:
    data, chosen = form.cleaned_data, form.chosen()
    what = {
        "circle": circle,
        "role": data["role"],
        "organisation": form.organisation_chosen(),
        "starts_on": data["starts_on"],
        "ends_on": data["ends_on"],
        "vog_on": data["vog_on"],
        "by": queries.person_of(actor_of(request)),
        "now": timezone.now(),
    }
    if chosen:
        return actions.give_role(person=chosen, **what)
    way_in = _way_in(data["role"])
    return welcome(called=data["called"], email=data["email"], way_in=way_in, **what)


def _way_in(role: str) -> str:
    """Return where somebody with this role comes in for the first time: staff choose a password there."""
    by_mail = role in {Role.GOOD_NEIGHBOUR, Role.COACH}
    return own_address("mail" if by_mail else "account_reset_password")


def day(text: str) -> str:
    """Write an ISO date as people do."""
    return date_format(date.fromisoformat(text), "j F Y")


@policy(RUNS, methods=("GET", "POST"))
def role(request: HttpRequest, key: uuid.UUID, role_key: uuid.UUID) -> HttpResponse:
    """Show one role; let it end on another day."""
    circle = run_by(request, key)
    row = _membership(request, circle, role_key)
    form, stale = _end_form(request, row), None
    if request.method == "POST" and form.is_valid():
        try:
            by = queries.person_of(actor_of(request))
            actions.change_end(membership=row, by=by, now=timezone.now(), **form.cleaned_data)
            _note(request, row)
            return redirect("members", circle.public_id)
        except actions.RoleRefusedError as refused:
            form.add_error("ends_on", SENTENCES[refused.reason])
        except StaleError as found:
            stale = found
            form = EndDateForm({**request.POST.dict(), "seen": found.theirs["ends_on"]}, auto_id="end-%s")
    return _role(request, circle, row, form, stale=stale)


def _end_form(request: HttpRequest, row: Membership) -> EndDateForm:
    initial = {"seen": row.ends_on.isoformat(), "ends_on": row.ends_on}
    return EndDateForm(request.POST or None, initial=initial, auto_id="end-%s")


def _role(
    request: HttpRequest,
    circle: Circle,
    row: Membership,
    form: EndDateForm,
    vog: VogForm | None = None,
    stale: StaleError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    vog = vog or VogForm(initial={"vog_on": row.vog_on}, today=actor.today, auto_id="vog-%s")
    page = {
        "section": "circles",
        "circle": circle,
        "one": answers.roles_page([row], actor)[0],
        "form": form,
        "vog": vog,
        "beside": [(label, day(text)) for label, text in beside(form, stale)],
    }
    return render(request, "circles/circle/role.html", page)


@policy(RUNS, methods=("POST",))
def note_vog(request: HttpRequest, key: uuid.UUID, role_key: uuid.UUID) -> HttpResponse:
    """Write down the day of somebody's VOG."""
    circle = run_by(request, key)
    row = _membership(request, circle, role_key)
    form = VogForm(request.POST, today=actor_of(request).today, auto_id="vog-%s")
    if form.is_valid():
        actions.note_vog(membership=row, vog_on=form.cleaned_data["vog_on"])
        _note(request, row)
        return redirect("members", circle.public_id)
    untouched = EndDateForm(
        initial={"seen": row.ends_on.isoformat(), "ends_on": row.ends_on}, auto_id="end-%s"
    )
    return _role(request, circle, row, untouched, form)


@policy(RUNS, methods=("POST",))
def end_role(request: HttpRequest, key: uuid.UUID, role_key: uuid.UUID) -> HttpResponse:
    """End a role now: the next click no longer has it."""
    return _turn(request, key, role_key, actions.end_role)


@policy(RUNS, methods=("POST",))
def reopen_role(request: HttpRequest, key: uuid.UUID, role_key: uuid.UUID) -> HttpResponse:
    """Undo the end of a role, on the day itself."""
    return _turn(request, key, role_key, actions.reopen_role)


def _turn(request: HttpRequest, key: uuid.UUID, role_key: uuid.UUID, act: Any) -> HttpResponse:
    circle, actor = run_by(request, key), actor_of(request)
    row = _membership(request, circle, role_key)
    try:
        act(membership=row, by=queries.person_of(actor), now=timezone.now())
    except actions.RoleRefusedError as refused:
        return _list(request, circle, SENTENCES[refused.reason])
    _note(request, row)
    return redirect("members", circle.public_id)
