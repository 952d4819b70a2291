"""What a reading says: good and bad rows, faults in two languages, progress."""

import re
from pathlib import Path

import numpy as np
import pytest

from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.readers import report
from wooncirkel.apps.places.readers.areas import read_areas
from wooncirkel.apps.places.readers.errors import FILE_FAULTS, ROW_FAULTS, BadFile, bad_file
from wooncirkel.apps.places.readers.report import Reading, RowsRefused, counting_on
from wooncirkel.apps.places.readers.rows import Lines


def test_one_bad_row_refuses_the_file_unless_it_may_be_skipped(tmp_path: Path) -> None:
    rows = [area(n) | {"geometry": block(n).wkt} for n in range(4)] + [area(9) | {"geometry": make.BOW_TIE}]
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", rows))
    with pytest.raises(RowsRefused, match="row 6: its polygon crosses itself") as caught:
        reading.settle(skip_bad_rows=False)
    assert "kruist zichzelf" in caught.value.dutch
    assert [rejection.row for rejection in caught.value.rejected] == ["row 6"]
    assert len(reading.settle(skip_bad_rows=True).rows) == 4


def test_more_than_half_bad_is_refused_even_then(tmp_path: Path) -> None:
    rows = [area(0) | {"geometry": block().wkt}] + [area(n) | {"geometry": make.BOW_TIE} for n in (1, 2)]
    _, reading = read_areas(make.write_csv(tmp_path / "b2017.csv", rows))
    with pytest.raises(RowsRefused, match="2 rows"):
        reading.settle(skip_bad_rows=True)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    file = make.write_csv(tmp_path / "b2017.csv", [area() | {"geometry": block().wkt}])
    read_areas(file, progress=lambda stage, done: told.append((stage, done)))
    assert told == [("read", 1)]


PLACEHOLDER = re.compile(r"{(\w+)[^}]*}")
SAMPLE = {
    "name": "buurt2017.csv",
    "limit": "200 MB",
    "accepted": "a shape",
    "detail": "it is not a GeoPackage",
    "count": 3,
    "crs": "WGS 84",
    "missing": "BU_CODE",
    "row": "row 6",
    "reason": "reden",
    "area": "BU00140000",
}


@pytest.mark.parametrize("code", FILE_FAULTS)
def test_every_fault_of_a_file_is_a_sentence_in_two_languages(code: str) -> None:
    names = {name for text in FILE_FAULTS[code] for name in PLACEHOLDER.findall(text)}
    error = bad_file(code, **{name: SAMPLE[name] for name in names})
    assert str(error) == error.english != error.dutch
    for sentence in (error.english, error.dutch):
        sentence = sentence if sentence.endswith(".") else f"{sentence}."
        assert re.fullmatch(r"[A-Zb][^{}\n]+[a-z0-9A-Z).'B]\.", sentence), sentence
        assert ".." not in sentence
        assert len(sentence.split()) >= 3
    assert set(PLACEHOLDER.findall(FILE_FAULTS[code][1])) <= set(PLACEHOLDER.findall(FILE_FAULTS[code][0]))


@pytest.mark.parametrize("code", ROW_FAULTS)
@pytest.mark.parametrize("count", [1, 2])
def test_every_fault_of_a_row_completes_a_sentence_in_two_languages(code: str, count: int) -> None:
    reading: Reading[str] = Reading("a.csv", ["good"])
    for number in range(count):
        reading.reject(f"row {number + 2}", code)
    with pytest.raises(RowsRefused) as caught:
        reading.settle(skip_bad_rows=False)
    english, dutch = ROW_FAULTS[code]
    rows, regels = ("2 rows", "zijn 2 regels") if count > 1 else ("1 row that", "is 1 regel")
    assert rows in caught.value.english
    assert caught.value.english.endswith(f"row 2: {english}; nothing was imported.")
    assert regels in caught.value.dutch
    assert f"row 2: {dutch}. Er is niets ingelezen." in caught.value.dutch


def test_every_fault_is_used() -> None:
    """A code that nobody raises is a sentence that nobody reads."""
    room = Path(report.__file__).parent.parent
    texts = [path.read_text() for path in room.rglob("*.py") if path.name != "errors.py"]
    for code in FILE_FAULTS | ROW_FAULTS:
        assert any(f'"{code}"' in text for text in texts), code


@pytest.mark.parametrize(
    ("good", "bad", "imported"), [(1, 0, True), (1, 1, True), (2, 3, False), (3, 3, True), (0, 1, False)]
)
def test_at_least_half_must_be_good(good: int, bad: int, imported: bool) -> None:
    reading: Reading[int] = Reading("a.csv", list(range(good)))
    for number in range(bad):
        reading.reject(f"row {number}", "code")
    if imported:
        assert reading.settle(skip_bad_rows=True) is reading
    else:
        with pytest.raises(BadFile):
            reading.settle(skip_bad_rows=True)


def test_one_row_of_ours_may_stand_for_many() -> None:
    """Streets are one row of many lines: three bad ones among a hundred may be skipped."""
    lines = Lines(np.zeros(200), np.zeros(200), np.arange(0, 202, 2), np.full(100, "path"))
    reading = Reading("a.shp", [lines], weigh=len)
    for number in range(3):
        reading.reject(f"feature {number}", "geometry")
    assert reading.good == 100
    assert reading.settle(skip_bad_rows=True).rows == [lines]


def test_what_is_left_out_is_said_when_nothing_is_left() -> None:
    reading: Reading[int] = Reading("a.csv")
    reading.leave_out("coffeeshop", 2)
    reading.leave_out("not in use", 0)
    with pytest.raises(BadFile, match=r"nothing that can be used \(left out: 2 coffeeshop\)\.$"):
        reading.settle(skip_bad_rows=False)


def test_a_code_is_new_once() -> None:
    reading: Reading[int] = Reading("a.csv")
    assert [reading.is_new(f"row {n}", code) for n, code in enumerate("abab")] == [True, True, False, False]
    assert [(bad.row, bad.english) for bad in reading.rejected] == [
        ("row 2", "its code occurs twice"),
        ("row 3", "its code occurs twice"),
    ]


def test_progress_counts_on() -> None:
    told: list[tuple[str, int]] = []
    reading: Reading[int] = Reading("a.csv", progress=counting_on(lambda *step: told.append(step), 10))
    for more in (5, 0, 2):
        reading.tick(more)
    assert told == [("read", 15), ("read", 15), ("read", 17)]
    assert counting_on(None, 10) is None
