"""What people type or click → clean values, or an error in plain Dutch."""

import math
import re
from collections.abc import Mapping
from difflib import get_close_matches

from django import forms
from django.http import QueryDict

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.addresses import LETTERS, Address, Point
from wooncirkel.apps.places.bridge.areas import areas_of, middle_of
from wooncirkel.apps.places.models import Network
from wooncirkel.apps.shared.wording import whole

COORDINATES = re.compile(r"^\s*(-?\d{1,3}(?:[.]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.]\d+)?)\s*$")
DUTCH_COORDINATES = re.compile(r"^\s*(-?\d{1,3},\d+)\s*[; ]\s*(-?\d{1,3},\d+)\s*$")
FOUR_DIGITS = re.compile(r"^[1-9][0-9]{3}$")

CITY = re.compile(r"^[-\w]{1,80}$", re.ASCII)
MOST_PEOPLE = 9999
NO_CITY = "-"
"""What cannot be the name of a city finds no city."""

NOT_FOUND = "We vinden “{}” niet. Kijk of het goed getypt is, of kies een buurt uit de lijst."
DID_YOU_MEAN = "We vinden “{}” niet. Bedoel je {}?"
OUTSIDE = "Die plek ligt buiten deze kaart."
UNREADABLE = "Dat punt kunnen we niet lezen. Klik op de kaart, of typ een postcode."
TOO_MANY = "Je kunt vier plekken naast elkaar zetten. Haal er eerst een weg."
NO_TEXT = "Typ eerst een postcode of de naam van een buurt."


class CapacityForm(forms.Form):
    """How many people the circle would be for. Every field may stay empty."""

    beschermd = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)
    ambulant = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)
    teams = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)

    def clean_values(self) -> dict[str, int | None]:
        """Return the numbers; one that cannot be read is left out and told by `sentences`."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}

    def sentences(self) -> dict[str, str]:
        """Return the error of each field in plain Dutch."""
        return dict.fromkeys(self.errors, f"Typ een heel getal van 0 tot {whole(MOST_PEOPLE)}.")


def read_city(query: Mapping[str, str]) -> str:
    """Return which city is asked for: a name as in an address, or an empty text."""
    text = query.get("kaart", "")
    return text if CITY.match(text) else "" if not text else NO_CITY


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
    """Read `latitude, longitude` [degrees], with points or Dutch commas, or return None."""
    match = COORDINATES.match(text[:60]) or DUTCH_COORDINATES.match(text[:60])
    if not match:
        return None
    lat, lon = (float(part.replace(",", ".")) for part in match.groups())
    return Point(lon, lat) if math.isfinite(lat + lon) and abs(lat) <= 90 and abs(lon) <= 180 else None


def find_place(text: str, row: Network) -> Point | str:
    """Turn what somebody typed into a point in this city, or into the sentence that says why not."""
    text = text.replace("\0", "").strip()[:120]
    if not text:
        return NO_TEXT
    point = coordinates(text) or _by_postcode(text) or _by_neighbourhood(text, row) or _by_facility(text, row)
    if not point:
        return _not_found(text, row)
    return point if queries.box_of(row).holds(point.lon, point.lat) else OUTSIDE


def _not_found(text: str, row: Network) -> str:
    """Say that nothing bears this name, and which name is nearly the same."""
    names = {name.casefold(): name for _, _, name in areas_of(row).names_in(queries.box_of(row))}
    nearly = get_close_matches(text.casefold(), names, n=1, cutoff=0.7)
    return DID_YOU_MEAN.format(text, names[nearly[0]]) if nearly else NOT_FOUND.format(text)


def _by_postcode(text: str) -> Point | None:
    if FOUR_DIGITS.match(text):
        place = queries.postcode_area(text)
        return Point(*place) if place else None
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
