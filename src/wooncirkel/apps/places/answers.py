"""What each page of this room shows: rows and answers of the engine, gathered for a template."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.urls import reverse

from wooncirkel.apps.places import capacity, criteria, picture, queries, tables
from wooncirkel.apps.places.addresses import LETTERS, Address, Point, written
from wooncirkel.apps.places.bridge import areas, circles
from wooncirkel.apps.places.bridge.backdrop import backdrop
from wooncirkel.apps.places.bridge.ground import ground_of
from wooncirkel.apps.places.marks import MARKS
from wooncirkel.apps.places.models import Neighbourhood, Network
from wooncirkel.apps.places.tiles import tiles_address

UNITS_PER_DEGREE = 1e5
"""Positions travel to the map as whole hundred-thousandths of a degree (about a metre)."""


@dataclass(frozen=True, slots=True)
class PictureSize:
    """How large a picture is [pixels] and how much of the city it shows [m wide]."""

    width: int
    height: int
    metres: int
    lowest: int
    """The smallest rank of street that is still seen at this size."""


PAGE = PictureSize(960, 800, 5800, lowest=0)
SMALL = PictureSize(640, 640, 5000, lowest=1)
PAPER = PictureSize(960, 640, 6400, lowest=1)


def _shell(row: Network, section: str) -> dict[str, Any]:
    """Gather what every page with a map needs."""
    return {
        "section": section,
        "city": row,
        "cities": list(queries.networks()),
        "tiles": tiles_address(row),
        "upper_bound": row.coverage == Network.Coverage.RIDDEN,
        "credits": _credits(row),
    }


def _credits(row: Network) -> list[str]:
    """Return the credit of every source that the pages of this city rest on."""
    return ground_of(row).keep("credits", lambda: _used(row))


def _used(row: Network) -> list[str]:
    used = {row.source_id, *queries.source_keys(queries.box_of(row))}
    return sorted({source.credit.removeprefix("Bron: ") for source in queries.sources() if source.pk in used})


def _kinds(row: Network) -> list[str]:
    """Return the kinds of facility that the data of this city know, in page order."""
    known = queries.facility_sources(queries.box_of(row))
    return [kind for kind in queries.kind_labels() if kind in known]


def _unknown_kinds(kinds: Sequence[str]) -> list[str]:
    return [MARKS[kind].plural for kind in queries.kind_labels() if kind not in kinds]


def circle_page(
    row: Network, address: Address, errors: dict[str, str], *, typed: Mapping[str, str]
) -> dict[str, Any]:
    """Gather the page on which a circle is drawn."""
    found = circles.circles(row, [(point.lon, point.lat) for point in address.points])
    places = areas.areas_of(row)
    kinds = _kinds(row)
    shown = None if address.adding else found[address.shown]
    return {
        **_shell(row, "circle"),
        "address": address,
        "errors": errors,
        "typed": typed,
        "sizes": _sizes(address, errors, typed),
        "spots": _spots(places, address, found),
        "here": _here(places, address),
        "shown": shown,
        "shown_rows": tables.circle_rows(shown, kinds) if shown and shown.found else [],
        "near": tables.near(shown.bands["walk"], kinds) if shown and shown.found else [],
        "notes": tables.notes(shown) if shown and shown.found else None,
        "compared": tables.compared_rows(found, kinds) if len(found) > 1 else [],
        "counted": queries.square_source(queries.box_of(row)),
        "shades": picture.SHADES,
        "unknown_kinds": _unknown_kinds(kinds),
        "add_url": "" if address.full or address.adding else address.showing(len(found)).url(),
        "back_url": address.showing(max(0, len(found) - 1)).url(),
        "paper_url": address.url("circle-paper"),
        "picture_url": address.url("circle-picture"),
        "areas": places.rows,
        "postcodes": queries.has_postcodes(queries.box_of(row)),
        "remarks": capacity.remarks(
            sheltered=address.sheltered, ambulant=address.ambulant, teams=address.teams
        ),
    }


def _here(places: areas.Areas, address: Address) -> str:
    """Name the point that is shown: its neighbourhood, or else where it lies."""
    if address.adding:
        return ""
    point = address.points[address.shown]
    return places.name_at(point.lon, point.lat) or str(point)


def _sizes(address: Address, errors: dict[str, str], typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Describe the three numbers that somebody may give; what was typed stays, readable or not."""
    fields = (
        ("beschermd", "Mensen die beschermd wonen", address.sheltered, capacity.SHELTERED),
        ("ambulant", "Mensen met begeleiding thuis", address.ambulant, capacity.AMBULANT),
        ("teams", f"Teams van {capacity.TEAM_SIZE} begeleiders", address.teams, capacity.TEAMS),
    )
    return [
        {
            "name": name,
            "label": label,
            "value": typed.get(name, "") if name in errors else value,
            "span": span,
            "error": errors.get(name, ""),
        }
        for name, label, value, span in fields
    ]


def _spots(places: areas.Areas, address: Address, found: Sequence[circles.Circle]) -> list[dict[str, Any]]:
    """Describe each point: its letter, where it is, and the addresses that show it or take it away."""
    return [
        {
            "letter": LETTERS[index],
            "point": point,
            "place": places.name_at(point.lon, point.lat),
            "found": circle.found,
            "shown": index == address.drawn,
            "show_url": address.showing(index).url(),
            "drop_url": address.without(index).url(),
            "drawing_url": _single(address, point).url("circle-drawing"),
            "picture_url": _small_picture(address.showing(index)),
        }
        for index, (point, circle) in enumerate(zip(address.points, found, strict=True))
    ]


def _small_picture(address: Address) -> str:
    return written(reverse("circle-picture"), [*address.pairs(), ("maat", "klein")])


def _single(address: Address, point: Point) -> Address:
    return Address(city=address.city, points=(point,))


def circle_lines(row: Network, point: Point) -> dict[str, Any]:
    """Return streets by minute and edges, in small whole numbers, for the map."""
    drawn = circles.drawing(row, point.lon, point.lat)
    return {
        "profiles": {
            name: {"minutes": _by_minute(one.streets), "rings": [_steps(ring) for ring in one.rings]}
            for name, one in drawn.items()
        }
    }


def _by_minute(streets: circles.Streets) -> list[dict[str, Any]]:
    sizes = np.diff(streets.start)
    owner = np.repeat(streets.minute, sizes)
    places = np.column_stack([streets.lon, streets.lat])
    return [
        {
            "minute": minute,
            "sizes": sizes[streets.minute == minute].tolist(),
            "steps": _steps(places[owner == minute]),
        }
        for minute in np.unique(streets.minute).tolist()
    ]


def _steps(places: npt.NDArray[np.float64]) -> list[int]:
    """Write positions as steps from the one before: the first is a place, the others are small."""
    whole = np.rint(places * UNITS_PER_DEGREE).astype(np.int64)
    return np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel().tolist()


def circle_svg(row: Network, address: Address, size: PictureSize) -> str:
    """Draw the point that is shown as a picture; a small one shows no other point and no path."""
    point = address.points[address.drawn] if address.points else _middle(row)
    small = size is SMALL
    frame = picture.Frame.around(
        point.lon, point.lat, metres=size.metres, width=size.width, height=size.height
    )
    base = backdrop(row, frame.box, lowest=size.lowest)
    drawn = circles.drawing(row, point.lon, point.lat) if address.points else {}
    pins = [
        (one.lon, one.lat, LETTERS[index])
        for index, one in enumerate(address.points)
        if one == point or not small
    ]
    names = [] if small else areas.areas_of(row).names_in(frame.box)
    return picture.circle_picture(frame, base, drawn, pins, names)


def _middle(row: Network) -> Point:
    return Point(row.focus_lon, row.focus_lat)


def paper_facts(row: Network, address: Address) -> dict[str, Any]:
    """Gather the words and numbers for paper."""
    page = circle_page(row, address.showing(address.drawn), {}, typed={})
    return {**page, "spot": page["spots"][address.drawn] if page["spots"] else None}


def neighbourhood_page(row: Neighbourhood) -> dict[str, Any]:
    """Gather the page of one neighbourhood: what is here, then figures."""
    mine = _facilities_in(row)
    figures = queries.figures_of(row)
    city_figures = tables.city_figures(queries.figure_values(queries.siblings(row)))
    city = _city_of(row)
    kinds = _kinds(city) if city else []
    return {
        "section": "where",
        "row": row,
        "city": city,
        "here": [(MARKS[kind], queries.kind_labels()[kind], _named(mine, kind)) for kind in kinds],
        "unknown_kinds": _unknown_kinds(kinds),
        "figures": tables.figure_rows(row, figures, city_figures),
        "people": figures.get("inhabitants"),
        "older": figures.get("share_65_up"),
        "alone": figures.get("share_alone"),
        "households": figures.get("households"),
        "circle_url": Address(city=city.slug, points=(Point(*areas.middle_of(city, row)),)).url()
        if city
        else "",
        "credits": _credits(city) if city else [row.source.credit],
    }


def _centre(row: Neighbourhood) -> Point:
    return Point((row.west + row.east) / 2, (row.south + row.north) / 2)


def _city_of(row: Neighbourhood) -> Network | None:
    point = _centre(row)
    return next(
        (city for city in queries.networks() if queries.box_of(city).holds(point.lon, point.lat)), None
    )


def _facilities_in(row: Neighbourhood) -> list[tuple[str, str, float, float]]:
    """Return (kind, name, lon, lat) of the facilities inside the outline."""
    rows = queries.facility_rows(queries.box_of(row))
    inside = areas.holds(row, [one[2] for one in rows], [one[3] for one in rows])
    return [one for one, here in zip(rows, inside, strict=True) if here]


def _named(rows: Sequence[tuple[str, str, float, float]], kind: str) -> dict[str, Any]:
    """Return how many there are of a kind, and the names that are known."""
    mine = [name for one, name, _, _ in rows if one == kind]
    names = sorted({name for name in mine if name}, key=str.casefold)
    return {"number": len(mine), "names": names[:8], "more": len(names[8:])}


def neighbourhood_svg(row: Neighbourhood) -> str:
    """Draw one neighbourhood with its edge and facilities."""
    frame = picture.Frame.round_box(queries.box_of(row), width=960, height=720)
    city = _city_of(row)
    base = backdrop(city, frame.box) if city else picture.no_streets()
    marks = [(lon, lat, MARKS[kind]) for kind, _, lon, lat in _facilities_in(row)]
    return picture.area_picture(frame, base, areas.outlines([row])[0], marks, f"Kaart van {row.name}")


def where_page(row: Network) -> dict[str, Any]:
    """Gather the first view of the city: what is where, by name."""
    places = areas.areas_of(row)
    kinds = _kinds(row)
    counts = _count_by_area(row, places)
    figures = queries.figure_values(places.rows, ["inhabitants"])
    totals = Counter(kind for kind, *_ in queries.facility_rows(queries.box_of(row)))
    return {
        **_shell(row, "where"),
        "kinds": [MARKS[kind] for kind in kinds],
        "unknown_kinds": _unknown_kinds(kinds),
        "lines": [
            {
                "row": one,
                "people": figures[one.pk].get("inhabitants"),
                "numbers": [counts[one.cbs_code, kind] for kind in kinds],
            }
            for one in places.rows
        ],
        "totals": [(MARKS[kind], queries.kind_labels()[kind], totals[kind]) for kind in kinds],
        "points_url": written(reverse("facilities"), [("kaart", row.slug)]),
    }


def _count_by_area(row: Network, places: areas.Areas) -> Counter[tuple[str, str]]:
    rows = queries.facility_rows(queries.box_of(row))
    codes = areas.codes_at(places, [one[2] for one in rows], [one[3] for one in rows])
    return Counter((code, kind) for (kind, *_), code in zip(rows, codes, strict=True) if code)


def facility_points(row: Network) -> dict[str, Any]:
    """Return the facilities of a city as GeoJSON, and how to mark each kind."""
    labels = queries.kind_labels()
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
            "properties": {"kind": kind, "label": labels[kind], "name": name},
        }
        for kind, name, lon, lat in queries.facility_rows(queries.box_of(row))
    ]
    marks = {kind: {"path": mark.path, "colour": mark.colour} for kind, mark in MARKS.items()}
    return {"points": {"type": "FeatureCollection", "features": features}, "marks": marks}


def criteria_page(row: Network, weights: dict[str, int], *, by_together: bool, path: str) -> dict[str, Any]:
    """Gather the view for planners, at `path`: three criteria, each apart, and what they give together."""
    rows = list(areas.areas_of(row).rows)
    reached = areas.facilities_on_foot(row) if rows else {}
    lines = criteria.assess(rows, queries.figure_values(rows, criteria.DEMAND_FIGURES), reached, weights)
    if by_together:
        lines.sort(key=lambda line: (line.together is None, -(line.together or 0), line.row.name))
    return {
        **_shell(row, "where"),
        "lines": lines,
        "weights": weights,
        "weighed": any(weights.values()),
        "by_together": by_together,
        "order_url": _order_url(path, row, weights, by_together=by_together),
        "unknown_kinds": _unknown_kinds(_kinds(row)),
    }


def _order_url(path: str, row: Network, weights: dict[str, int], *, by_together: bool) -> str:
    """Return the address of the same page in the other order."""
    pairs = [("kaart", row.slug), *((name, str(value)) for name, value in weights.items())]
    return written(path, pairs if by_together else [*pairs, ("volgorde", "samen")])
