"""What every page shows around its own words: navigation, phone number, credits."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the main menu; `section` is what a page names itself with."""

    section: str
    address: str
    icon: str
    label: str


WAYS = (
    Way("home", "/", "house", "Thuis"),
    Way("where", "/waar/", "map-pinned", "De stad"),
    Way("circle", "/cirkel-tekenen/", "circle-dot-dashed", "Teken een cirkel"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the shell its menu and the number that somebody can call."""
    phone = settings.HELP_PHONE
    return {
        "ways": WAYS,
        "help_phone": phone,
        "help_phone_href": "tel:" + "".join(sign for sign in phone if sign.isdigit() or sign == "+"),
        "help_hours": settings.HELP_HOURS,
    }
