"""The address holds the whole drawing."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from wooncirkel.apps.places.addresses import Address, Point, written
from wooncirkel.apps.places.forms import read_address

A, B, C = Point(6.5, 53.2), Point(6.6, 53.3), Point(6.7, 53.4)
points = st.builds(
    Point, st.integers(-18_000_000, 18_000_000).map(lambda n: n / 1e5), st.integers(-90, 90).map(float)
)


def test_a_new_point_takes_the_place_of_the_one_shown():
    assert Address(points=(A, B), shown=1).with_point(C).points == (A, C)


def test_a_point_after_the_last_one_comes_beside():
    address = Address(points=(A, B)).showing(2)
    assert address.adding
    assert address.letter == "C"
    assert address.with_point(C).points == (A, B, C)


def test_taking_a_point_away_shows_one_that_is_left():
    address = Address(points=(A, B), shown=1).without(1)
    assert address == Address(points=(A,), shown=0)
    assert Address(points=(A,)).without(0) == Address()


def test_what_goes_without_saying_is_not_in_the_address():
    assert Address().url() == "/cirkel-tekenen/"
    assert Address(points=(A,)).url() == "/cirkel-tekenen/?plek=53.20000,6.50000"
    assert (
        Address(points=(A, B), shown=1, sheltered=30)
        .url("circle-paper")
        .endswith("raad.pdf?plek=53.20000,6.50000&plek=53.30000,6.60000&toon=B&beschermd=30")
    )


def test_a_path_without_questions_has_no_question_mark():
    assert written("/waar/", []) == "/waar/"


@given(st.lists(points.filter(lambda point: abs(point.lon) <= 180), max_size=4), st.integers(0, 4))
def test_reading_an_address_gives_back_what_was_written(chosen, shown):
    address = Address(points=tuple(chosen), shown=min(shown, len(chosen), 3))
    again, errors = read_address(QueryDict(address.url().partition("?")[2]), "")
    assert not errors
    assert again == address
