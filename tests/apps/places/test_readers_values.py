"""Numbers, words and years out of foreign files; missing is never 0."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wooncirkel.apps.places.models import State
from wooncirkel.apps.places.readers.values import NotANumberError, count, figure, number, words, year_in


@pytest.mark.parametrize(
    "raw", [-99997, -99998, -99999999, "-99997", "-99999999.0", ".", "geheim", "x", " GEHEIM "]
)
def test_what_is_withheld_is_not_0(raw: Any) -> None:
    assert figure(raw) == (State.WITHHELD, None)
    assert count(raw) == (State.WITHHELD, None)


@pytest.mark.parametrize("raw", [None, "", "  ", float("nan"), "NaN"])
def test_what_is_missing_is_unknown(raw: Any) -> None:
    assert figure(raw) == (State.UNKNOWN, None)


@pytest.mark.parametrize(
    ("raw", "value"), [(0, 0), ("0", 0), ("12", 12), ("1.5", 1.5), ("1,5", 1.5), (2.0, 2)]
)
def test_what_is_known_keeps_its_value(raw: Any, value: float) -> None:
    assert figure(raw) == (State.KNOWN, value)


@pytest.mark.parametrize(
    "raw", ["many", "1_000", "inf", "-inf", "1e400", "12 people", "0x10", "1.234,5", "=1+1"]
)
def test_text_is_no_number(raw: str) -> None:
    with pytest.raises(NotANumberError):
        figure(raw)


def test_a_count_is_whole() -> None:
    assert count("5.0") == (State.KNOWN, 5)
    with pytest.raises(NotANumberError):
        count("5.5")


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(raw: str) -> None:
    try:
        state, value = figure(raw)
    except NotANumberError:
        return
    assert (value is None) == (state is not State.KNOWN)
    assert value is None or 0 <= value < 2**31


@given(st.floats(-1e9, 1e9))
def test_a_number_comes_back(value: float) -> None:
    assert number(repr(value)) == value


@given(st.text())
def test_words_stand_on_one_line_without_control_characters(raw: str) -> None:
    clean = words(raw)
    assert clean == words(clean)
    assert not any(ord(sign) < 32 for sign in clean)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("buurt2017", 2017),
        ("wijkenbuurten_2023_v1", 2023),
        ("vierkant100m2014", 2014),
        ("a20171", None),
        ("", None),
    ],
)
def test_the_year_in_a_name(text: str, year: int | None) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1 234", 1234),
        ("12\u2009345,6", 12345.6),
        ("1\u202f234\u202f567", 1234567),
        ("1\u00a0234.5", 1234.5),
        ("+7", 7),
        (" 3,25 ", 3.25),
        ("\u20091,5\u2009", 1.5),
        ("1e3", 1000),
        (np.int32(4), 4),
        (np.float64(0.5), 0.5),
    ],
)
def test_numbers_as_people_write_them(raw: Any, value: float) -> None:
    assert number(raw) == value


@pytest.mark.parametrize(
    "raw", ["1 23", "12 3456", "1234 567", "1  234", "1 234 ", "", "2147483648", "-1e10"]
)
def test_what_only_looks_like_a_number(raw: str) -> None:
    if raw.strip() == "1 234":
        assert number(raw) == 1234
        return
    with pytest.raises(NotANumberError):
        number(raw)


SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u202f"])


@given(st.integers(-(2**31) + 2, 2**31 - 2), st.integers(0, 99), SPACES)
def test_grouping_and_a_comma_change_no_number(whole: int, part: int, space: str) -> None:
    plain = float(f"{whole}.{part:02d}")
    assert number(f"{whole:,}".replace(",", space) + f",{part:02d}") == plain
    assert number(f"{whole},{part:02d}") == plain


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.dates()))
def test_any_cell_is_a_figure_a_count_or_refused(raw: Any) -> None:
    for read in (figure, count):
        try:
            state, value = read(raw)
        except NotANumberError:
            continue
        assert (value is not None) == (state is State.KNOWN)
    assert isinstance(words(raw), str)
