"""What every page shows around its own words: navigation, phone number, credits."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from wooncirkel.apps.shared.policy import Rule, anyone


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: `section` is what a page names itself with, `route` the name of its address.

    `rule` says to whom it is shown; the page itself has a policy of its own.
    """

    section: str
    route: str
    icon: str
    label: str
    rule: Rule = anyone

    @property
    def address(self) -> str:
        """Return where it leads."""
        return reverse(self.route)


WAYS: list[Way] = []
"""The main menu, in the order in which rooms add to it in their AppConfig.ready."""

FOOT_WAYS: list[Way] = []
"""The ways on at the foot of every page."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shell its menu and the number that somebody can call."""
    phone = settings.HELP_PHONE
    return {
        "ways": [way for way in WAYS if way.rule(request)],
        "foot_ways": [way for way in FOOT_WAYS if way.rule(request)],
        "help_phone": phone,
        "help_is_example": settings.HELP_IS_EXAMPLE,
        "help_phone_href": "tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+"),
        "help_hours": settings.HELP_HOURS,
    }
