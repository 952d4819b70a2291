"""One transaction a request, in which PostgreSQL knows who asks; and staff need a second factor."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth import logout
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions.drafts import keep_draft
from wooncirkel.apps.circles.actor import (
    TABLET_COOKIE,
    TABLET_COOKIE_PLAIN,
    actor_of,
    person_of,
    tablet_of,
)
from wooncirkel.apps.people.actions.sessions import BEGUN
from wooncirkel.apps.people.means import Means, means_of
from wooncirkel.apps.shared.rowsecurity import as_program, here_is, visit

log = logging.getLogger(__name__)
BROKEN = 500

WAYS_IN = ("/inloggen/", "/k/", "/uitloggen/", "/werk/")
"""Where the program finds out who somebody is: it works there by itself, past the policies."""

OPEN_TO_UNPROVEN = ("/werk/", "/uitloggen/", "/static/")
"""What somebody who still has to set up her second factor can reach."""

SET_UP = "/werk/2fa/"


class ActorMiddleware:
    """On PostgreSQL: answer in one transaction, in which the database knows who asks.

    It commits before the answer goes out, with the lines of the access log; an answer that says that it broke
    undoes everything. SQLite knows no policies, and reads there need no transaction.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; when the commit fails, nothing is shown."""
        if connection.vendor != "postgresql":
            return self.get_response(request)
        response = None
        try:
            with transaction.atomic():
                with visit():
                    response = self._answer(request)
                if response.status_code >= BROKEN:
                    transaction.set_rollback(True)
        except DatabaseError:
            if response is None:
                raise
            log.exception("The answer could not be committed; the page was not sent.")
            return render(request, "people/no_log.html", status=503)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WAYS_IN):
            with as_program("sign-in"):
                return self.get_response(request)
        with as_program("sign-in"):
            person = person_of(request)
        here_is(person)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Send staff who have not shown a second factor to where they set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or send on."""
        open_to_all = request.path.startswith(OPEN_TO_UNPROVEN)
        if request.user.is_authenticated and not open_to_all and actor_of(request).unproven:
            return redirect(SET_UP)
        return self.get_response(request)


class TabletMiddleware:
    """A tablet of the hub forgets at midnight who was its host; a tablet that was ended forgets at once.

    What she was sending at that moment is kept for her as a draft.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or lock the tablet."""
        if not _on_hub_device(request) or not request.user.is_authenticated or not _is_over(request):
            return self.get_response(request)
        person = getattr(request.user, "person", None)
        if person and request.method == "POST":
            keep_draft(person=person.pk, posted=request.POST, now=timezone.now())
        logout(request)
        return redirect("tablet" if tablet_of(request) else "/")


def _on_hub_device(request: HttpRequest) -> bool:
    return bool(request.COOKIES.get(TABLET_COOKIE) or request.COOKIES.get(TABLET_COOKIE_PLAIN))


def _is_over(request: HttpRequest) -> bool:
    """Return whether a session by card or mail began on another day, or on a tablet that is none now."""
    if means_of(request) == Means.WORK:
        return False
    text = request.session.get(BEGUN)
    begun = datetime.fromisoformat(text) if text else request.user.last_login  # type: ignore[union-attr]
    return begun is None or timezone.localdate(begun) != timezone.localdate() or tablet_of(request) is None
