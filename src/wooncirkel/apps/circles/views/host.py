"""Pages of a host: find somebody, add somebody, type for somebody, and undo."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actions.drafts import drop_draft
from wooncirkel.apps.circles.actions.hosting import (
    Newcomer,
    undo_welcome,
    undo_written,
    welcome,
    write_for,
)
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.forms.host import NewcomerForm, WrittenForm
from wooncirkel.apps.circles.models import Circle, Draft, Resident, Ring
from wooncirkel.apps.circles.queries import desk
from wooncirkel.apps.circles.views.cards import keep_card, kept_card
from wooncirkel.apps.circles.views.desk import (
    any_desk,
    at_desk,
    host,
    host_of,
    open_desk,
    show,
    since,
    three_pictures,
)
from wooncirkel.apps.people.models import Act, Language, Likes
from wooncirkel.apps.shared.policy import policy

LIKES_DRAWN = {Likes.READ: "book", Likes.HEAR: "speech", Likes.PICTURES: "camera"}


@policy(host, methods=("GET", "POST"))
def start(request: HttpRequest) -> HttpResponse:
    """Find somebody by name, or go on to add somebody. What is looked for stands in no address."""
    actor, circle, now = actor_of(request), any_desk(request), timezone.now()
    wanted = request.POST.get("called", "")[:200]
    page: dict[str, Any] = {"circle": circle, "desks": desk.desks(actor), "wanted": wanted}
    if circle.names_open_at is None:
        return show(request, "no_names", page)
    if request.method == "POST":
        page |= {"asked": True, "found": desk.find(actor, circle, wanted)}
    page["drafts"] = [_kept(request, draft, now) for draft in desk.drafts(actor, now)]
    return show(request, "start", page)


def _kept(request: HttpRequest, draft: Draft, now: datetime) -> dict[str, Any]:
    """Return a half-filled form: for whom it was, when she may still be helped, or else nothing of it.

    Words without her would be words of somebody who since said no, paused or is gone.
    """
    kind, _, key = draft.place.partition(":")
    if kind == "add":
        return {"place": draft.place, "adding": True}
    resident = desk.at_desk(actor_of(request), uuid.UUID(key), since(request, now))
    return {"place": draft.place, "resident": resident}


@policy(host, methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody who stands at the desk: called, language, likes, findable, three pictures."""
    circle, now = open_desk(request), timezone.now()
    place = f"add:{circle.public_id}"
    if request.method == "GET":
        draft = desk.draft(actor_of(request), place, now)
        return _add_page(request, circle, {"language": "nl", "likes": "read"} | draft, drafted=bool(draft))
    form = NewcomerForm(request.POST)
    if not form.is_valid():
        return _add_page(request, circle, request.POST.dict(), errors=form.sentences())
    same = desk.namesakes(actor_of(request), circle, form.cleaned_data["called"])
    if same.residents and request.POST.get("other") != request.POST.get("called"):
        return _add_page(request, circle, request.POST.dict(), same=same)
    resident = _welcome(request, circle, form, now)
    drop_draft(person=actor_of(request).person, place=place)
    return redirect("desk-person", resident.public_id)


def _welcome(request: HttpRequest, circle: Circle, form: NewcomerForm, now: datetime) -> Resident:
    clean = form.cleaned_data
    newcomer = Newcomer(
        clean["called"], clean["language"], clean["likes"], clean["findable"] == "ja", form.pictures()
    )
    resident, secret = welcome(circle=circle, newcomer=newcomer, by=host_of(request), now=now)
    keep_card(request, resident, secret, now)
    actor_of(request).looked.at(resident.person.public_id, "name", "language", "likes", act=Act.ADDED)
    return resident


def _add_page(request: HttpRequest, circle: Circle, fields: dict[str, Any], **more: Any) -> HttpResponse:
    page = {
        "circle": circle,
        "place": f"add:{circle.public_id}",
        "fields": fields,
        "languages": Language.choices,
        "likes": [(value, label, LIKES_DRAWN[Likes(value)]) for value, label in Likes.choices],
        "three": three_pictures(fields),
        "draft_form": "newcomer",
    }
    return show(request, "add", page | more)


@policy(host)
def person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show somebody at the desk: her card, what she told, what was typed just now, and the way back."""
    now = timezone.now()
    resident, begun = at_desk(request, key, now), since(request, now)
    actor = actor_of(request)
    typed = desk.typed(actor, resident, begun)
    page = {
        "resident": resident,
        "typed": [(line, queries.ring_of(line)) for line in typed],
        "told": [line for line in queries.lines(actor, resident) if line not in typed],
        "has_card": desk.has_card(resident),
        "to_print": kept_card(request, resident, now) is not None,
        "may_undo": desk.is_added(actor, resident, begun),
        "may_renew": not desk.is_staff(resident, actor.today),
    }
    return show(request, "person", page)


@policy(host, methods=("POST",))
def undo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Erase somebody wholly whom this host added just now."""
    now = timezone.now()
    resident = at_desk(request, key, now)
    if not desk.is_added(actor_of(request), resident, since(request, now)):
        raise Http404
    actor_of(request).looked.at(resident.person.public_id, "all", act=Act.ERASED)
    undo_welcome(resident=resident, now=now)
    return redirect("desk")


@policy(host, methods=("GET", "POST"))
def write(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Write down what somebody says who stands at the desk, for the ring that she chooses."""
    now = timezone.now()
    resident, actor = at_desk(request, key, now), actor_of(request)
    place = f"write:{resident.public_id}"
    if request.method == "GET":
        draft = desk.draft(actor, place, now)
        return _write_page(request, resident, {"ring": Ring.ME} | draft, drafted=bool(draft))
    form = WrittenForm(request.POST)
    if not form.is_valid():
        return _write_page(request, resident, request.POST.dict(), errors=form.sentences())
    write_for(resident=resident, **form.cleaned_data, host=host_of(request), now=now)
    actor.looked.at(resident.person.public_id, "words", act=Act.ADDED, behalf=resident.person.public_id)
    drop_draft(person=actor.person, place=place)
    return redirect("desk-person", resident.public_id)


def _write_page(
    request: HttpRequest, resident: Resident, fields: dict[str, Any], **more: Any
) -> HttpResponse:
    place = f"write:{resident.public_id}"
    page = {"resident": resident, "fields": fields, "place": place, "draft_form": "written"}
    return show(request, "write", page | more)


@policy(host, methods=("POST",))
def undo_line(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw away what this host wrote down just now."""
    now = timezone.now()
    line = desk.typed_line(actor_of(request), key, since(request, now))
    if line is None:
        raise Http404
    actor_of(request).looked.at(line.resident.person.public_id, line.kind, act=Act.ERASED)
    undo_written(line=line, now=now)
    return redirect("desk-person", line.resident.public_id)


@policy(host, methods=("POST",))
def drop(request: HttpRequest) -> HttpResponse:
    """Throw away what was kept of a half-filled form."""
    drop_draft(person=actor_of(request).person, place=request.POST.get("place", "")[:60])
    return redirect("desk")
