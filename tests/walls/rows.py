"""What lies behind the doors: of every kind something in the circle De Linde and something in Het Anker."""

import uuid
from typing import Any

from cast import NOON, Cast, day
from wooncirkel.apps.circles.models import (
    Asked,
    Circle,
    Group,
    GroupMember,
    Membership,
    OwnPerson,
    Partner,
    PartnerContact,
    Representative,
    Review,
    Tablet,
)
from wooncirkel.apps.people.models import AccessLine, Act

Rows = dict[str, dict[str, Any]]
LINES = ("wim-me", "wim-mine", "wim-all", "roya-all", "noor-me", "noor-all")


def everything(cast: Cast) -> Rows:
    """Return kind → label → row; what the cast lacks is made, once."""
    linde, anker = cast.circles["linde"], cast.circles["anker"]
    if not Group.objects.exists():
        _make(cast, linde, cast.people["wim"], cast.people["anna"])
        _make(cast, anker, cast.people["noor"], cast.people["otto"])
    return _of_persons(cast) | {
        "partner": _both(Partner.objects.all(), "circle"),
        "contact": _both(PartnerContact.objects.all(), "partner__circle"),
        "membership": _memberships(cast),
        "group": _both(Group.objects.all(), "circle"),
        "member": _both(GroupMember.objects.all(), "group__circle"),
        "tablet": _both(Tablet.objects.all(), "circle"),
        "review": _both(Review.objects.all(), "circle"),
    }


def _of_persons(cast: Cast) -> Rows:
    people = ("wim", "fatima", "anna", "sipke", "noor", "piet")
    return {
        "circle": cast.circles,
        "resident": cast.residents,
        "person": {name: cast.people[name] for name in people},
        "line": {label: row for label, row in cast.lines.items() if label in LINES},
        "own-person": {"wim-fatima": OwnPerson.objects.get(resident=cast.residents["wim"])}
        | _both(OwnPerson.objects.exclude(resident=cast.residents["wim"]), "resident__circle"),
        "representative": {"sipke-ria": Representative.objects.get(resident=cast.residents["sipke"])},
        "asked": {
            row.resident.person.called.lower(): row
            for row in Asked.objects.select_related("resident__person")
        },
    }


def _memberships(cast: Cast) -> dict[str, Any]:
    names = ("anna", "greet", "gijs", "otto", "lotte")
    return {name: Membership.objects.get(person=cast.people[name]) for name in names}


def _both(rows: Any, path: str) -> dict[str, Any]:
    """Return the first row of each circle, by the name of the circle."""
    found = {}
    for name in ("De Linde", "Het Anker"):
        row = rows.filter(**{f"{path}__name": name}).order_by("pk").first()
        if row:
            found["anker" if "Anker" in name else "linde"] = row
    return found


def _make(cast: Cast, circle: Circle, resident: Any, worker: Any) -> None:
    home = resident.residencies.get()
    group = Group.objects.create(circle=circle, name=f"De soepgroep van {circle.name}", begun_on=day(-20))
    GroupMember.objects.create(group=group, person=resident, joined_on=day(-10))
    partner = Partner.objects.filter(circle=circle).order_by("pk").first()
    assert partner
    PartnerContact.objects.create(partner=partner, name="Somebody", phone="050 000 00 01")
    Asked.objects.create(resident=home, to=worker, text="Waarom keek je?", asked_at=NOON)
    if circle.name == "Het Anker":
        OwnPerson.objects.create(resident=home, person=worker, since=NOON)
        Tablet.objects.create(circle=circle, name="de hal", token_hash=uuid.uuid4().hex, enrolled_at=NOON)
    line = AccessLine.objects.create(
        at=NOON, answer=uuid.uuid4(), actor=worker.public_id, role="link", subject=resident.public_id,
        act=Act.SAW, what="name", route="resident", means="work",
    )  # fmt: skip
    Review.objects.create(circle=circle, access_line=line.pk, rule="sample", raised_at=NOON)
