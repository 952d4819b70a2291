"""What people type or click → clean values, or an error in plain Dutch."""

import math
import re
from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.addresses import LETTERS, Address, Point
from wooncirkel.apps.places.bridge.areas import middle_of
from wooncirkel.apps.places.models import Network

COORDINATES = re.compile(r"^\s*(-?\d{1,3}[.]\d+|-?\d{1,3})\s*[,; ]\s*(-?\d{1,3}[.]\d+|-?\d{1,3})\s*$")

NOT_FOUND = "Dit vinden we niet. Typ een postcode zoals 9712 AB, of de naam van een buurt."
OUTSIDE = "Die plek ligt buiten deze kaart."
UNREADABLE = "Dat punt kunnen we niet lezen. Klik op de kaart, of typ een postcode."
TOO_MANY = "Je kunt vier plekken naast elkaar zetten. Haal er eerst een weg."
NO_TEXT = "Typ eerst een postcode of de naam van een buurt."


class CapacityForm(forms.Form):
    """How many people the circle would be for. Every field may stay empty."""

    beschermd = forms.IntegerField(required=False, min_value=0, max_value=9999)
    ambulant = forms.IntegerField(required=False, min_value=0, max_value=9999)
    teams = forms.IntegerField(required=False, min_value=0, max_value=99)

    default_error = "Typ een heel getal, bijvoorbeeld 30."

    def clean_values(self) -> dict[str, int | None]:
        """Return the numbers; one that cannot be read is left out and told by `sentences`."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}

    def sentences(self) -> dict[str, str]:
        """Return the error of each field in plain Dutch."""
        return dict.fromkeys(self.errors, self.default_error)


def read_address(query: QueryDict, city: str) -> tuple[Address, dict[str, str]]:
    """Read an address; what cannot be read is left out and explained, by field."""
    points, errors = _read_points(query.getlist("plek"))
    capacity = CapacityForm(query)
    numbers = capacity.clean_values()
    shown = LETTERS.find(query.get("toon", "A")[:1].upper() or "A")
    address = Address(
        city=city,
        points=points,
        shown=min(max(shown, 0), len(points), len(LETTERS) - 1),
        sheltered=numbers["beschermd"],
        ambulant=numbers["ambulant"],
        teams=numbers["teams"],
    )
    return address, {**errors, **capacity.sentences()}


def _read_points(texts: list[str]) -> tuple[tuple[Point, ...], dict[str, str]]:
    points = [coordinates(text) for text in texts]
    good = tuple(point for point in points if point)
    if len(good) > len(LETTERS):
        return good[: len(LETTERS)], {"zoek": TOO_MANY}
    return good, {"zoek": UNREADABLE} if len(good) < len(points) else {}


def coordinates(text: str) -> Point | None:
    """Read `latitude, longitude` [degrees] with decimal points, or return None."""
    match = COORDINATES.match(text[:60])
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    return Point(lon, lat) if math.isfinite(lat + lon) and abs(lat) <= 90 and abs(lon) <= 180 else None


def find_place(text: str, row: Network) -> Point | str:
    """Turn what somebody typed into a point in this city, or into the sentence that says why not."""
    text = text.replace("\0", "").strip()[:120]
    if not text:
        return NO_TEXT
    point = coordinates(text) or _by_postcode(text) or _by_neighbourhood(text, row) or _by_facility(text, row)
    if not point:
        return NOT_FOUND
    return point if queries.box_of(row).holds(point.lon, point.lat) else OUTSIDE


def _by_postcode(text: str) -> Point | None:
    found = queries.postcode(text)
    return Point(found.lon, found.lat) if found else None


def _by_neighbourhood(text: str, row: Network) -> Point | None:
    found = queries.neighbourhoods(queries.box_of(row)).filter(name__iexact=text).first()
    return Point(*middle_of(row, found)) if found else None


def _by_facility(text: str, row: Network) -> Point | None:
    found = queries.facility_named(text, queries.box_of(row))
    return Point(found.lon, found.lat) if found else None


def read_weights(query: Mapping[str, str]) -> dict[str, int]:
    """Read the weights of the criteria (0–10); anything else counts as 5."""
    return {name: _weight(query.get(name, "")) for name in ("zorg", "voorzieningen")}


def _weight(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= 10 else 5
