"""A post has its effect once, however often it is sent.

Every form of ours carries a key (`{% once %}`). The key is stored in the same transaction as the effect, with
where the visitor was sent next; the same key with the same words again is answered with that, and nothing is
done a second time. Other words under the same key are another post, so that nothing typed is lost.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from wooncirkel.apps.shared.models import Once

FIELD = "once"
PASSING = {FIELD, "csrfmiddlewaretoken"}
KEEP = timedelta(days=14)

SETTLE: list[Callable[[HttpRequest], HttpResponse | None]] = []
"""Called before an effect is committed, in its transaction; an answer in return undoes it and is shown."""


class _NotDoneError(Exception):
    """The post had no effect: its key must not be kept."""

    def __init__(self, answer: HttpResponseBase) -> None:
        self.answer = answer


def new_key() -> str:
    """Return a key for one form."""
    return str(uuid.uuid4())


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the key of a post, made of what its form carries and of its words; nothing without a key."""
    try:
        form = uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    words = sorted((name, *values) for name, values in request.POST.lists() if name not in PASSING)
    files = sorted((name, *map(str, request.FILES.getlist(name))) for name in request.FILES)
    return uuid.uuid5(form, repr((words, files)).encode("utf-8", "backslashreplace").decode())


def once(request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do the post, or give the answer that it got before.

    Only a redirect counts as done: a form that is shown again with its errors keeps its key for the next try.
    """
    key = key_of(request)
    if key is None:
        raise BadRequest
    try:
        return _first(request, key, act)
    except _NotDoneError as not_done:
        return not_done.answer
    except IntegrityError:
        done = Once.objects.filter(key=key).first()
        if done is None:  # not our key, but a rule of the database that the view did not expect
            raise
        return _again(request, done)


def _first(request: HttpRequest, key: uuid.UUID, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    with transaction.atomic():
        done = Once.objects.filter(key=key).first()
        if done is not None:
            return _again(request, done)
        row = Once.objects.create(
            key=key, account=request.user.pk, path=request.path[:200], at=timezone.now()
        )
        answer = act()
        location = answer.headers.get("Location", "")
        if not location:
            raise _NotDoneError(answer)
        if (refused := _settled(request)) is not None:
            raise _NotDoneError(refused)
        row.location = location[:300]
        row.save(update_fields=["location"])
        return answer


def _settled(request: HttpRequest) -> HttpResponse | None:
    answers = (settle(request) for settle in SETTLE)
    return next((answer for answer in answers if answer is not None), None)


def _again(request: HttpRequest, done: Once) -> HttpResponseBase:
    if done.account != request.user.pk or done.path != request.path[:200]:
        raise BadRequest
    return HttpResponseRedirect(done.location)


def forget_old(*, now: datetime) -> None:
    """Forget keys of more than two weeks ago."""
    Once.objects.filter(at__lt=now - KEEP).delete()
