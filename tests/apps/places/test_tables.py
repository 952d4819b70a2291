"""Rows of a table: rounding decides what is most, unknown is unknown."""

from types import SimpleNamespace

import pytest

from wooncirkel.apps.places import tables
from wooncirkel.apps.places.bridge.circles import Band, Circle, Count
from wooncirkel.apps.places.models import Square, State


def circle(inhabitants, cafes=0):
    counts = {name: Count(inhabitants, 0) for name in Square.COUNTS}
    band = Band(counts, {"cafe": cafes, "bus_stop": 0}, Count(5, 0), partly=False, streetless=Count(0, 0))
    return Circle(6.5, 53.2, {"walk": band, "older": band, "cycle": band})


def row(rows, label):
    return next(one for one in rows if one.label == label)


def test_one_circle_as_rows():
    rows = tables.circle_rows(circle(120, cafes=2), ["cafe", "bus_stop"])
    assert row(rows, "Mensen").cells == (tables.Cell(120),) * 3
    assert row(rows, "Cafés en eethuizen").cells[0] == tables.Cell(2, exact=True)
    assert row(rows, "Bushaltes").cells[0] == tables.Cell(0, exact=True)


def test_a_kind_that_nobody_counted_is_unknown():
    rows = tables.circle_rows(circle(120, cafes=None), ["cafe"])
    assert row(rows, "Cafés en eethuizen").cells[0] == tables.Cell(None, exact=True)


def test_what_is_near_is_said_in_words():
    band = circle(120, cafes=1).bands["walk"]
    assert tables.near(band, ["cafe", "bus_stop"]) == ["1 café of eethuis"]


def test_what_is_left_out_is_gathered_from_the_widest_circle():
    assert tables.notes(circle(120)) == tables.Notes(0, 0, 0, partly=False)


def test_the_largest_of_a_row_is_marked():
    cells = row(tables.compared_rows([circle(120), circle(300)], []), "Mensen, lopen").cells
    assert [cell.most for cell in cells] == [False, True]


def test_numbers_that_read_the_same_are_equal():
    cells = row(tables.compared_rows([circle(181), circle(179)], []), "Mensen, lopen").cells
    assert [cell.most for cell in cells] == [False, False]


def test_an_unknown_number_is_never_the_most():
    cells = row(tables.compared_rows([circle(None), circle(20), circle(40)], []), "Mensen, lopen").cells
    assert [cell.value for cell in cells] == [None, 20, 40]
    assert [cell.most for cell in cells] == [False, False, True]


def figure(value):
    return SimpleNamespace(value=value, state=State.KNOWN, year=2017, source=SimpleNamespace(holder="CBS"))


def test_the_city_adds_counts_and_weighs_shares():
    parts = {
        1: {"inhabitants": figure(100), "share_65_up": figure(10)},
        2: {"inhabitants": figure(300), "share_65_up": figure(30)},
        3: {"inhabitants": figure(50)},
    }
    found = tables.city_figures(parts)
    assert found["inhabitants"] == 450
    assert found["share_65_up"] == pytest.approx(25)
    assert "share_alone" not in found


def test_a_figure_without_a_row_is_unknown():
    area = SimpleNamespace(cbs_year=2017, source=SimpleNamespace(holder="CBS"))
    rows = tables.figure_rows(area, {"inhabitants": figure(100)}, {"inhabitants": 450.0})
    assert (rows[0].value, rows[0].city, rows[0].source) == (100, 450.0, "CBS, 2017")
    assert (rows[1].value, rows[1].state) == (None, State.UNKNOWN)
