"""Coming in with a paper card: the code on it, then three pictures, one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.people.actions.cards import open_with_card
from wooncirkel.apps.people.cards import THREE, TWELVE, CardAnswer
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.once import key_of
from wooncirkel.apps.shared.policy import anyone, policy

SECRET, SAID = "card", "card_said"
"""What the session holds between the code and the pictures: the secret, and what the last try came to."""

LONGEST = 100
AN_HOUR_S = 3600
"""How long a scanned card waits for its pictures [s]."""

FIRST = ("eerste", "tweede", "derde")


@policy(anyone)
def scanned(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, to keep it out of the browser's history; then the pictures."""
    request.session[SECRET] = secret[:LONGEST]
    request.session.pop(SAID, None)
    if not request.user.is_authenticated:
        request.session.set_expiry(AN_HOUR_S)
    return redirect("pictures")


@policy(anyone, methods=("GET", "POST"), once=False)
def pictures(request: HttpRequest) -> HttpResponse:
    """Let somebody tap her three pictures; the third tap is the try. Sent twice, it counts once."""
    if not isinstance(request.session.get(SECRET), str):
        return render(request, "people/card_first.html")
    if request.method != "POST":
        return _step(request, [], request.session.pop(SAID, ""))
    tapped = [name for name in request.POST.getlist("picture") if name in TWELVE][:THREE]
    return _try(request, tapped) if len(tapped) == THREE else _step(request, tapped)


def _step(request: HttpRequest, tapped: list[str], said: str = "") -> HttpResponse:
    page = {
        "tapped": [(name, DRAWINGS[name]) for name in tapped],
        "twelve": [(name, DRAWINGS[name]) for name in TWELVE],
        "which": FIRST[len(tapped)],
        "open": range(THREE - len(tapped)),
        "number": len(tapped) + 1,
        "said": said,
    }
    return render(request, "people/pictures.html", page)


def _try(request: HttpRequest, tapped: list[str]) -> HttpResponse:
    now = timezone.now()
    secret = request.session[SECRET]
    answer = open_with_card(request=request, secret=secret, pictures=tapped, now=now, key=key_of(request))
    if answer is CardAnswer.IN:
        return redirect("onward")
    request.session[SAID] = "rest" if answer is CardAnswer.RESTING else "wrong"
    return redirect("pictures")
