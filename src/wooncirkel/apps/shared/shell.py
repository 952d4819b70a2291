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


@dataclass(frozen=True, slots=True)
class Tile(Way):
    """A way on from *Mijn pagina*: `says` stands below its label, `tint` is leaf, brick, evening or wood."""

    says: str = ""
    tint: str = "leaf"


DEMO_WAYS: list[Way] = []
"""The ways on beside the line that says that this is a demo; shown in the demo alone."""

MINE_TILES: list[Tile] = []
"""The tiles of *Mijn pagina*, in the order in which rooms add to it; each for whom its rule lets in."""

CIRCLE_WAYS: list[Way] = []
"""The ways on from a drawn circle; its address goes along. Rooms above places add to it."""

CITY_WAYS: list[Way] = []
"""The other ways to look at a city; the name of the city goes along."""


def open_to(request: HttpRequest, ways: list[Way]) -> list[Way]:
    """Return the ways that this visitor may go; of a broken request, the open ones."""
    known = hasattr(request, "user")
    return [way for way in ways if way.rule is anyone or (known and way.rule(request))]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shell its menu and the number that somebody can call."""
    phone = settings.HELP_PHONE
    return {
        "ways": open_to(request, WAYS),
        "foot_ways": open_to(request, FOOT_WAYS),
        "demo": settings.DEMO,
        "demo_ways": DEMO_WAYS if settings.DEMO else [],
        "help_phone": phone,
        "help_is_example": settings.HELP_IS_EXAMPLE,
        "help_phone_href": "tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+"),
        "help_hours": settings.HELP_HOURS,
    }
