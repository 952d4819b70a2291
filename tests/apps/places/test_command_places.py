"""`wooncirkel places`: what it says, what it takes, the report of rejected rows."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from apps.places.importing import areas_csv, facilities_csv, run
from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.basemap import TilesError
from wooncirkel.apps.places.management.rejections import safe, write_rejections
from wooncirkel.apps.places.models import Source
from wooncirkel.apps.places.readers.report import Rejection

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]


def test_the_command_tells_what_it_did(tmp_path: Path) -> None:
    rows = [area(n) | {"geometry": block(n).wkt} for n in range(40)]
    rows += [area(50 + n) | {"geometry": make.BOW_TIE} for n in range(22)]
    file = make.write_csv(tmp_path / "buurt2017.csv", rows)
    out, err = run("import", "areas", str(file), "--name", "Stad", "--skip-bad-rows")
    assert "40 neighbourhoods" in out
    assert err.count("crosses itself") == 20
    assert "and 2 more" in err
    assert "read: 62" in err
    listed, _ = run("list")
    assert "areas-stad-2017" in listed


def test_the_command_takes_a_credit(tmp_path: Path) -> None:
    words = ("--credit", "Bron: CBS, bewerkt", "--licence", "CC BY 4.0", "--holder", "CBS", "--year", "2016")
    run("import", "areas", str(areas_csv(tmp_path)), "--name", "Stad", *words)
    source = Source.objects.get()
    assert (source.credit, source.licence, source.year) == ("Bron: CBS, bewerkt", "CC BY 4.0", 2016)


def with_bad_rows(folder: Path, good: int, bad: int) -> Path:
    """Neighbourhoods of which some cross themselves."""
    rows = [area(n) | {"geometry": block(n).wkt} for n in range(good)]
    rows += [area(50 + n) | {"geometry": make.BOW_TIE} for n in range(bad)]
    return make.write_csv(folder / "buurt2017.csv", rows)


def lines_of(path: Path) -> list[list[str]]:
    """The cells of a report."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("skip", [True, False])
def test_the_report_holds_every_rejected_row(skip: bool, tmp_path: Path) -> None:
    file, report = with_bad_rows(tmp_path, 40, 33), tmp_path / "bad.csv"
    words = ["import", "areas", str(file), "--name", "Stad", "--report", str(report)]
    if skip:
        run(*words, "--skip-bad-rows")
    else:
        with pytest.raises(CommandError, match="33 rows"):
            run(*words)
    header, *rows = lines_of(report)
    assert header == ["row", "reason"]
    assert rows == [[f"row {n}", "its polygon crosses itself"] for n in range(42, 75)]


def test_a_report_without_rejected_rows_says_so(tmp_path: Path) -> None:
    report = tmp_path / "bad.csv"
    run("import", "areas", str(areas_csv(tmp_path)), "--name", "Stad", "--report", str(report))
    assert lines_of(report) == [["row", "reason"]]


@pytest.mark.parametrize("start", ["=1+1", "+31", "-5", "@A1", "\t=1", "\r=1"])
def test_no_cell_of_a_report_is_a_formula(start: str, tmp_path: Path) -> None:
    report = tmp_path / "bad.csv"
    write_rejections(report, [Rejection(start, "code"), Rejection("row 1", "code")])
    assert [row[0] for row in lines_of(report)] == ["row", f"'{start}", "row 1"]
    assert safe(f"a{start}") == f"a{start}"


@pytest.mark.parametrize("place", ["folder", "nowhere/bad.csv", "buurt2017.csv", "./folder/../buurt2017.csv"])
def test_a_report_without_a_place_changes_nothing(place: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    file = areas_csv(tmp_path)
    before = file.read_bytes()
    with pytest.raises(CommandError, match="The report") as caught:
        run("import", "areas", str(file), "--name", "Stad", "--report", str(tmp_path / place))
    assert caught.value.returncode == 2
    assert file.read_bytes() == before
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--year", "1899"),
        ("--year", "\u0662\u0660\u0661\u0667"),
        ("--credit", "c" * 301),
        ("--holder", "h" * 201),
        ("--licence", ""),
        ("--name", "n" * 121),
    ],
)
def test_words_that_cannot_be_are_refused(words: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="argument"):
        run("import", "areas", str(areas_csv(tmp_path)), *words)
    assert not Source.objects.exists()


@pytest.mark.parametrize("metres", ["nan", "inf", "-1", "ver", "10001"])
def test_a_distance_is_a_distance(metres: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="argument --merge-within: a distance is a number from 0"):
        run(
            "import",
            "facilities",
            str(facilities_csv(tmp_path, "a")),
            "--name",
            "A",
            "--merge-within",
            metres,
        )


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (OSError(28, "No space left on device"), "The disk refuses: No space left on device."),
        (OSError("odd"), "The disk refuses: odd."),
        (OperationalError("database is locked\nLINE 1"), "The database refuses: database is locked."),
        (
            TilesError("The base map took longer than 3600 seconds."),
            "The base map took longer than 3600 seconds.",
        ),
    ],
)
def test_what_is_nobody_s_fault_ends_in_1(
    fault: Exception, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: Any) -> None:
        raise fault

    monkeypatch.setattr("wooncirkel.apps.places.actions.areas.import_areas", fail)
    with pytest.raises(CommandError) as caught:
        run("import", "areas", str(areas_csv(tmp_path)), "--name", "Stad")
    assert (str(caught.value), caught.value.returncode) == (sentence, 1)


def test_streets_with_some_bad_lines_are_imported_when_asked(
    tmp_path: Path, networks: Path, quick_tiles: None
) -> None:
    lines = [f"LINESTRING (6.5 53.{200 + n}, 6.51 53.{200 + n})" for n in range(7)]
    rows = [{"highway": "path", "geometry": wkt} for wkt in [*lines, "", "POINT (6.5 53.2)", ""]]
    file = make.write_csv(tmp_path / "s2024.csv", rows)
    with pytest.raises(CommandError, match="3 rows"):
        run("import", "streets", str(file), "--name", "Stad")
    out, err = run("import", "streets", str(file), "--name", "Stad", "--skip-bad-rows")
    assert "7 streets" in out
    assert "row 9: it has no usable geometry" in err
    assert "row 10: its geometry is of the wrong kind" in err


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "buurt2017.csv")
    with pytest.raises(CommandError, match="cannot be opened for reading"):
        run("import", "areas", str(tmp_path / "buurt2017.csv"), "--name", "Stad")
