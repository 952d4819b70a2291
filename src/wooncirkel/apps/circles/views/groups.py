"""Pages of the groups of a circle: who works with groups sees names of groups and round numbers."""

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions import groups as actions
from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.answers import circles as answers
from wooncirkel.apps.circles.forms.circle import SENTENCES
from wooncirkel.apps.circles.forms.members import GroupForm, JoinForm, RenameForm
from wooncirkel.apps.circles.models import Circle, Group, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.circles.views.circle import beside
from wooncirkel.apps.people.models import Act, Person
from wooncirkel.apps.shared.policy import policy
from wooncirkel.apps.shared.stale import StaleError

KNOWS = role(*queries.GROUP_ROLES)
BEGINS = role(Role.COMMUNITY_WORKER, Role.LINK_WORKER, Role.ADMINISTRATOR)


def _circle(request: HttpRequest, key: uuid.UUID, *roles: Role) -> Circle:
    circle = queries.circle_of_role(actor_of(request), key, roles or queries.GROUP_ROLES)
    if circle is None:
        raise Http404
    return circle


def _group(request: HttpRequest, key: uuid.UUID, group_key: uuid.UUID) -> Group:
    group = queries.group(actor_of(request), _circle(request, key), group_key)
    if group is None:
        raise Http404
    return group


def _begins(actor: Actor, circle: Circle) -> bool:
    return circle.pk in actor.circles(Role.COMMUNITY_WORKER, Role.LINK_WORKER, Role.ADMINISTRATOR)


def _may_join(actor: Actor, group: Group) -> Sequence[Person]:
    """Return whom the actor may let join: residents whom she sees, or coaches when she runs the circle."""
    if group.circle_id in actor.circles(Role.LINK_WORKER) or queries.leads(actor, group):
        return queries.may_join(actor, group)
    return queries.coaches(actor, group) if group.circle_id in actor.circles(Role.ADMINISTRATOR) else []


@policy(KNOWS, methods=("GET", "POST"))
def groups(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """List the groups that the visitor may know of; begin one."""
    circle, actor = _circle(request, key), actor_of(request)
    begins = _begins(actor, circle)
    form = GroupForm(request.POST or None, initial={"begun_on": actor.today}, auto_id="group-%s")
    if request.method == "POST":
        if not begins:
            raise Http404
        if form.is_valid():
            by = queries.person_of(actor)
            made = actions.begin_group(circle=circle, by=by, now=timezone.now(), **form.cleaned_data)
            return redirect("group", circle.public_id, made.public_id)
    page = {
        "section": "circles",
        "circle": circle,
        "groups": [(row, answers.size_of(row)) for row in queries.groups(actor, circle)],
        "form": form if begins else None,
    }
    return render(request, "circles/circle/groups.html", page)


@policy(KNOWS, methods=("GET", "POST"))
def group(request: HttpRequest, key: uuid.UUID, group_key: uuid.UUID) -> HttpResponse:
    """Show a group with whom the visitor may see of it; let somebody join."""
    row, actor = _group(request, key, group_key), actor_of(request)
    people = _may_join(actor, row)
    form = JoinForm(request.POST or None, people=people, auto_id="join-%s")
    if request.method == "POST":
        if not people and not actor.has(Role.LINK_WORKER, Role.ADMINISTRATOR, Role.COACH):
            raise Http404
        if form.is_valid() and _join(request, row, form):
            return redirect("group", key, group_key)
    return _page(request, row, form if people else None)


def _join(request: HttpRequest, group: Group, form: JoinForm) -> bool:
    actor, person = actor_of(request), form.chosen()
    try:
        actions.join_group(
            group=group,
            person=person,
            joined_on=actor.today,
            by=queries.person_of(actor),
            now=timezone.now(),
        )
    except actions.GroupRefusedError as refused:
        form.add_error("person", SENTENCES[refused.reason])
        return False
    actor.looked.at(person.public_id, "group", act=Act.CHANGED)
    return True


def _page(
    request: HttpRequest,
    group: Group,
    form: JoinForm | None,
    rename: RenameForm | None = None,
    stale: StaleError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    written = {"version": group.version, "name": group.name}
    page = {
        "section": "circles",
        "circle": group.circle,
        "group": group,
        "size": answers.size_of(group),
        "members": queries.group_members(actor, group),
        "form": None if group.ended_on else form,
        "rename": rename or RenameForm(initial=written, auto_id="rename-%s"),
        "begins": _begins(actor, group.circle),
        "beside": beside(rename, stale) if rename else [],
    }
    return render(request, "circles/circle/group.html", page)


@policy(BEGINS, methods=("POST",))
def rename_group(request: HttpRequest, key: uuid.UUID, group_key: uuid.UUID) -> HttpResponse:
    """Give a group another name."""
    row, stale = _owned(request, key, group_key), None
    form = RenameForm(request.POST, auto_id="rename-%s")
    if form.is_valid():
        try:
            actions.rename_group(group=row, **form.cleaned_data)
            return redirect("group", key, group_key)
        except StaleError as found:
            stale, row = found, _owned(request, key, group_key)
            form = RenameForm({**request.POST.dict(), "version": row.version}, auto_id="rename-%s")
    return _page(request, row, None, form, stale)


def _owned(request: HttpRequest, key: uuid.UUID, group_key: uuid.UUID) -> Group:
    """Return a group of a circle in which the visitor may begin and end groups."""
    row = _group(request, key, group_key)
    if not _begins(actor_of(request), row.circle):
        raise Http404
    return row


@policy(BEGINS, methods=("POST",))
def end_group(request: HttpRequest, key: uuid.UUID, group_key: uuid.UUID) -> HttpResponse:
    """End a group today."""
    row, actor = _owned(request, key, group_key), actor_of(request)
    by = queries.person_of(actor)
    actions.end_group(group=row, ended_on=actor.today, by=by, now=timezone.now())
    return redirect("groups", key)


@policy(KNOWS, methods=("POST",))
def leave_group(
    request: HttpRequest, key: uuid.UUID, group_key: uuid.UUID, member_key: uuid.UUID
) -> HttpResponse:
    """Let somebody leave a group, today."""
    row, actor = _group(request, key, group_key), actor_of(request)
    member = queries.group_member(actor, row, member_key)
    if member is None:
        raise Http404
    by = queries.person_of(actor)
    actions.leave_group(member=member, left_on=actor.today, by=by, now=timezone.now())
    actor.looked.at(member.person.public_id, "group", act=Act.CHANGED)
    return redirect("group", key, group_key)
