"""Who looked at the residents of the demo, what they asked about it, and what waits for review."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from wooncirkel.apps.circles.actions.demo_cast import DemoPeople
from wooncirkel.apps.circles.models import Asked, Circle, Line, Membership, Review, Ring
from wooncirkel.apps.people.models import AccessLine


def load_looks(demo: DemoPeople, circle: Circle) -> None:
    """Write who looked, the questions about it and the reviews."""
    looks = _looks(demo, circle)
    _questions(demo, looks)
    _reviews(demo, circle, looks)


def _looks(demo: DemoPeople, circle: Circle) -> dict[str, AccessLine]:
    """Write who looked in the past weeks, the oldest first; return the lines that the file gives a name."""
    rows = [(_line(demo, circle, row), row.get("key", "")) for row in demo.told["looks"]]
    for row in demo.told["browsed"]:
        rows += _browsed(demo, circle, row)
    rows.sort(key=lambda pair: pair[0].at)
    AccessLine.objects.bulk_create([line for line, _ in rows])
    return {key: line for line, key in rows if key}


def _browsed(demo: DemoPeople, circle: Circle, row: Mapping[str, Any]) -> list[tuple[AccessLine, str]]:
    """Return the lines of somebody who read a part of the neighbourhood, all of one answer."""
    told = Line.objects.filter(sharings__ring=Ring.ALL, resident__person__paused_at=None)
    called = list(told.order_by("pk").values_list("resident__person__called", flat=True))
    others = [name for name in dict.fromkeys(called) if name != row["who"]]
    seen = others[row["from"] : row["from"] + row["how_many"]]
    answer = uuid.uuid4()
    one = {"act": "saw", "what": "name,words", "page": "neighbours"}
    lines = [_line(demo, circle, {**row, **one, "at": name}, answer) for name in seen]
    return [(line, row.get("key", "") if line is lines[-1] else "") for line in lines]


def _line(
    demo: DemoPeople, circle: Circle, row: Mapping[str, Any], answer: uuid.UUID | None = None
) -> AccessLine:
    person = demo.people.get(row["who"]) or demo.people[row["who"].capitalize()]
    held = Membership.objects.filter(circle=circle, person=person).select_related("organisation").first()
    organisation = held.organisation if held else None
    return AccessLine(
        at=_at(demo, row),
        answer=answer or uuid.uuid4(),
        actor=person.public_id,
        role=held.role if held else "",
        organisation=organisation.public_id if organisation else None,
        subject=demo.people[row["at"]].public_id,
        act=row["act"],
        what=row["what"],
        route=row["page"],
        means=_means(held),
    )


def _at(demo: DemoPeople, row: Mapping[str, Any]) -> datetime:
    """Return when it was: so many days ago, on the last Tuesday before today, or the Sunday before that."""
    tuesday = (demo.today.weekday() - 1) % 7 or 7
    days = {"tuesday": tuesday, "sunday": tuesday + 2}.get(row["days"], row["days"])
    return demo.moment(days, row["time"])


def _means(held: Membership | None) -> str:
    if held is None or held.role in {"neighbour", "coach"}:
        return "card"
    return "work" if held.organisation_id else "tablet"


def _questions(demo: DemoPeople, looks: Mapping[str, AccessLine]) -> None:
    for row in demo.told["asked"]:
        about = looks.get(row.get("about", ""))
        asked = about.at + timedelta(hours=9) if about else demo.moment(row["days"], "11:00")
        Asked.objects.create(
            resident=demo.residents[row["resident"]],
            to=demo.people[row["to"]],
            text=row["text"],
            access_line=about.pk if about else None,
            asked_at=asked,
            answer=row.get("answer", ""),
            answered_at=demo.moment(row["answered"], "15:30") if "answered" in row else None,
        )


def _reviews(demo: DemoPeople, circle: Circle, looks: Mapping[str, AccessLine]) -> None:
    keeper = demo.people["yvonne"]
    for row in demo.told["reviews"]:
        closed = "closed" in row
        Review.objects.create(
            circle=circle,
            access_line=looks[row["look"]].pk,
            rule=row["rule"],
            raised_at=demo.moment(row["raised"], "03:00"),
            closed_at=demo.moment(row["closed"], "14:00") if closed else None,
            closed_by=keeper if closed else None,
            verdict=row.get("verdict", ""),
            note=row.get("note", ""),
        )
