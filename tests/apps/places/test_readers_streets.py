"""Streets out of a file of lines."""

from pathlib import Path
from typing import Any

import pytest
import shapely

from support import geofiles as make
from wooncirkel.apps.places.readers.errors import BadFile
from wooncirkel.apps.places.readers.report import RowsRefused
from wooncirkel.apps.places.readers.streets import joined, read_streets


def test_streets_keep_class_and_shape(tmp_path: Path) -> None:
    lines = [
        shapely.LineString([(6.5, 53.2), (6.51, 53.2), (6.52, 53.21)]),
        shapely.LineString([(6.5, 53.2), (6.5, 53.3)]),
    ]
    rows = [{"TYPE_WEG": "residential", "SNELHEID": "0"}, {"TYPE_WEG": "", "SNELHEID": "fast"}]
    found = read_streets(make.write_layer(tmp_path / "s.shp", rows, lines)).rows[0]
    assert found.ways.tolist() == ["residential", "unknown"]
    assert found.indptr.tolist() == [0, 3, 5]
    assert found.lon.tolist() == [6.5, 6.51, 6.52, 6.5, 6.5]
    assert found.foot is None


def line(*east: float, north: float = 53.2) -> Any:
    """A line from west to east."""
    return shapely.LineString([(lon, north) for lon in east])


def csv_of(folder: Path, *rows: tuple[str, str]) -> Path:
    """Streets as (class, WKT) in a CSV file."""
    return make.write_csv(folder / "s.csv", [{"highway": way, "geometry": wkt} for way, wkt in rows])


def test_a_worked_file(tmp_path: Path) -> None:
    """Counted by hand: two lines of one row, one of another; two not built; one of no kind."""
    parts = shapely.MultiLineString([line(6.5, 6.51), line(6.52, 6.53, 6.54)])
    reading = read_streets(
        csv_of(
            tmp_path,
            ("path", parts.wkt),
            ("Construction", line(6.5, 6.6).wkt),
            ("proposed", line(6.5, 6.6).wkt),
            ("", line(6.55, 6.56).wkt),
            ("path", "POINT (6.5 53.2)"),
        )
    )
    lines = reading.rows[0]
    assert lines.ways.tolist() == ["path", "path", "unknown"]
    assert lines.indptr.tolist() == [0, 2, 5, 7]
    assert lines.lon.tolist() == [6.5, 6.51, 6.52, 6.53, 6.54, 6.55, 6.56]
    assert (len(lines), reading.good) == (3, 3)
    assert dict(reading.left_out) == {"not built yet": 2}
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("row 6", "shape_kind")]


def test_bad_lines_are_weighed_against_good_lines(tmp_path: Path) -> None:
    """Streets come back as one row; three bad ones among ten are not three of four."""
    good = [("path", line(6.5, 6.51, north=53.2 + n / 1000).wkt) for n in range(7)]
    bad = [("path", "")] * 3
    reading = read_streets(csv_of(tmp_path, *good, *bad))
    with pytest.raises(RowsRefused, match="3 rows"):
        reading.settle(skip_bad_rows=False)
    assert len(reading.settle(skip_bad_rows=True).rows[0]) == 7
    worse = read_streets(csv_of(tmp_path, *good[:2], *bad))
    with pytest.raises(RowsRefused, match="3 rows"):
        worse.settle(skip_bad_rows=True)


def test_nothing_built_is_nothing(tmp_path: Path) -> None:
    reading = read_streets(csv_of(tmp_path, ("construction", line(6.5, 6.6).wkt)))
    assert reading.rows == []
    with pytest.raises(BadFile, match="1 not built yet"):
        reading.settle(skip_bad_rows=False)


def test_a_file_of_several_batches_is_one_set_of_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("path", line(6.5, 6.51, north=53.2 + n / 1000).wkt) for n in range(7)]
    whole = read_streets(csv_of(tmp_path, *rows)).rows[0]
    monkeypatch.setattr("wooncirkel.apps.places.readers.csvfile.BATCH", 2)
    told: list[int] = []
    parts = read_streets(csv_of(tmp_path, *rows), progress=lambda _, done: told.append(done)).rows[0]
    assert parts.lat.tolist() == whole.lat.tolist()
    assert parts.indptr.tolist() == whole.indptr.tolist()
    assert told == [2, 4, 6, 7]


def test_no_lines_joined_are_no_lines() -> None:
    assert len(joined([])) == 0


@pytest.mark.parametrize("column", ["TYPE_WEG", "highway", "fclass", "wegtype", "Highway"])
def test_the_class_has_several_names(column: str, tmp_path: Path) -> None:
    file = make.write_layer(tmp_path / "s.gpkg", [{column: "Residential"}], [line(6.5, 6.51)])
    assert read_streets(file).rows[0].ways.tolist() == ["residential"]
