"""What people type: points, postcodes, names, numbers; and everything else."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from apps.places.city import lonlat, plek
from wooncirkel.apps.places import forms
from wooncirkel.apps.places.addresses import Address, Point


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("53.23,6.56", Point(6.56, 53.23)),
        (" 53.23 ; 6.56 ", Point(6.56, 53.23)),
        ("53.23 6.56", Point(6.56, 53.23)),
        ("-12.5,-70", Point(-70.0, -12.5)),
        ("53,2194 6,5665", Point(6.5665, 53.2194)),
        ("91,6", None),
        ("53.23,181", None),
        ("nan,6", None),
        ("53.23", None),
        ("9712 AB", None),
        ("1" * 500, None),
        ("", None),
    ],
)
def test_coordinates(text, point):
    assert forms.coordinates(text) == point


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_a_point(text):
    point = forms.coordinates(text)
    assert point is None or (abs(point.lat) <= 90 and abs(point.lon) <= 180)


@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=4), st.text(max_size=8))
def test_no_address_breaks_the_page(points, shown, number):
    query = QueryDict(mutable=True)
    query.setlist("plek", points)
    query["toon"], query["beschermd"] = shown, number
    address, errors = forms.read_address(query, "")
    assert len(address.points) <= 4
    assert 0 <= address.shown <= min(len(address.points), 3)
    assert all(sentence.endswith(".") for sentence in errors.values())


def test_an_address_says_what_it_read():
    query = QueryDict("plek=53.2,6.5&plek=53.3,6.6&toon=B&beschermd=30&ambulant=x&teams=-1")
    address, errors = forms.read_address(query, "hoek")
    assert address == Address("hoek", (Point(6.5, 53.2), Point(6.6, 53.3)), 1, 30)
    assert set(errors) == {"ambulant", "teams"}


def test_a_fifth_point_is_refused_with_a_sentence():
    query = QueryDict("&".join(["plek=53.2,6.5"] * 5))
    address, errors = forms.read_address(query, "")
    assert len(address.points) == 4
    assert errors == {"zoek": forms.TOO_MANY}


def test_weights_out_of_range_count_as_five():
    assert forms.read_weights({"zorg": "11", "voorzieningen": "٣"}) == {"zorg": 5, "voorzieningen": 5}
    assert forms.read_weights({"zorg": "0", "voorzieningen": "10"}) == {"zorg": 0, "voorzieningen": 10}


@pytest.mark.database
@pytest.mark.parametrize("text", ["9712AB", "9712 ab", " 9712  AB ", "9712"])
def test_a_postcode_in_any_writing(city, text):
    assert forms.find_place(text, city) == Point(*lonlat("square"))


@pytest.mark.database
def test_a_neighbourhood_a_facility_and_a_point(city):
    assert isinstance(forms.find_place("hoekbuurt", city), Point)
    assert forms.find_place("de bakker", city) == Point(*lonlat("bakery"))
    assert isinstance(forms.find_place(plek("church"), city), Point)


@pytest.mark.database
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", forms.NO_TEXT),
        ("  \0 ", forms.NO_TEXT),
        ("9999 ZZ", forms.NOT_FOUND.format("9999 ZZ")),
        ("Atlantis", forms.NOT_FOUND.format("Atlantis")),
        ("Hoekburt", forms.DID_YOU_MEAN.format("Hoekburt", "Hoekbuurt")),
        ("1234", forms.NOT_FOUND.format("1234")),
        ("52.0,4.3", forms.OUTSIDE),
        ("'; drop table places_pc6; --", forms.NOT_FOUND.format("'; drop table places_pc6; --")),
        ("\u202e" + "x" * 5000, forms.NOT_FOUND.format("\u202e" + "x" * 119)),
    ],
)
def test_what_cannot_be_found_gets_a_sentence(city, text, sentence):
    assert forms.find_place(text, city) == sentence
