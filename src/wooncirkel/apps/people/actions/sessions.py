"""Sessions: begin one, keep it in bounds, end it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, QueryDict

from wooncirkel.apps.people.means import MEANS, METHODS, Means
from wooncirkel.apps.people.models import Account, KeptText
from wooncirkel.apps.shared.rowsecurity import as_program

LONG = timedelta(days=365)
IDLE = timedelta(minutes=30)
LONGEST_DAY = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"
BEGUN, SEEN = "begun", "seen"
"""When somebody signed in and when she was last seen, as ISO dates and times."""

OPENED_BY = "opened_by"
"""The card that opened this session, by its number in the database."""

NEXT = "next"
EXPIRED, BLOCKED = "expired", "blocked"
"""Why the session before this one ended: it was over, or its card was blocked."""

NEVER_KEPT = {"csrfmiddlewaretoken", "once", "credential", "code", "next", "people"}
"""Keys and secrets, and the list of names that a host is bringing in."""

SECRET_NAMES = re.compile(r"password|^picture")
"""A password, and the three pictures of a card."""

LONGEST_TEXT = 20_000
MOST_FIELDS = 60


def sign_in(
    *,
    request: HttpRequest,
    account: Account,
    means: Means,
    now: datetime,
    until: datetime | None = None,
    card: int | None = None,
) -> None:
    """Begin a session of somebody who is no member of staff: long, or until the moment that is given.

    `card` is the card that opened it: when that is blocked, the session ends.

    The session is a new one. What the visitor had before stays until it ends by itself, so that a form sent
    twice by two quick taps comes in twice; it never becomes the session of an account.
    """
    onward = request.session.get(NEXT)
    if request.user.is_authenticated:
        request.session.flush()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, account, backend=BACKEND)
    request.session[MEANS] = means.value
    request.session[BEGUN] = now.isoformat()
    if card:
        request.session[OPENED_BY] = card
    if onward:
        request.session[NEXT] = onward
    request.session.set_expiry(until or LONG)


def begin_work(*, request: HttpRequest, now: datetime) -> None:
    """Begin the bounds of a session of staff; the session itself stands already."""
    request.session.pop(MEANS, None)
    request.session.pop(EXPIRED, None)
    request.session[BEGUN] = request.session[SEEN] = now.isoformat()
    request.session.set_expiry(LONGEST_DAY)


def prove(*, request: HttpRequest, kind: str, key: int, now: datetime) -> None:
    """Note that somebody has just shown her new second factor, under a new session key."""
    shown = {"method": "mfa", "type": kind, "id": key, "at": now.timestamp(), "reauthenticated": True}
    request.session[METHODS] = [*request.session.get(METHODS, []), shown]
    request.session.cycle_key()


def is_over(session: Mapping[str, Any], now: datetime) -> bool:
    """Return whether a session of staff has been idle for half an hour or has lasted twelve hours."""
    begun, seen = _moment(session.get(BEGUN), now), _moment(session.get(SEEN), now)
    return now - seen > IDLE or now - begun > LONGEST_DAY


def see(*, request: HttpRequest, now: datetime) -> None:
    """Note that somebody of staff is here; at most once a minute, to spare the database."""
    seen = request.session.get(SEEN)
    if seen is None or now - _moment(seen, now) > NOTED_EVERY:
        request.session[SEEN] = now.isoformat()
        request.session.setdefault(BEGUN, now.isoformat())


def _moment(text: object, default: datetime) -> datetime:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return default


def end_for_now(*, request: HttpRequest, now: datetime) -> None:
    """End a session of staff that is over, and keep what she was typing."""
    account = request.user
    if request.method == "POST" and isinstance(account, Account):
        keep_text(account=account, path=request.path, fields=request.POST, now=now)
    logout(request)
    request.session[EXPIRED] = True


def end_with_card(*, request: HttpRequest) -> None:
    """End a session of which the card was blocked."""
    logout(request)
    request.session[BLOCKED] = True


def stay_without_card(*, request: HttpRequest) -> None:
    """Let this one session stay when its card is blocked: she did that here herself."""
    request.session.pop(OPENED_BY, None)


def keep_text(*, account: Account, path: str, fields: QueryDict, now: datetime) -> None:
    """Keep typed text for an account; never a password, the pictures of a card, a code or a key of a form."""
    kept = {
        name[:100]: values[:20]
        for name, values in list(fields.lists())[:MOST_FIELDS]
        if name not in NEVER_KEPT and not SECRET_NAMES.search(name)
    }
    words = {name: [str(value)[:LONGEST_TEXT].replace("\0", "") for value in kept[name]] for name in kept}
    if not any(value.strip() for values in words.values() for value in values):
        return
    with as_program("sign-in"):
        KeptText.objects.create(account=account, path=path[:300], fields=words, kept_at=now)


def forget_text(*, account: Account) -> None:
    """Forget what was kept for somebody, because she has it back."""
    KeptText.objects.filter(account=account).delete()
