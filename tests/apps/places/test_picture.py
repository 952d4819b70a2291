"""Maps as SVG: every point in its place, nothing of a foreign file as markup."""

import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from wooncirkel.apps.places import picture
from wooncirkel.apps.places.bridge.circles import Drawn, Streets
from wooncirkel.apps.places.marks import MARKS
from wooncirkel.apps.places.models import FacilityKind
from wooncirkel.apps.places.queries import Box

FRAME = picture.Frame.around(6.56, 53.2, metres=1000, width=500, height=400)
SVG = "{http://www.w3.org/2000/svg}"


def streets(*lines, minute):
    lon = np.array([point[0] for line in lines for point in line])
    lat = np.array([point[1] for line in lines for point in line])
    start = np.cumsum([0, *(len(line) for line in lines)])
    return Streets(lon, lat, start, np.array(minute))


def test_the_point_is_in_the_middle_and_metres_are_metres():
    x, y = FRAME.pixels(6.56, 53.2)
    assert (x, y) == pytest.approx((250, 200))
    north = FRAME.pixels(6.56, 53.2 + 100 / 111_320)
    east = FRAME.pixels(6.56 + 100 / (111_320 * math.cos(math.radians(53.2))), 53.2)
    assert y - north[1] == pytest.approx(50)
    assert east[0] - x == pytest.approx(50)


def test_a_frame_round_a_box_shows_all_of_it():
    box = Box(6.5, 53.1, 6.6, 53.3)
    frame = picture.Frame.round_box(box, width=960, height=720)
    assert frame.box.west < box.west
    assert frame.box.east > box.east
    assert frame.box.south < box.south
    assert frame.box.north > box.north


def test_a_circle_has_its_minutes_its_ring_and_its_pin():
    line = [(6.559, 53.2), (6.561, 53.2)]
    ring = np.array([[6.55, 53.19], [6.57, 53.19], [6.56, 53.21], [6.55, 53.19]])
    drawn = {"walk": Drawn(streets(line, minute=[3]), (ring,))}
    svg = picture.circle_picture(
        FRAME, streets(line, minute=[2]), drawn, [(6.56, 53.2, "B")], [(6.56, 53.201, "<Noord>")]
    )
    tree = ET.fromstring(svg)
    paths = [path.get("d") for path in tree.iter(f"{SVG}path")]
    assert any(path.startswith("M") and path.endswith("Z") for path in paths)
    assert [text.text for text in tree.iter(f"{SVG}text")] == ["<Noord>", "B", "500 m"]
    assert tree.find(f"{SVG}title").text == "Kaart met een loopcirkel en een fietscirkel"


def test_a_point_on_the_pixel_before_is_not_drawn_twice():
    tiny = streets(
        [(6.56, 53.2), (6.560001, 53.2), (6.562, 53.2)], [(6.559, 53.2), (6.56, 53.2)], minute=[2, 2]
    )
    tree = ET.fromstring(picture.circle_picture(FRAME, tiny, {}, [], []))
    assert [path.get("d") for path in tree.iter(f"{SVG}path")][:3] == [
        "",
        "",
        "M250 200L317 200M217 200L250 200",
    ]


def test_a_name_from_a_file_is_never_markup():
    svg = picture.area_picture(FRAME, streets(minute=[]), [], [(6.56, 53.2, MARKS["cafe"])], "<script>&")
    assert "<script>" not in svg
    assert ET.fromstring(svg).find(f"{SVG}title").text == "<script>&"


def test_no_two_kinds_share_shape_and_colour():
    assert set(MARKS) == set(FacilityKind.values)
    assert len({(mark.path, mark.colour) for mark in MARKS.values()}) == len(MARKS)
