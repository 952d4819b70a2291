"""Sessions of staff end in time; pages of somebody who has signed in are kept by nobody."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.people.actions.sessions import OPENED_BY, end_for_now, end_with_card, is_over, see
from wooncirkel.apps.people.means import Means, means_of
from wooncirkel.apps.people.queries import card_works

PASSED_BY = ("/static/", "/uitloggen/")


class SessionBoundsMiddleware:
    """End a session of staff after half an hour of silence or twelve hours in all.

    Residents stay, until the card with which they came in is blocked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or ask who is there."""
        if over := _over(request):
            return over
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated and _is_page(response):
            response.headers["Cache-Control"] = "no-store"
        return response


def _over(request: HttpRequest) -> HttpResponse | None:
    if request.path.startswith(PASSED_BY) or not request.user.is_authenticated:
        return None
    return _over_at_work(request) if means_of(request) == Means.WORK else _over_by_card(request)


def _over_by_card(request: HttpRequest) -> HttpResponse | None:
    card = request.session.get(OPENED_BY)
    if card is None or card_works(card):
        return None
    end_with_card(request=request)
    return redirect("sign_in")


def _over_at_work(request: HttpRequest) -> HttpResponse | None:
    now = timezone.now()
    if not is_over(request.session, now):
        see(request=request, now=now)
        return None
    onward = {} if request.method == "POST" else {"next": request.path}
    end_for_now(request=request, now=now)
    return redirect(f"{reverse('account_login')}?{urlencode(onward)}".rstrip("?"))


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")
