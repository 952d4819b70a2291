"""How somebody signed in: a card, a link by e-mail, or as staff with a second factor."""

from enum import StrEnum

from django.http import HttpRequest

MEANS = "means"
METHODS = "account_authentication_methods"
"""Where django-allauth keeps how somebody proved who she is."""

STRONG = frozenset({"mfa", "socialaccount"})
"""A code, a passkey, or the sign-in of one's own organisation."""


class Means(StrEnum):
    """How somebody signed in."""

    NONE = ""
    CARD = "card"
    MAIL = "mail"
    WORK = "work"


def means_of(request: HttpRequest) -> Means:
    """Return how this session began."""
    if request.session.get(METHODS):
        return Means.WORK
    return Means(request.session.get(MEANS, Means.NONE))


def second_factor_of(request: HttpRequest) -> bool:
    """Return whether this session showed more than a password."""
    methods = request.session.get(METHODS) or []
    return any(shown.get("method") in STRONG for shown in methods)
