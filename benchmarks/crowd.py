"""Fill an installation with invented people, and print who may ask what: run in a process of its own.

`python -m benchmarks.crowd CIRCLES PEOPLE` stores so many circles with names open, each with its share of
the people (three lines each, one in each ring; every third agreed to be found), a link worker, a host and a
log keeper a circle, and twenty access lines a person. The last line is JSON: `{"visitors": [{"name",
"session", "pages"}]}`.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")

ROLES = ("link", "host", "admin")
LOOKS = 20


def main(circles: int, people: int) -> int:
    """Fill, and print the visitors of the first circle."""
    django.setup()
    from django.db import connection

    from wooncirkel.apps.shared.rowsecurity import as_program

    with as_program("command"):
        visitors = fill(circles, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"visitors": visitors}))
    return 0


def fill(circles: int, people: int) -> list[dict[str, Any]]:
    """Store everything and return who asks which pages."""
    from django.urls import reverse
    from django.utils import timezone

    from wooncirkel.apps.circles.models import Circle, Resident

    now = timezone.now()
    made = Circle.objects.bulk_create(
        [Circle(name=f"Kring {number}", begun_at=now, names_open_at=now) for number in range(circles)]
    )
    residents = store_residents(made, people, now)
    workers = store_workers(made, now)
    store_looks(residents, workers, now)
    first = made[0]
    found = Resident.objects.filter(circle=first, findable_at__isnull=False).first()
    assert found
    her = residents[0]
    seen = reverse("resident", args=[found.public_id])
    around = reverse("neighbours", args=[first.public_id])
    return [
        {
            "name": "resident",
            "session": session(her.person.account, "card"),
            "pages": [reverse("mine"), reverse("who-looked"), around, seen],
        },
        {"name": "link worker", "session": session(workers["link"].account, "work"), "pages": [around, seen]},
        {
            "name": "host",
            "session": session(workers["host"].account, "work"),
            "pages": [reverse("desk") + "?naam=Bewoner", around, seen],
        },
        {
            "name": "administrator",
            "session": session(workers["admin"].account, "work"),
            "pages": [reverse("members", args=[first.public_id])],
        },
    ]


def store_residents(circles: list[Any], people: int, now: Any) -> list[Any]:
    """Store the residents with their lines, spread evenly over the circles."""
    from wooncirkel.apps.circles.models import Line, Resident, Sharing
    from wooncirkel.apps.people.models import Account, Person

    accounts = Account.objects.bulk_create(
        [Account(email=f"bewoner{number}@example.org", password="!") for number in range(people)]
    )
    persons = Person.objects.bulk_create(
        [
            Person(called=f"Bewoner {number}", account=account, added_at=now)
            for number, account in enumerate(accounts)
        ]
    )
    residents = Resident.objects.bulk_create(
        [
            Resident(
                circle=circles[number % len(circles)],
                person=person,
                came_at=now,
                findable_at=now if number % 3 == 0 else None,
            )
            for number, person in enumerate(persons)
        ]
    )
    lines = Line.objects.bulk_create(
        [
            Line(resident=resident, text=f"Ik vertel {ring}", written_at=now, picture="bike")
            for resident in residents
            for ring in ("me", "mine", "all")
        ]
    )
    Sharing.objects.bulk_create(
        [
            Sharing(line=line, ring=line.text.split()[-1], given_at=now)
            for line in lines
            if not line.text.endswith("me")
        ]
    )
    return residents


def store_workers(circles: list[Any], now: Any) -> dict[str, Any]:
    """Store a worker of each role in every circle; return those of the first."""
    from wooncirkel.apps.circles.models import Membership
    from wooncirkel.apps.people.models import Account, Organisation, Person

    employer = Organisation.objects.create(name="Werkgever", kind="care")
    accounts = Account.objects.bulk_create(
        [
            Account(email=f"{role}{circle.pk}@example.org", password="!")
            for circle in circles
            for role in ROLES
        ]
    )
    persons = Person.objects.bulk_create(
        [
            Person(called=f"Medewerker {number}", account=account, added_at=now)
            for number, account in enumerate(accounts)
        ]
    )
    today = now.date()
    Membership.objects.bulk_create(
        [
            Membership(
                circle=circles[number // len(ROLES)],
                person=person,
                role=ROLES[number % len(ROLES)],
                organisation=employer,
                starts_on=today - timedelta(30),
                ends_on=today + timedelta(300),
            )
            for number, person in enumerate(persons)
        ]
    )
    return dict(zip(ROLES, persons, strict=False))


def store_looks(residents: list[Any], workers: dict[str, Any], now: Any) -> None:
    """Store access lines of the last weeks."""
    import uuid

    from wooncirkel.apps.people.models import AccessLine

    AccessLine.objects.bulk_create(
        [
            AccessLine(
                at=now - timedelta(hours=number),
                answer=uuid.uuid4(),
                actor=workers["link"].public_id,
                role="link",
                subject=resident.person.public_id,
                act="saw",
                what="name,words",
                route="resident",
                means="work",
            )
            for resident in residents
            for number in range(LOOKS)
        ],
        batch_size=5000,
    )


def session(account: Any, means: str) -> str:
    """Store a session of somebody who has signed in, and return its key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    made = SessionStore()
    made[SESSION_KEY] = str(account.pk)
    made[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    made[HASH_SESSION_KEY] = account.get_session_auth_hash()
    if means == "work":
        made["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    else:
        made["means"] = means
    made.create()
    return str(made.session_key)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
