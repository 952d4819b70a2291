"""Import what is a point: squares, postcodes, facilities."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from wooncirkel.apps.places.actions.sources import (
    CBS,
    Clock,
    Credit,
    ImportReport,
    one_at_a_time,
    replace_rows,
    save_source,
    slug_of,
    stated,
)
from wooncirkel.apps.places.models import Facility, FacilityKind, Pc6, Source, Square
from wooncirkel.apps.places.readers.facilities import read_facilities
from wooncirkel.apps.places.readers.postcodes import read_postcodes
from wooncirkel.apps.places.readers.report import Progress
from wooncirkel.apps.places.readers.rows import FacilityRow, PostcodeRow, SquareRow
from wooncirkel.apps.places.readers.squares import SquareYears, read_squares
from wooncirkel.apps.places.readers.values import year_in
from wooncirkel.apps.shared.files import sha256_of


def import_squares(
    *,
    file: Path,
    name: str,
    clock: Clock,
    year: int | None = None,
    credit: Credit = CBS,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read CBS squares and put them in the place of what `name` had for that year. BadFile: nothing is
    changed.
    """
    slug = slug_of(name)
    years, reading = read_squares(file, year=year, progress=progress)
    rows = reading.settle(skip_bad_rows=skip_bad_rows).rows
    report = ImportReport(f"Vierkanten van 100 meter {name} {years.people}")
    report.note(reading)
    key = f"squares-{slug}-{years.people}"
    with one_at_a_time():
        source = save_source(
            slug=key,
            title=report.title,
            credit=credit,
            year=years.people,
            sha256=sha256_of(file),
            clock=clock,
        )
        save_squares(source=source, years=years, rows=rows, report=report)
    return report


def save_squares(
    *, source: Source, years: SquareYears, rows: Sequence[SquareRow], report: ImportReport
) -> None:
    """Save squares in the place of those of their source. Inside the caller's transaction."""
    new = (
        Square(
            code=row.code,
            lon=row.lon,
            lat=row.lat,
            withheld=row.withheld,
            people_year=years.people,
            homes_year=years.homes,
            source=source,
            **row.counts,
        )
        for row in rows
    )
    report.removed += replace_rows(Square, new, unique=("code", "people_year"), source=source)
    report.kept["squares"] = len(rows)


def import_postcodes(
    *,
    file: Path,
    name: str,
    clock: Clock,
    year: int | None = None,
    credit: Credit | None = None,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read postcode areas and put a point of each in the place of what `name` had. BadFile: nothing is
    changed.
    """
    slug = slug_of(name)
    reading = read_postcodes(file, progress=progress)
    rows = reading.settle(skip_bad_rows=skip_bad_rows).rows
    report = ImportReport(f"Postcodes {name}")
    report.note(reading)
    with one_at_a_time():
        source = save_source(
            slug=f"postcodes-{slug}",
            title=report.title,
            credit=stated(credit, name),
            year=_year(year, file, clock),
            sha256=sha256_of(file),
            clock=clock,
        )
        save_postcodes(source=source, rows=rows, report=report)
    return report


def _year(year: int | None, file: Path, clock: Clock) -> int:
    return year or year_in(file.stem) or clock().year


def save_postcodes(*, source: Source, rows: Sequence[PostcodeRow], report: ImportReport) -> None:
    """Save postcodes in the place of those of their source. Inside the caller's transaction."""
    new = (Pc6(code=row.code, lon=row.lon, lat=row.lat, source=source) for row in rows)
    report.removed += replace_rows(Pc6, new, unique=("code",), source=source)
    report.kept["postcodes"] = len(rows)


def import_facilities(
    *,
    file: Path,
    name: str,
    clock: Clock,
    kind: FacilityKind | None = None,
    merge_within: float = 0,
    year: int | None = None,
    credit: Credit | None = None,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read facilities and put them in the place of what `name` had. BadFile: nothing is changed.

    `kind` is what every row is when the file does not say it; `merge_within` [m] makes one of namesakes
    near by.
    """
    slug = slug_of(name)
    reading = read_facilities(file, kind=kind, merge_within=merge_within, progress=progress)
    rows = reading.settle(skip_bad_rows=skip_bad_rows).rows
    report = ImportReport(f"Voorzieningen {name}")
    report.note(reading)
    with one_at_a_time():
        source = save_source(
            slug=f"facilities-{slug}",
            title=report.title,
            credit=stated(credit, name),
            year=_year(year, file, clock),
            sha256=sha256_of(file),
            clock=clock,
        )
        save_facilities(source=source, rows=rows, report=report)
    return report


def save_facilities(*, source: Source, rows: Sequence[FacilityRow], report: ImportReport) -> None:
    """Save facilities in the place of those of their source. Inside the caller's transaction."""
    new = (
        Facility(
            kind=row.kind,
            name=row.name,
            lon=row.lon,
            lat=row.lat,
            ref=row.ref,
            noted_on=row.noted_on,
            source=source,
        )
        for row in rows
    )
    report.removed += replace_rows(Facility, new, unique=("source", "ref"), source=source)
    report.kept = dict(Counter(report.kept) + Counter(facilities=len(rows)))
