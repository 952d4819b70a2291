"""What the loading of the demo people works with: the file, the names, how days are counted back."""

import json
import re
import secrets
import unicodedata
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.signing import Signer
from django.utils import timezone

from wooncirkel.apps.circles.actions.members import give_role
from wooncirkel.apps.circles.models import Circle, Resident, Role
from wooncirkel.apps.people.models import Account, Organisation, Person

FOLDER = Path(__file__).parent.parent / "demo"
SPACE = uuid.UUID("5d0c1f7e-6f0a-4b62-9a3c-0a1d0e0c7e11")
"""Makes the keys by which the demo knows its own rows."""

ROLE_LASTS = timedelta(days=240)


@dataclass(slots=True)
class DemoPeople:
    """Everything of the demo by name, while it is being loaded."""

    now: datetime
    told: dict[str, Any]
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    residents: dict[str, Resident] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Return the day of loading."""
        return timezone.localdate(self.now)

    def day(self, days: int) -> date:
        """Return the day so many days ago."""
        return self.today - timedelta(days=days)

    def moment(self, days: int, clock: str = "10:00") -> datetime:
        """Return a time of day so many days ago."""
        return timezone.make_aware(datetime.combine(self.day(days), time.fromisoformat(clock)))


def told() -> dict[str, Any]:
    """Return what the file of the demo neighbourhood says."""
    found: dict[str, Any] = read("korreweg.json")
    return found


def read(name: str) -> Any:
    """Return what a file of the demo says."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def demo_key(name: str) -> uuid.UUID:
    """Return the public key of an organisation or a circle of the demo."""
    return uuid.uuid5(SPACE, name)


def tablet_secret() -> str:
    """Return what the cookie of the demo's tablet holds: another one on every installation."""
    return Signer(salt="wooncirkel.demo.tablet").signature("tablet")


def address(called: str) -> str:
    """Return the e-mail address of somebody: at example.org nobody reads it."""
    plain = unicodedata.normalize("NFKD", called.casefold().replace("ı", "i"))
    words = re.findall("[a-z]+", plain.encode("ascii", "ignore").decode())
    return f"{'.'.join(words)}@example.org"


def with_accounts(people: Sequence[Person], staff: Collection[str] = ()) -> None:
    """Store people with an account each; staff have a password, which nobody knows."""
    unknown = make_password(secrets.token_urlsafe(32))
    accounts = [
        Account(
            email=address(person.called),
            password=unknown if person.called in staff else make_password(None),
        )
        for person in people
    ]
    Account.objects.bulk_create(accounts)
    for person, account in zip(people, accounts, strict=True):
        person.account = account
    Person.objects.bulk_create(people)


def give_demo_role(demo: DemoPeople, circle: Circle, row: Mapping[str, Any], number: int) -> None:
    """Give somebody the role that the file names; volunteers have a VOG date."""
    began = 280 - number * 7
    give_role(
        circle=circle,
        person=demo.people[row["key"]],
        role=Role(row["role"]),
        organisation=demo.organisations.get(row.get("works_for", "")),
        starts_on=demo.day(began),
        ends_on=demo.today + ROLE_LASTS - timedelta(days=number * 5),
        by=demo.people[demo.told["circle"]["begun_by"]],
        now=demo.now,
        vog_on=demo.day(row["vog"]) if "vog" in row else None,
    )
