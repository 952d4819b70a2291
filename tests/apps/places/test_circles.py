"""Counting round a point, on streets that one can walk in one's head."""

from datetime import timedelta

import pytest
import shapely

from apps.places.city import lonlat, source
from wooncirkel.apps.places.bridge import areas, circles, ground
from wooncirkel.apps.places.bridge.backdrop import backdrop
from wooncirkel.apps.places.models import Municipality, Neighbourhood, Square
from wooncirkel.apps.places.queries import Box

pytestmark = pytest.mark.database


def box(west, south, east, north):
    return shapely.to_wkb(shapely.box(west, south, east, north))


def changed(city):
    """Do to the source what an import does."""
    city.source.imported_at += timedelta(hours=1)
    city.source.save()


def one(city, place):
    return circles.circles(city, [place])[0]


def test_everybody_but_the_mill_lives_within_ten_minutes_of_the_bakery(city):
    band = one(city, lonlat("bakery")).bands["walk"]
    assert band.counts["inhabitants"] == circles.Count(75, 1)
    assert band.just_outside == circles.Count(30, 0)


def test_a_slow_walker_does_not_reach_the_mill_from_the_church(city):
    found = one(city, lonlat("church")).bands
    assert found["walk"].counts["inhabitants"].value == 105
    assert found["older"].counts["inhabitants"].value == 75
    assert found["cycle"].counts["inhabitants"].value == 105


def test_a_withheld_count_is_left_out_and_told(city):
    counts = one(city, lonlat("school")).bands["older"].counts
    assert counts["age_65_up"] == circles.Count(20, 1)
    assert counts["age_0_14"] == circles.Count(None, 1)


def test_homes_and_facilities_within_the_circle(city):
    band = one(city, lonlat("bakery")).bands["walk"]
    assert band.counts["homes"].value == 5 + 20 + 2 + 10 + 0
    assert band.facilities == {"cafe": 1, "school": 1}


def test_a_point_far_from_any_street_has_no_circle(city):
    assert not one(city, (6.5955, 53.1945)).found
    assert circles.drawing(city, 6.5955, 53.1945) == {}


def test_people_are_unknown_where_there_are_no_cbs_data(bare_city):
    counts = one(bare_city, lonlat("bakery")).bands["walk"].counts
    assert counts["inhabitants"] == circles.Count(None, 0)


def test_streets_are_drawn_by_minute_and_stop_at_ten(city):
    drawn = circles.drawing(city, *lonlat("bakery"))
    assert set(drawn) == {"walk", "older", "cycle"}
    assert drawn["walk"].streets.minute.min() == 0
    assert drawn["walk"].streets.minute.max() == 9
    assert drawn["cycle"].streets.minute.max() == 4  # the mill lies 900 m away: 270 s
    assert all((ring[0] == ring[-1]).all() for ring in drawn["walk"].rings)


def test_the_same_point_is_computed_once(city):
    first = one(city, lonlat("bakery"))
    assert one(city, lonlat("bakery")) is first


def test_an_import_makes_the_answer_new(city):
    first = one(city, lonlat("bakery"))
    changed(city)
    assert one(city, lonlat("bakery")) is not first


def test_a_circle_outside_the_municipality_is_unknown_and_never_nought(city):
    Municipality.objects.update(east=6.5605, outline=box(6.55, 53.19, 6.5605, 53.21))
    Square.objects.filter(code="E5").delete()
    city.source.facilities.all().update(source=source("elders"))
    empty = one(city, lonlat("mill")).bands["older"]
    assert empty.counts["inhabitants"] == circles.Count(None, 0)
    assert empty.facilities == {"cafe": 1, "school": None}  # a café that somebody told of stays
    assert not empty.partly


def test_a_circle_on_the_border_says_that_it_is_partly_known(city):
    Municipality.objects.update(east=6.5605, outline=box(6.55, 53.19, 6.5605, 53.21))
    assert one(city, lonlat("bakery")).bands["walk"].partly
    assert one(city, lonlat("bakery")).bands["walk"].counts["inhabitants"].value == 75


def test_facilities_from_the_source_of_the_streets_are_known_everywhere(bare_city):
    band = one(bare_city, lonlat("mill")).bands["older"]
    assert band.facilities == {"cafe": 1, "school": 0}


def test_without_a_municipality_figures_hold_near_their_points(bare_city):
    bare_city.source.facilities.all().update(source=source("elders"))
    assert one(bare_city, lonlat("bakery")).bands["older"].facilities == {"cafe": 1, "school": 1}


def test_people_beyond_any_street_are_told(city):
    Square.objects.filter(code="E3").update(lat=lonlat("school")[1] + 300 / 111_320)
    changed(city)
    band = one(city, lonlat("school")).bands["walk"]
    assert band.streetless == circles.Count(20, 0)
    assert band.counts["inhabitants"].value == 55


def test_another_city_of_another_year_changes_nothing_here(city):
    before = one(city, lonlat("bakery"))
    other = source("elders", year=2023)
    Square.objects.create(
        code="E99", lon=4.9, lat=52.3, inhabitants=5, people_year=2023, homes_year=2023, source=other
    )
    far = Municipality.objects.create(
        cbs_code="GM0002", cbs_year=2024, name="Verstad", outline=box(4.8, 52.2, 5, 52.4),
        west=4.8, south=52.2, east=5, north=52.4, source=other,
    )  # fmt: skip
    Neighbourhood.objects.create(
        cbs_code="BU00020000", cbs_year=2024, name="Verweg", municipality=far,
        outline=box(4.8, 52.2, 5, 52.4), west=4.8, south=52.2, east=5, north=52.4, source=other,
    )  # fmt: skip
    assert one(city, lonlat("bakery")) == before
    assert [row.name for row in areas.areas_of(city).rows] == ["Hoekbuurt", "Molenbuurt"]


def test_a_newer_year_of_the_same_squares_replaces_the_older(city):
    newer = source("nieuw", year=2020)
    lon, lat = lonlat("bakery")
    Square.objects.create(
        code="E0", lon=lon, lat=lat, inhabitants=15, people_year=2020, homes_year=2020, source=newer
    )
    assert one(city, lonlat("bakery")).bands["walk"].counts["inhabitants"].value == 80


def test_a_lost_network_is_told_and_does_not_stop_the_others(city, networks, caplog):
    city.sha256 = "0" * 64
    city.save()
    changed(city)
    ground.warm_up()
    assert "De Hoek cannot be shown" in caplog.text


def test_the_neighbourhood_of_a_point(city):
    found = areas.areas_of(city)
    assert found.at(*lonlat("bakery")).name == "Hoekbuurt"
    assert found.at(*lonlat("mill")).name == "Molenbuurt"
    assert found.at(0.0, 0.0) is None
    assert areas.codes_at(found, [lonlat("mill")[0], 0.0], [lonlat("mill")[1], 0.0]) == ["BU00010001", ""]


def test_the_middle_of_a_neighbourhood_is_where_people_live(city):
    row = areas.areas_of(city).rows[0]
    assert areas.middle_of(city, row) == pytest.approx(lonlat("square"), abs=1e-4)


def test_without_people_the_middle_lies_inside_the_outline(city):
    city.source.squares.all().update(inhabitants=0)
    row = areas.areas_of(city).rows[1]
    lon, lat = areas.middle_of(city, row)
    assert row.west < lon < row.east
    assert row.south < lat < row.north


def test_facilities_on_foot_are_weighted_by_people(city):
    found = areas.facilities_on_foot(city)
    near = {"bakery": 2, "square": 2, "church": 3, "school": 2}  # the mill lies 801 m from the square
    people = {"bakery": 10, "square": 40, "church": 5, "school": 20}
    wanted = sum(near[name] * people[name] for name in near) / sum(people.values())
    assert found["BU00010000"] == pytest.approx(wanted)


def test_the_backdrop_holds_what_touches_the_box(city):
    everything = backdrop(city, Box(6.55, 53.19, 6.60, 53.21))
    assert len(everything.minute) == 8
    east = backdrop(city, Box(6.57, 53.19, 6.60, 53.21))
    assert len(east.minute) == 1
    assert len(backdrop(city, Box(6.55, 53.19, 6.60, 53.21), lowest=1).minute) == 6
