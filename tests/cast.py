"""The people of the tests: one for each role, in two circles and three organisations, known by name.

Circle *De Linde* (names open): Wim, Els, Roya and Sipke live there. Circle *Het Anker* (names open): Noor
lives there. Circle *De Eik* has not opened names. Anna (link worker) and Bart (host by work) work for Zorg
Een, Chris for Zorg Twee, Greet is a volunteer host with a card. Fatima was named by Wim. Wim tells three
lines, one in each ring; so does Roya, who also agreed to be found. Sipke told nobody anything and Ria helps
him; Els is on pause.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.test import Client

from wooncirkel.apps.circles.models import (
    Circle,
    Controller,
    Hub,
    Line,
    LineKind,
    Membership,
    OwnPerson,
    Partner,
    Representative,
    RepresentativeKind,
    Resident,
    Role,
    Sharing,
    Tablet,
)
from wooncirkel.apps.people.means import MEANS, METHODS, Means
from wooncirkel.apps.people.models import Account, Organisation, OrganisationKind, Person
from wooncirkel.apps.people.tokens import hashed
from wooncirkel.apps.shared.registry import processings

NOON = datetime(2026, 10, 6, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
PASSWORD = "een lange zin om te onthouden"
TABLET_SECRET = "the tablet of the linde"
WORKERS = {
    "anna": (Role.LINK_WORKER, "Zorg Een"),
    "bart": (Role.HOST, "Zorg Een"),
    "chris": (Role.LINK_WORKER, "Zorg Twee"),
    "dewi": (Role.COMMUNITY_WORKER, "Welzijn"),
    "eva": (Role.TEAM_LEAD, "Zorg Een"),
    "finn": (Role.ROSTERER, "Zorg Een"),
    "gijs": (Role.ADMINISTRATOR, "Welzijn"),
    "hanna": (Role.LOG_KEEPER, "Welzijn"),
}
VOLUNTEERS = {"greet": Role.HOST, "jan": Role.GOOD_NEIGHBOUR, "kees": Role.COACH}
RESIDENTS = {"wim": "linde", "els": "linde", "roya": "linde", "sipke": "linde", "noor": "anker"}


@dataclass
class Cast:
    """Everybody by name; `client(name)` is a browser in which somebody has signed in."""

    people: dict[str, Person] = field(default_factory=dict)
    circles: dict[str, Circle] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    residents: dict[str, Resident] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    tablet: Tablet | None = None

    def client(self, name: str, *, csrf: bool = False, **more: Any) -> Client:
        """Return a browser of somebody, signed in as she does; `greet` stands at the tablet."""
        client = Client(enforce_csrf_checks=csrf, **more)
        self.sign_in(client, name)
        return client

    def sign_in(self, client: Client, name: str) -> None:
        """Sign somebody in, past the forms."""
        person = self.people[name]
        assert person.account
        client.force_login(person.account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        if staff(name):
            session[METHODS] = [{"method": "password"}, {"method": "mfa", "type": "totp"}]
        else:
            session[MEANS] = Means.CARD
        session.save()
        if name == "greet":
            client.cookies["tablet"] = TABLET_SECRET


def staff(name: str) -> bool:
    """Return whether somebody signs in with a password and a second factor."""
    return name in WORKERS or name in {"lotte", "mo", "otto"}


def day(offset: int = 0) -> Any:
    """Return a day, counted from the day of the tests."""
    from django.utils import timezone

    return timezone.localdate() + timedelta(days=offset)


def person(name: str, *, account: bool = True) -> Person:
    """Store somebody."""
    made = None
    if account:
        made = Account.objects.create(email=f"{name}@example.test", password=make_password(None))
    return Person.objects.create(called=name.capitalize(), account=made, added_at=NOON)


def membership(
    person: Person, role: Role, circle: Circle | None, organisation: Organisation | None = None, **more: Any
) -> Membership:
    """Give somebody a role from a month ago until next year."""
    return Membership.objects.create(
        **{
            "person": person,
            "role": role,
            "circle": circle,
            "organisation": organisation,
            "starts_on": day(-30),
            "ends_on": day(365),
        }
        | more
    )


def line(resident: Resident, text: str, ring: str = "me", kind: str = LineKind.WORDS) -> Line:
    """Let a resident tell something, to a ring."""
    told = Line.objects.create(resident=resident, text=text, kind=kind, written_at=NOON)
    if ring != "me":
        Sharing.objects.create(line=told, ring=ring, given_at=NOON, given_by=resident.person)
    return told


def circle(name: str, *, names: bool, partners: list[Organisation]) -> Circle:
    """Store a circle with a hub and partners; with names open, each partner is named as controller."""
    made = Circle.objects.create(name=name, begun_at=NOON, names_open_at=NOON if names else None)
    Hub.objects.create(circle=made, name=f"Buurthub {name}", address="Lindeweg 1")
    for organisation in partners:
        Partner.objects.create(circle=made, organisation=organisation, starts_on=day(-100))
        if names:
            for processing in processings():
                Controller.objects.create(
                    circle=made, organisation=organisation, processing=processing.key, named_at=NOON
                )
    return made


def gather() -> Cast:
    """Store the whole cast."""
    cast = Cast()
    for name, kind in (
        ("Zorg Een", OrganisationKind.CARE),
        ("Zorg Twee", OrganisationKind.CARE),
        ("Welzijn", OrganisationKind.WELFARE),
    ):
        cast.organisations[name] = Organisation.objects.create(name=name, kind=kind)
    every = list(cast.organisations.values())
    cast.circles["linde"] = circle("De Linde", names=True, partners=every)
    cast.circles["anker"] = circle("Het Anker", names=True, partners=every[1:2])
    cast.circles["eik"] = circle("De Eik", names=False, partners=[])
    _workers(cast)
    _residents(cast)
    _relations(cast)
    return cast


def _workers(cast: Cast) -> None:
    linde = cast.circles["linde"]
    for name, (role, organisation) in WORKERS.items():
        cast.people[name] = person(name)
        membership(cast.people[name], role, linde, cast.organisations[organisation])
    for name, role in VOLUNTEERS.items():
        cast.people[name] = person(name)
        membership(cast.people[name], role, linde)
    cast.people["lotte"], cast.people["mo"] = person("lotte"), person("mo")
    membership(cast.people["lotte"], Role.PLANNER, None, cast.organisations["Welzijn"])
    membership(cast.people["mo"], Role.RESEARCHER, None, cast.organisations["Welzijn"])
    cast.people["otto"] = person("otto")  # a link worker of another circle
    membership(cast.people["otto"], Role.LINK_WORKER, cast.circles["anker"], cast.organisations["Zorg Twee"])
    cast.people["fatima"] = person("fatima")
    cast.people["piet"] = person("piet")  # signed in, nowhere at home
    cast.tablet = Tablet.objects.create(
        circle=linde, name="de balie", token_hash=hashed(TABLET_SECRET), enrolled_at=NOON
    )


def _residents(cast: Cast) -> None:
    for name, home in RESIDENTS.items():
        cast.people[name] = person(name)
        cast.residents[name] = Resident.objects.create(
            circle=cast.circles[home], person=cast.people[name], came_at=NOON
        )
    for name in ("wim", "roya", "noor", "els"):
        for ring in ("me", "mine", "all"):
            cast.lines[f"{name}-{ring}"] = line(cast.residents[name], f"{name} tells {ring}", ring)
    Resident.objects.filter(pk=cast.residents["roya"].pk).update(findable_at=NOON)
    Person.objects.filter(pk=cast.people["els"].pk).update(paused_at=NOON)


def _relations(cast: Cast) -> None:
    wim = cast.residents["wim"]
    OwnPerson.objects.create(resident=wim, person=cast.people["fatima"], since=NOON)
    cast.people["ria"] = person("ria")  # helps Sipke decide
    Representative.objects.create(
        resident=cast.residents["sipke"],
        person=cast.people["ria"],
        kind=RepresentativeKind.MENTOR,
        may_write=True,
        may_share=True,
        starts_on=day(-10),
        ends_on=day(100),
        confirmed_at=NOON,
    )


def missing() -> uuid.UUID:
    """Return a key that nobody has."""
    return uuid.uuid4()
