"""No formula survives a file that we write, whatever a spreadsheet takes for the border of a cell."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wooncirkel.apps.shared.csvsafe import is_formula, safe_cell, written

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "  =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹢1",
    "﹣1",
    "﹦1",
    "﹫x",
    "−1",
    "\u200b=1",
    "\ufeff=1",
    "\u00a0=1",
    "\0=1",
    '"=1',
    "\u0301=1",
]
ODD = st.text(alphabet=st.sampled_from("=+-@＝−;,\t|\"' \n\r\0\u200babc"), max_size=12)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_seen(text: str) -> None:
    assert is_formula(text)
    assert not is_formula(safe_cell(text))


@pytest.mark.parametrize(
    "text", ["", "Saar", "1", "a=b", "van-der", "O'Neil", "'t Hart", "👩‍👩‍👧", "e@x.nl", "فاطمه"]
)
def test_a_plain_text_stays_as_it_is(text: str) -> None:
    assert not is_formula(text)
    assert safe_cell(text) == text


@given(st.text() | ODD)
@example("a;=1")
@example('a","=1')
@example("a\n=1")
def test_no_part_of_a_cell_is_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert len(cell.splitlines()) <= 1
    for border in ";,\t|":
        assert not any(is_formula(part) for part in cell.split(border))


@given(st.text() | ODD)
def test_guarding_twice_is_guarding_once(text: str) -> None:
    assert safe_cell(safe_cell(text)) == safe_cell(text)


@given(st.lists(st.lists(ODD | st.text(), min_size=2, max_size=3), max_size=4))
def test_a_file_reads_back_without_formulas(rows: list[list[str]]) -> None:
    text = written(rows).decode("utf-8-sig")
    back = list(csv.reader(StringIO(text, newline=""), delimiter=";", strict=True))
    assert [[safe_cell(cell) for cell in row] for row in rows] == back or any(
        "\ud800" <= s <= "\udfff" for s in text
    )
    for border in ";,\t|":
        for cells in csv.reader(StringIO(text, newline=""), delimiter=border):
            assert not any(is_formula(cell) for cell in cells)


def test_a_file_begins_with_its_mark_and_ends_its_lines_as_a_spreadsheet_does() -> None:
    assert written([["naam"], ["=1"]]) == b'\xef\xbb\xbf"naam"\r\n"\'=1"\r\n'
