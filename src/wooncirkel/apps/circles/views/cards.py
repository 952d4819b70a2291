"""Cards at the desk: choose three pictures anew, print, block.

The secret of a card is known once, when it is made. Until it is printed it waits in the session of the host,
made unreadable with the key of the program; at most a quarter of an hour, and not past *Klaar*.
"""

import hashlib
import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.circles.actions.hosting import close_card, new_card
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.forms.host import PicturesForm
from wooncirkel.apps.circles.models import Resident
from wooncirkel.apps.circles.queries.desk import JUST_NOW
from wooncirkel.apps.circles.views.desk import at_desk, host, host_of, show, three_pictures
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.people.paper import card_pdf
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


@policy(host, methods=("GET", "POST"))
def renew(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Let somebody choose three pictures for another card; the one before it is blocked."""
    now = timezone.now()
    resident = at_desk(request, key, now)
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
    resident = at_desk(request, key, now)
    secret = kept_card(request, resident, now)
    if secret is None:
        raise Http404
    address = request.build_absolute_uri(reverse("scanned", args=[secret]))
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
