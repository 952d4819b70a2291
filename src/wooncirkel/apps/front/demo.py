"""The ways in of the demo: as whom somebody can look around, and at which address."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from wooncirkel.apps.circles.actions.demo_cast import address, told
from wooncirkel.apps.circles.queries.demo import accounts_at
from wooncirkel.apps.people.actions.accounts import demo_way_in
from wooncirkel.apps.people.models import Account

AS = "demo/als/"
"""Where the ways in begin."""

PARTS = {
    "lives": "Wie er woont",
    "helps": "Wie er helpt",
    "works": "Wie er werkt",
}


@dataclass(frozen=True, slots=True)
class WayIn:
    """Somebody as whom one can come in; `can` is one sentence, `tablet` whether she stands at one."""

    slug: str
    called: str
    role: str
    english: str
    part: str
    picture: str
    can: str
    tablet: bool
    account: Account

    @property
    def address(self) -> str:
        """Return the path at which one comes in, without loading every address of the program for it."""
        return f"/{AS}{self.slug}/"


def ways_in() -> list[WayIn]:
    """Return everybody as whom one can come in; who was erased in the meantime is not among them."""
    file = told()
    names = {row["key"]: row.get("called") or row["resident"] for row in file["people"]}
    called = {row["slug"]: names.get(row["person"], row["person"]) for row in file["ways_in"]}
    accounts = accounts_at([address(name) for name in called.values()])
    return [
        WayIn(
            slug=row["slug"],
            called=called[row["slug"]],
            role=row["role"],
            english=row["english"],
            part=row["part"],
            picture=row["picture"],
            can=row["can"],
            tablet=row.get("tablet", False),
            account=accounts[address(called[row["slug"]])],
        )
        for row in file["ways_in"]
        if address(called[row["slug"]]) in accounts
    ]


def way_in(slug: str) -> WayIn | None:
    """Return one of them."""
    return next((way for way in ways_in() if way.slug == slug), None)


def parts() -> list[tuple[str, list[WayIn]]]:
    """Return the ways in under the headings of the page."""
    ways = ways_in()
    return [(heading, [way for way in ways if way.part == part]) for part, heading in PARTS.items()]


def opens(way: WayIn, now: datetime) -> str:
    """Return the path that signs in."""
    return demo_way_in(account=way.account, now=now)


def announce(base: str) -> Iterator[str]:
    """Yield lines for a terminal that tell how to come in; `base` is the address that answers, with its /."""
    ways = ways_in() if settings.DEMO else []
    if not ways:
        return
    name = max(len(way.called) for way in ways)
    role = max(len(way.english) for way in ways)
    yield ""
    yield f"Come in as one of the invented people, or choose at {base}demo/"
    for way in ways:
        yield f"  {way.called:<{name}}  {way.english:<{role}}  {base}{way.address.removeprefix('/')}"
