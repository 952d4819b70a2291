"""What the pages of a circle show: rows gathered for a template, and its picture."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone

from wooncirkel.apps.circles.actor import Actor
from wooncirkel.apps.circles.models import Circle, Controller, Group, Hub, Membership, Partner, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.queries.areas import written
from wooncirkel.apps.people.models import OrganisationKind
from wooncirkel.apps.places import picture
from wooncirkel.apps.places.addresses import Point
from wooncirkel.apps.places.bridge.areas import areas_of, middle_of, outlines
from wooncirkel.apps.places.bridge.backdrop import backdrop
from wooncirkel.apps.places.forms import coordinates, find_place
from wooncirkel.apps.places.models import Neighbourhood, Network
from wooncirkel.apps.places.queries import Box, box_of, networks
from wooncirkel.apps.shared.registry import processings

MARGIN_DEGREES = 0.004
"""How much ground is shown round a house without a neighbourhood: some 400 m."""


def public_page(circle: Circle, actor: Actor) -> dict[str, Any]:
    """Gather the page of a circle; contact persons only for who takes part."""
    inside = queries.has_part_in(actor, circle)
    rows = (queries.partners_with_contacts if inside else queries.partners)(circle, actor.today)
    visions = list(queries.visions(circle))
    return {
        "section": "circles",
        "circle": circle,
        "hub": hub_of(circle),
        "areas": list(circle.neighbourhoods.all()),
        "purposes": queries.purposes(circle),
        "vision": visions[0] if visions else None,
        "older": visions[1:],
        "partners": by_kind(list(rows)),
        "inside": inside,
        "runs": circle.pk in actor.circles(Role.ADMINISTRATOR),
        "groups": circle.pk in actor.circles(*queries.GROUP_ROLES),
        "has_picture": box_of_circle(circle) is not None,
    }


def hub_of(circle: Circle) -> Hub | None:
    """Return the house of a circle."""
    return getattr(circle, "hub", None)


def by_kind(partners: Sequence[Partner]) -> list[tuple[str, list[Partner]]]:
    """Return the partners under the word for what they are, in the order of the kinds."""
    order = [value for value, _ in OrganisationKind.choices]
    rows = sorted(partners, key=lambda row: order.index(row.organisation.kind))
    words = dict(OrganisationKind.choices)
    return [
        (str(words[kind]), list(some)) for kind, some in groupby(rows, key=lambda row: row.organisation.kind)
    ]


def about(number: int) -> str:
    """Write how many people are in a group, as nobody needs it more precisely: "rond de 10"."""
    if number == 0:
        return "nog niemand"
    return "minder dan 10 mensen" if number < 10 else f"rond de {round(number / 5) * 5} mensen"


def size_of(group: Group) -> str:
    """Write how many people are in a group that a query returned."""
    return about(getattr(group, "size", 0))


def roles_page(rows: Sequence[Membership], actor: Actor) -> list[dict[str, Any]]:
    """Return each role with what is to be noticed of it: an end that comes near, a VOG of long ago."""
    return [
        {
            "row": row,
            "to_come": row.starts_on > actor.today,
            "ends_soon": row.ends_on - actor.today <= queries.SOON,
            "old_vog": row.vog_on is not None and (actor.today - row.vog_on).days > 3 * 365,
            "mine": row.person_id == actor.person,
        }
        for row in rows
    ]


def ended_page(rows: Sequence[Membership], actor: Actor) -> list[dict[str, Any]]:
    """Return each role that has ended, with the day, and whether that can still be undone."""
    return [
        {
            "row": row,
            "on": timezone.localdate(row.ended_at) if row.ended_at else row.ends_on,
            "undo": row.ended_at is not None
            and timezone.localdate(row.ended_at) == actor.today
            and row.ends_on >= actor.today,
        }
        for row in rows
    ]


def answering(rows: Sequence[Controller]) -> list[dict[str, Any]]:
    """Return who answers for what: the processings that were decided together, for one organisation."""
    titles = {one.key: one.title for one in processings()}
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        since = timezone.localdate(row.named_at)
        key = (row.organisation_id, row.decided_by, row.decided_as, since)
        first = {
            "organisation": row.organisation.name,
            "decided_by": row.decided_by,
            "decided_as": row.decided_as,
            "since": since,
            "titles": [],
        }
        found.setdefault(key, first)["titles"].append(titles.get(row.processing, row.processing))
    for one in found.values():
        one["everything"] = len(one["titles"]) == len(titles)
    return list(found.values())


def box_of_circle(circle: Circle) -> Box | None:
    """Return the rectangle round the neighbourhoods and the house, or None when neither is known."""
    boxes = [box_of(row) for row in circle.neighbourhoods.all()]
    hub = hub_of(circle)
    if hub and hub.lon is not None and hub.lat is not None:
        edge = MARGIN_DEGREES
        boxes.append(Box(hub.lon - edge, hub.lat - edge, hub.lon + edge, hub.lat + edge))
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return Box(min(west), min(south), max(east), max(north))


def circle_svg(circle: Circle, box: Box) -> str:
    """Draw the neighbourhoods with their edges, and the house."""
    frame = picture.Frame.round_box(box, width=960, height=720)
    rows = list(circle.neighbourhoods.all())
    rings = [ring for some in (outlines(rows) if rows else []) for ring in some]
    hub = hub_of(circle)
    pins = [(hub.lon, hub.lat, "")] if hub and hub.lon is not None and hub.lat is not None else []
    city = city_of(box)
    base = backdrop(city, frame.box) if city else picture.no_streets()
    return picture.area_picture(frame, base, rings, [], f"Kaart van {circle.name}", pins)


def city_of(box: Box) -> Network | None:
    """Return the city whose map holds the middle of a box."""
    lon, lat = (box.west + box.east) / 2, (box.south + box.north) / 2
    return next((city for city in networks() if box_of(city).holds(lon, lat)), None)


def neighbourhood_at(point: Point) -> Neighbourhood | None:
    """Return the neighbourhood that holds a point."""
    city = city_of(Box(point.lon, point.lat, point.lon, point.lat))
    return areas_of(city).at(point.lon, point.lat) if city else None


def begun_from(text: str) -> dict[str, str]:
    """Return what a form begins with when it comes from a drawn circle at `text` (latitude, longitude)."""
    point = coordinates(text)
    area = neighbourhood_at(point) if point else None
    filled = {"plek": str(point) if point else ""}
    return filled | ({"first": written(area), "name": area.name} if area else {})


def point_of(text: str, areas: Sequence[Neighbourhood]) -> Point | None:
    """Return where a circle begins: the point that was drawn, or where the people of the first buurt live."""
    if point := coordinates(text):
        return point
    for area in areas:
        if city := city_of(box_of(area)):
            return Point(*middle_of(city, area))
    return None


def place_of(text: str, circle: Circle) -> Point | str | None:
    """Turn what was typed for the place of a house into a point, or into the sentence that says why not."""
    if not text:
        return None
    box = box_of_circle(circle)
    city = (city_of(box) if box else None) or networks().first()
    return find_place(text, city) if city else coordinates(text)
