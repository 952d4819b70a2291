"""The invented people of the demo neighbourhood: load them once, counted back from now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from wooncirkel.apps.circles.actions.circles import begin_circle, change_purposes, write_vision
from wooncirkel.apps.circles.actions.demo_cast import (
    DemoPeople,
    demo_key,
    give_demo_role,
    tablet_secret,
    told,
    with_accounts,
)
from wooncirkel.apps.circles.actions.demo_looks import load_looks
from wooncirkel.apps.circles.actions.demo_residents import load_residents
from wooncirkel.apps.circles.actions.groups import begin_group, join_group, leave_group
from wooncirkel.apps.circles.actions.names import open_names
from wooncirkel.apps.circles.actions.partners import add_contact, add_partner
from wooncirkel.apps.circles.models import Circle, Membership, Tablet
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.people.tokens import hashed
from wooncirkel.apps.places.models import Neighbourhood
from wooncirkel.apps.shared.registry import processings


def people_stand() -> bool:
    """Return whether the people of the demo were loaded here before; organisations are never erased."""
    return Organisation.objects.filter(public_id=demo_key("organisation")).exists()


@transaction.atomic
def load_demo_people(*, now: datetime) -> dict[str, int] | None:
    """Load the demo people and return how many of each; None when they were loaded before.

    The demo city must be there: Neighbourhood.DoesNotExist when it is not.
    """
    if people_stand():
        return None
    demo = DemoPeople(now, told())
    _organisations(demo)
    _people(demo)
    circle = _circle(demo)
    _members(demo, circle)
    _names(demo, circle)
    lines = load_residents(demo, circle)
    load_looks(demo, circle)
    _groups(demo, circle)
    _second(demo)
    workers = sum("role" in person for person in demo.told["people"])
    return {"residents": len(demo.residents), "workers and volunteers": workers, "lines": lines}


def _organisations(demo: DemoPeople) -> None:
    rows = demo.told["organisations"]
    keys = [demo_key("organisation"), *(demo_key(row["key"]) for row in rows[1:])]
    made = [
        Organisation(name=row["name"], kind=row["kind"], public_id=key)
        for row, key in zip(rows, keys, strict=True)
    ]
    Organisation.objects.bulk_create(made)
    demo.organisations = {row["key"]: one for row, one in zip(rows, made, strict=True)}


def _people(demo: DemoPeople) -> None:
    """Store who works or helps and does not live here, with an account each."""
    rows = [row for row in demo.told["people"] if "called" in row]
    made = [
        Person(
            called=row["called"],
            reach=row["reach"],
            symbol=row.get("symbol", ""),
            added_at=demo.moment(330),
        )
        for row in rows
    ]
    with_accounts(made, {row["called"] for row in rows if row.get("works_for")})
    demo.people = {row["key"]: person for row, person in zip(rows, made, strict=True)}


def _circle(demo: DemoPeople) -> Circle:
    said = demo.told["circle"]
    beginner, begun = demo.people[said["begun_by"]], demo.moment(said["begun"])
    circle = _begin(said, by=beginner, now=begun)
    works_for = {row["key"]: row.get("works_for") for row in demo.told["people"]}
    work = demo.organisations[works_for[said["begun_by"]]]
    Membership.objects.filter(circle=circle, person=beginner).update(organisation=work)
    change_purposes(circle=circle, version=circle.version, texts=said["purposes"])
    for number, vision in enumerate(said["visions"]):
        by, at = demo.people[vision["by"]], demo.moment(vision["days"])
        write_vision(circle=circle, seen=number, text=vision["text"], by=by, now=at)
    _partners(demo, circle)
    _tablet(demo, circle)
    return circle


def _tablet(demo: DemoPeople, circle: Circle) -> None:
    Tablet.objects.create(
        circle=circle,
        name=demo.told["circle"]["tablet"],
        token_hash=hashed(tablet_secret()),
        enrolled_at=demo.moment(200),
        enrolled_by=demo.people["trudy"],
    )


def _begin(said: Mapping[str, Any], *, by: Person, now: datetime) -> Circle:
    areas = list(Neighbourhood.objects.filter(cbs_code__in=said["neighbourhoods"]))
    if len(areas) != len(said["neighbourhoods"]):
        raise Neighbourhood.DoesNotExist
    hub = said["hub"]
    circle = begin_circle(
        name=said["name"],
        neighbourhoods=areas,
        preset=said["preset"],
        by=by,
        now=now,
        lon=hub["lon"],
        lat=hub["lat"],
        hub_name=hub["name"],
        hub_address=hub["address"],
    )
    circle.public_id = demo_key(said["name"])
    circle.save(update_fields=["public_id"])
    return circle


def _partners(demo: DemoPeople, circle: Circle) -> None:
    kinds = {row["key"]: (row["name"], row["kind"]) for row in demo.told["organisations"]}
    began = demo.told["circle"]["begun"]
    partners = {
        key: add_partner(
            circle=circle, name=name, kind=kind, starts_on=demo.day(began - 2), by=None, now=demo.now
        )
        for key, (name, kind) in kinds.items()
    }
    for contact in demo.told["circle"]["contacts"]:
        add_contact(
            partner=partners[contact["partner"]],
            name=contact["name"],
            phone=contact["phone"],
            email=contact["email"],
            by=None,
            now=demo.now,
        )


def _members(demo: DemoPeople, circle: Circle) -> None:
    """Give everybody who works or helps here her role; who lives here gets hers with the residents."""
    for number, row in enumerate(demo.told["people"]):
        if "called" in row and "role" in row and row["key"] != demo.told["circle"]["begun_by"]:
            give_demo_role(demo, circle, row, number)


def _names(demo: DemoPeople, circle: Circle) -> None:
    said = demo.told["circle"]
    every = list(demo.organisations.values())
    deciders = {demo.organisations[key].pk: (name, work) for key, (name, work) in said["deciders"].items()}
    open_names(
        circle=circle,
        controllers={processing.key: every for processing in processings()},
        by=demo.people[said["begun_by"]],
        now=demo.moment(said["names_open"]),
        deciders=deciders,
    )


def _groups(demo: DemoPeople, circle: Circle) -> None:
    by = demo.people["dieuwke"]
    for row in demo.told["groups"]:
        begun = demo.day(row["begun"])
        group = begin_group(
            circle=circle, name=row["name"], kind=row["kind"], begun_on=begun, by=by, now=demo.now
        )
        for name, joined, *left in row["members"]:
            member = join_group(
                group=group, person=demo.people[name], joined_on=demo.day(joined), by=by, now=demo.now
            )
            if left:
                leave_group(member=member, left_on=demo.day(left[0]), by=by, now=demo.now)


def _second(demo: DemoPeople) -> None:
    """Begin the neighbouring circle, which has not opened names."""
    said = demo.told["second_circle"]
    _begin(said, by=demo.people[said["begun_by"]], now=demo.moment(said["begun"]))
