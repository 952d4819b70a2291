"""Small things that the pages of signing in share."""

from django.conf import settings
from django.http import Http404, HttpRequest

from wooncirkel.apps.people.means import Means, means_of
from wooncirkel.apps.people.models import Account, KeptText
from wooncirkel.apps.shared.policy import signed_in


def at_work(request: HttpRequest) -> bool:
    """Let in who has signed in as staff, also while the second factor is still missing."""
    return signed_in(request) and means_of(request) == Means.WORK


def in_the_demo(request: HttpRequest) -> bool:
    """Let in everybody while the program runs as a demo, and nobody otherwise."""
    return bool(settings.DEMO)


def person_of(request: HttpRequest) -> Account:
    """Return the account that has signed in."""
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def kept_fields(kept: KeptText) -> list[str]:
    """Return the texts that somebody had typed, without the empty ones and the keys of forms."""
    return [value for values in kept.fields.values() for value in values if len(value.strip()) > 1]
