"""*Mijn pagina*: what stands on it, gathered from the rooms."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.answers import looked
from wooncirkel.apps.circles.answers.mine import by_ring
from wooncirkel.apps.circles.models import Resident, Role
from wooncirkel.apps.circles.queries import around, looks, mine
from wooncirkel.apps.shared import shell

YEAR = timedelta(days=365)
SEASON = timedelta(days=92)
LAST = 3
OWN_WAYS = (
    shell.Tile(
        "mine",
        "take-along",
        "download",
        "Mijn gegevens meenemen",
        says="Alles in één map. Klaar binnen een minuut.",
    ),
    shell.Tile("mine", "pause", "circle-pause", "Eerst pauze", says="Niemand ziet je. Alles blijft bewaard."),
    shell.Tile(
        "mine", "stop", "log-out", "Stoppen en alles wissen", says="We vertellen eerst wat er gebeurt."
    ),
)


def tiles(request: HttpRequest) -> list[shell.Tile]:
    """Return the tiles that this visitor may follow."""
    return [tile for tile in shell.MINE_TILES if tile.rule(request)]


@dataclass(frozen=True, slots=True)
class Onward:
    """A tile that leads to a page of one circle."""

    address: str
    icon: str
    tint: str
    label: str
    says: str


OF_ADMINISTRATORS = (
    ("members", "users-round", "leaf", "Wie doet wat", "De rollen in de kring"),
    ("partners", "heart-handshake", "brick", "Partners", "Wie er meedoet"),
    ("house", "house", "wood", "Het huis", "Naam, plek en foto"),
    ("names", "book-open", "evening", "Namen", "Wie waarvoor verantwoordelijk is"),
)
IN_GROUPS = (Role.COMMUNITY_WORKER, Role.LINK_WORKER, Role.COACH, Role.ADMINISTRATOR)


def onward(actor: Actor) -> list[Onward]:
    """Return the tiles to the pages of her circles, by what she does there."""
    found = [
        Onward(reverse("neighbours", args=[circle.public_id]), "house", "leaf", "De buurt",
               f"Wie er is in de kring {circle.name}")
        for circle in around.circles_met(actor)
    ]  # fmt: skip
    for circle in queries.circles_with_role(actor, Role.ADMINISTRATOR):
        found += [Onward(reverse(tile[0], args=[circle.public_id]), *tile[1:]) for tile in OF_ADMINISTRATORS]
    for circle in queries.circles_with_role(actor, *IN_GROUPS):
        address = reverse("groups", args=[circle.public_id])
        found.append(Onward(address, "coffee", "evening", "Groepen", f"Samen iets doen in {circle.name}"))
    return found


def page_of(request: HttpRequest, home: Resident, homes: list[Resident]) -> dict[str, Any]:
    """Gather the page of a resident in one of her circles."""
    actor = actor_of(request)
    people = mine.own_people(actor, home)
    found = looks.looks(home.person.public_id, actor.today - SEASON, actor.today)[:LAST]
    return {
        "home": home,
        "me": home.person,
        "homes": [other for other in homes if other.pk != home.pk],
        "rings": by_ring(queries.lines(actor, home)),
        "people": [row.person.called for row in people],
        "first": people[0].person if people else None,
        "looked": looked.sentences(actor, home.person.public_id, found),
        "talk": is_time(home, actor.today),
        "own_ways": own_ways(),
        **common(request, actor),
    }


def common(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Gather what stands on the page of everybody who has signed in."""
    return {
        "section": "mine",
        "tiles": tiles(request),
        "onward": onward(actor),
        "roles": mine.memberships(actor),
        "questions": [row for row in looks.asked_of(actor) if row.answered_at is None],
    }


def own_ways() -> list[shell.Tile]:
    """Return what she can do with everything that is hers."""
    return [way for way in OWN_WAYS if _is_there(way.route)]


def _is_there(route: str) -> bool:
    try:
        return bool(reverse(route))
    except NoReverseMatch:
        return False


def is_time(home: Resident, today: date) -> bool:
    """Return whether the talk of the year may be offered: the last one, or her coming, is a year ago."""
    last = home.talked_on or home.came_at.date()
    return today - last > YEAR
