"""The residents of the demo: who they are, what they tell to whom, who helps them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from wooncirkel.apps.circles.actions.demo_cast import DemoPeople, give_demo_role, read, with_accounts
from wooncirkel.apps.circles.actions.lines import share
from wooncirkel.apps.circles.actions.own_people import name_person
from wooncirkel.apps.circles.actions.pausing import pause
from wooncirkel.apps.circles.models import Circle, Line, OwnPerson, Representative, Resident, Ring, Sharing
from wooncirkel.apps.people.models import Person

NEAR = (1, 7, 31)
"""Whom somebody without people named in the file names: who stands so many places further."""

HELPERS = ("greet", "nelleke", "gerrie", "ko", "anna", "joost", "kim")
Rows = list[dict[str, Any]]


def load_residents(demo: DemoPeople, circle: Circle) -> int:
    """Store the residents with all that is theirs; return how many lines they tell."""
    rows = read("residents.json")
    _persons(demo, rows)
    _live(demo, circle, rows)
    _volunteers(demo, circle)
    lines = _lines(demo, rows)
    _taken_back(demo)
    _own_people(demo, rows)
    _representatives(demo)
    _pauses(demo)
    return lines


def _persons(demo: DemoPeople, rows: Rows) -> None:
    added_by = (demo.people["greet"], demo.people["kim"], demo.people["nelleke"])
    made = [
        Person(
            called=row["called"],
            language=row.get("language", "nl"),
            likes=row["likes"],
            reach=row["reach"],
            symbol=row.get("symbol", ""),
            added_at=demo.moment(row["came"]),
            added_by=added_by[number % len(added_by)],
        )
        for number, row in enumerate(rows)
    ]
    with_accounts([person for person, row in zip(made, rows, strict=True) if row["account"]])
    Person.objects.bulk_create([person for person in made if person.pk is None])
    demo.people |= {person.called: person for person in made}
    lives = {row["key"]: row["resident"] for row in demo.told["people"] if "resident" in row}
    demo.people |= {key: demo.people[called] for key, called in lives.items()}


def _live(demo: DemoPeople, circle: Circle, rows: Rows) -> None:
    made = [_resident(demo, circle, row) for row in rows]
    Resident.objects.bulk_create(made)
    demo.residents = {resident.person.called: resident for resident in made}


def _resident(demo: DemoPeople, circle: Circle, row: Mapping[str, Any]) -> Resident:
    person, came = demo.people[row["called"]], row["came"]
    return Resident(
        circle=circle,
        person=person,
        home=row["home"],
        came_at=demo.moment(came),
        findable_at=demo.moment(came) if row["findable"] else None,
        findable_by=person.added_by if row["findable"] else None,
        talked_on=demo.day(came - 40) if came > 100 else None,
    )


def _volunteers(demo: DemoPeople, circle: Circle) -> None:
    for number, row in enumerate(demo.told["people"]):
        if "resident" in row:
            give_demo_role(demo, circle, row, number)


def _lines(demo: DemoPeople, rows: Rows) -> int:
    typed = {called: demo.people[key] for key, names in demo.told["typed_by"].items() for called in names}
    every, rings = [], []
    for row in rows:
        for number, (ring, kind, picture, text) in enumerate(row["lines"]):
            at = demo.moment(max(1, row["came"] - 2 - 6 * number), f"{9 + number}:20".zfill(5))
            line = Line(
                resident=demo.residents[row["called"]],
                kind=kind,
                text=text,
                picture=picture,
                written_at=at,
                typed_by=typed.get(row["called"]),
            )
            every.append(line)
            rings.append(ring)
    Line.objects.bulk_create(every)
    _share(zip(every, rings, strict=True))
    return len(every)


def _share(lines: Iterable[tuple[Line, str]]) -> None:
    Sharing.objects.bulk_create(
        Sharing(
            line=line,
            ring=ring,
            given_at=line.written_at + timedelta(minutes=4),
            given_by=line.resident.person,
            typed_by=line.typed_by,
        )
        for line, ring in lines
        if ring != Ring.ME
    )


def _taken_back(demo: DemoPeople) -> None:
    """Let somebody give a line to a ring, and take it back herself."""
    for row in demo.told["taken_back"]:
        resident = demo.residents[row["resident"]]
        line = Line.objects.get(resident=resident, text=row["text"])
        for ring, days in ((row["ring"], row["given"]), (Ring.ME, row["taken"])):
            share(line=line, ring=ring, by=resident.person, now=demo.moment(days, "17:10"))


def _own_people(demo: DemoPeople, rows: Rows) -> None:
    named = demo.told["own_people"]
    for called, keys in named.items():
        resident = demo.residents[called]
        for number, key in enumerate(keys):
            at = resident.came_at + timedelta(minutes=5 * number)
            name_person(resident=resident, person=demo.people[key], now=at)
    OwnPerson.objects.bulk_create(
        OwnPerson(resident=demo.residents[row["called"]], person=person, since=demo.moment(row["came"] - 1))
        for number, row in enumerate(rows)
        if row["called"] not in named and any(line[0] == Ring.MINE for line in row["lines"])
        for person in _near(demo, rows, number)
    )


def _near(demo: DemoPeople, rows: Rows, number: int) -> list[Person]:
    names = [rows[(number + step) % len(rows)]["called"] for step in NEAR[: 1 + number % 3]]
    if number % 4 == 0:
        names.append(HELPERS[number // 4 % len(HELPERS)])
    return [demo.people[name] for name in names]


def _representatives(demo: DemoPeople) -> None:
    Representative.objects.bulk_create(
        Representative(
            resident=demo.residents[row["resident"]],
            person=demo.people[row["person"]],
            kind=row["kind"],
            may_write=row["may_write"],
            may_share=row["may_share"],
            starts_on=demo.day(row["from"]),
            ends_on=demo.day(row["from"] - row["for"]),
            recorded_by=demo.people["kim"],
            confirmed_at=demo.moment(row["from"]),
        )
        for row in demo.told["representatives"]
    )


def _pauses(demo: DemoPeople) -> None:
    for called, days in demo.told["on_pause"].items():
        pause(person=demo.people[called], now=demo.moment(days))
