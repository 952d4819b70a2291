"""Numbers the Dutch way, and never a nought for what we do not know."""

import pytest

from wooncirkel.apps.shared.wording import decimal, fixed, listed, round_figure, whole


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Dit weten we niet"),
        (0, "0"),
        (2, "minder dan 5"),
        (5, "5"),
        (15, "20"),
        (25, "30"),
        (11_904, "11.900"),
    ],
)
def test_round_figures(value, words):
    assert round_figure(value) == words


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [(None, 1, "Dit weten we niet"), (7, 1, "7"), (1.42, 1, "1,4"), (3351.2, 1, "3.351"), (-2.5, 1, "-2,5")],
)
def test_decimals(value, digits, words):
    assert decimal(value, digits) == words


def test_fixed_digits_and_thousands():
    assert fixed(3, 1) == "3,0"
    assert fixed(1234.5, 1) == "1.234,5"
    assert whole(61_380) == "61.380"


def test_lists_as_people_say_them():
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]
