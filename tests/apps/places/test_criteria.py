"""Three criteria, each apart; what is unknown stays unknown."""

from types import SimpleNamespace

import pytest

from wooncirkel.apps.places.capacity import Remark, remarks
from wooncirkel.apps.places.criteria import assess

ROWS = [SimpleNamespace(pk=n, cbs_code=f"BU{n}") for n in range(3)]
EQUAL = {"zorg": 5, "voorzieningen": 5}


def figures(older, alone):
    pairs = zip(older, alone, strict=True)
    return {
        n: {"share_65_up": SimpleNamespace(value=one), "share_alone": SimpleNamespace(value=two)}
        for n, (one, two) in enumerate(pairs)
    }


def test_the_lowest_of_the_city_is_nought_and_the_highest_ten():
    found = assess(ROWS, figures([10, 20, 30], [40, 60, 80]), {"BU0": 8.0, "BU1": 4.0, "BU2": 0.0}, EQUAL)
    assert [line.demand for line in found] == [0, 5, 10]
    assert [line.scarcity for line in found] == [0, 5, 10]
    assert [line.together for line in found] == [0, 5, 10]


def test_weights_move_the_sum():
    found = assess(
        ROWS,
        figures([10, 20, 30], [10, 20, 30]),
        {"BU0": 0.0, "BU1": 5.0, "BU2": 10.0},
        {"zorg": 3, "voorzieningen": 1},
    )
    assert [line.together for line in found] == pytest.approx([2.5, 5.0, 7.5])


def test_an_unknown_figure_is_never_nought():
    found = assess(ROWS, figures([None, 20, 30], [40, 60, 80]), {"BU1": 4.0, "BU2": 0.0}, EQUAL)
    assert (found[0].older, found[0].demand, found[0].reached, found[0].together) == (None, None, None, None)
    assert found[0].alone == 40
    assert found[1].demand is not None


def test_no_weight_no_sum():
    found = assess(ROWS, figures([1, 2, 3], [1, 2, 3]), {"BU0": 1.0}, {"zorg": 0, "voorzieningen": 0})
    assert [line.together for line in found] == [None, None, None]


def test_equal_neighbourhoods_are_in_the_middle():
    found = assess(ROWS, figures([7, 7, 7], [7, 7, 7]), {"BU0": 1.0, "BU1": 1.0, "BU2": 1.0}, EQUAL)
    assert [line.together for line in found] == [5, 5, 5]


def test_a_deviation_is_explained_and_what_was_not_given_is_silent():
    assert remarks(sheltered=None, ambulant=None, teams=None) == []
    found = remarks(sheltered=12, ambulant=100, teams=3)
    assert found == [
        Remark("sheltered", 12, 20, 35, "few"),
        Remark("ambulant", 100, 50, 100, "fits"),
        Remark("teams", 3, 1, 2, "many"),
    ]
