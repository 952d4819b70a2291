"""Every door of the program, everybody who may knock, and everything that may lie behind it.

`doors()` walks the URL resolver; `behind` knows, for each name in an address, objects of the cast: her own,
of the same circle, of another circle, of a circle without names, and one that does not exist. A new name in
an address without objects here makes the tests fail: nothing is left untried because somebody forgot it.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from cast import Cast, day
from wooncirkel.apps.circles.models import Membership

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
NOTHING = "nothing"
MISSING = uuid.UUID("00000000-0000-4000-8000-000000000000")
DEACTIVATED, REMOVED, ANONYMOUS = "eva (account closed)", "chris (role just ended)", "anonymous"


@dataclass(frozen=True)
class Door:
    """One route: its name and its address with holes."""

    name: str
    pattern: str

    @property
    def holes(self) -> list[tuple[str, str]]:
        """Return (name, kind) of each hole in the address."""
        if self.name in EXPRESSIONS:
            return []
        return [(found["name"], kind_of(self.pattern, found)) for found in PARAMETER.finditer(self.pattern)]

    def filled(self, values: dict[str, str]) -> str:
        """Return the address with every hole filled, by name."""
        if self.name in EXPRESSIONS:
            return EXPRESSIONS[self.name]
        return "/" + PARAMETER.sub(lambda found: values[found["name"]], self.pattern)


def kind_of(pattern: str, hole: re.Match[str]) -> str:
    """Return what an address means by a hole: told by the word before it."""
    before = pattern[: hole.start()].strip("/").split("/")[-1]
    if hole["kind"] != "uuid":
        return hole["name"]
    if before == "mensen":
        return "membership" if pattern.startswith("cirkel/") else "own-person"
    if before.startswith("<"):
        return "review" if pattern.startswith("logboek/") else "member"
    return KINDS.get(before, before)


EXPRESSIONS = {"account_reset_password_from_key": "/werk/wachtwoord/1-not-a-key/"}
"""Doors whose address is a regular expression, with one that fits."""

KINDS = {
    "cirkel": "circle",
    "buren": "circle",
    "aanmelden": "circle",
    "logboek": "circle",
    "kring": "resident",
    "mens": "resident",
    "ik-help": "resident",
    "regel": "line",
    "zo-ziet": "person",
    "vragen": "asked",
    "wie-helpt": "representative",
    "partners": "partner",
    "contact": "contact",
    "groepen": "group",
    "tablets": "tablet",
}


def doors() -> list[Door]:
    """Return every route of the program, those of others too."""
    return sorted(_doors(get_resolver(), ""), key=lambda door: door.pattern)


def _doors(resolver: URLResolver, prefix: str) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _doors(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield Door(entry.name or pattern, pattern)


def visitors(cast: Cast) -> dict[str, Client]:
    """Return a browser for everybody of the cast, and for three whom no list of roles names."""
    found = {name: cast.client(name) for name in cast.people}
    found[ANONYMOUS] = Client()
    found[DEACTIVATED] = cast.client("eva")
    found[REMOVED] = cast.client("chris")
    return found


def close_doors(cast: Cast) -> None:
    """After everybody has signed in: close Eva's account, end the role of Chris."""
    account = cast.people["eva"].account
    assert account
    type(account)._default_manager.filter(pk=account.pk).update(is_active=False)
    Membership.objects.filter(person=cast.people["chris"]).update(ends_on=day(-1))


def behind(rows: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return for each name in an address its objects by label, as they stand in an address."""
    keyed = {
        name: {label: str(row.public_id) for label, row in those.items()} | {NOTHING: str(MISSING)}
        for name, those in rows.items()
    }
    return keyed | PLAIN


PLAIN = {
    "code": {NOTHING: "BU00000000"},
    "sha256": {NOTHING: "0" * 64},
    "token": {NOTHING: "not-a-token"},
    "secret": {NOTHING: "not-a-secret"},
    "pk": {NOTHING: "999999"},
    "provider_id": {NOTHING: "nobody"},
    "slug": {NOTHING: "nobody"},
}
