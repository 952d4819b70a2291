"""Cards: at the desk choose three pictures anew, print, block; and block one's own.

The secret of a card is known once, when it is made. Until it is printed it waits in the session of the host,
made unreadable with the key of the program; at most a quarter of an hour, and not past *Klaar*.
"""

import hashlib
import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.circles.actions.hosting import close_card, close_cards, new_card
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.forms.host import PicturesForm
from wooncirkel.apps.circles.models import Circle, Resident
from wooncirkel.apps.circles.queries import desk, own
from wooncirkel.apps.circles.queries.desk import JUST_NOW
from wooncirkel.apps.circles.rules import somebody
from wooncirkel.apps.circles.views.desk import (
    at_desk,
    host,
    host_of,
    open_desk,
    show,
    three_pictures,
)
from wooncirkel.apps.people.actions.cards import block_card
from wooncirkel.apps.people.actions.sessions import stay_without_card
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.people.paper import card_pdf
from wooncirkel.apps.shared.names import RefusedNameError, clean_name
from wooncirkel.apps.shared.ownpath import own_address
from wooncirkel.apps.shared.policy import policy

KEPT = "desk_cards"
MOST = 5
"""How many cards may wait to be printed; the oldest goes first."""


def keep_card(request: HttpRequest, resident: Resident, secret: str, now: datetime) -> None:
    """Keep the secret of a new card until it is printed."""
    salt = secrets.token_hex(16)
    sealed = _sealed(secret.encode(), salt).hex()
    kept = _others(request, resident) | {str(resident.public_id): [sealed, salt, now.isoformat()]}
    request.session[KEPT] = dict(list(kept.items())[-MOST:])


def kept_card(request: HttpRequest, resident: Resident, now: datetime) -> str | None:
    """Return the secret of a card that was made just now."""
    sealed, salt, at = request.session.get(KEPT, {}).get(str(resident.public_id), ("", "", ""))
    if not sealed or now - datetime.fromisoformat(at) > JUST_NOW:
        return None
    return _sealed(bytes.fromhex(sealed), salt).decode()


def _others(request: HttpRequest, resident: Resident) -> dict[str, list[str]]:
    """Return the cards that wait to be printed, without hers."""
    waiting: dict[str, list[str]] = request.session.get(KEPT, {})
    return {key: card for key, card in waiting.items() if key != str(resident.public_id)}


def _sealed(text: bytes, salt: str) -> bytes:
    """Return a text mixed with a pad that is used once; the same again gives the text back."""
    pad = hashlib.shake_256(f"card:{settings.SECRET_KEY}:{salt}".encode()).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, pad, strict=True))


def _for_a_card(request: HttpRequest, key: uuid.UUID, now: datetime) -> Resident:
    """Return somebody for whom a host may make a card; with that of a colleague she could come in as her."""
    resident = at_desk(request, key, now)
    if desk.is_staff(resident, actor_of(request).today):
        raise Http404
    return resident


@policy(host, methods=("GET", "POST"))
def renew(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let somebody choose three pictures for another card; the one before it is blocked."""
    now = timezone.now()
    resident = _for_a_card(request, key, now)
    form = PicturesForm(request.POST)
    if request.method == "GET" or not form.is_valid():
        errors = form.sentences() if request.method == "POST" else {}
        page = {"resident": resident, "three": three_pictures(request.POST), "errors": errors}
        return show(request, "renew", page)
    secret = new_card(resident=resident, pictures=form.pictures(), by=host_of(request), now=now)
    keep_card(request, resident, secret, now)
    actor_of(request).looked.at(resident.person.public_id, "card", act=Act.CHANGED)
    return redirect("desk-person", resident.public_id)


@policy(host)
def paper(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give the card that was made just now, to print."""
    now = timezone.now()
    resident = _for_a_card(request, key, now)
    secret = kept_card(request, resident, now)
    if secret is None:
        raise Http404
    address = own_address("scanned", secret)
    response = HttpResponse(
        card_pdf(called=resident.person.called, address=address), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = 'inline; filename="kaart.pdf"'
    actor_of(request).looked.at(resident.person.public_id, "card", act=Act.PRINTED)
    return response


@policy(host, methods=("POST",))
def block(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Block a card that is lost."""
    now = timezone.now()
    resident = at_desk(request, key, now)
    close_card(resident=resident, now=now)
    request.session[KEPT] = _others(request, resident)
    actor_of(request).looked.at(resident.person.public_id, "card", act=Act.CHANGED)
    return redirect("desk-person", resident.public_id)


@policy(host, methods=("GET", "POST"))
def lost(request: HttpRequest) -> HttpResponse:
    """Block a lost card by the name of whose it is; the answer does not tell whether she is here."""
    circle, called = open_desk(request), request.POST.get("called", "")
    page = {"circle": circle, "done": "klaar" in request.GET, "called": called[:200], "errors": {}}
    if request.method == "GET":
        return show(request, "lost", page)
    try:
        _close_lost(request, circle, clean_name(called))
    except RefusedNameError as error:
        return show(request, "lost", page | {"errors": {"called": str(error)}})
    return redirect(f"{reverse('desk-lost')}?kring={circle.public_id}&klaar=ja")


def _close_lost(request: HttpRequest, circle: Circle, called: str) -> None:
    residents = desk.with_card(circle, called)
    close_cards(residents=residents, now=timezone.now())
    actor_of(request).looked.at_all([one.person.public_id for one in residents], "card", act=Act.CHANGED)
    for resident in residents:
        if str(resident.public_id) in request.session.get(KEPT, {}):
            request.session[KEPT] = _others(request, resident)


@policy(somebody, methods=("GET", "POST"))
def my_card(request: HttpRequest) -> HttpResponse:
    """Let somebody block her own card, because she lost it."""
    actor = actor_of(request)
    if request.method == "POST":
        block_card(person=own.herself(actor), now=timezone.now())
        stay_without_card(request=request)
        return redirect("my-card")
    return render(request, "circles/host/my_card.html", {"section": "mine", "has_card": desk.own_card(actor)})
