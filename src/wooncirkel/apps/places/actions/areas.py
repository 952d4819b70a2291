"""Import municipalities, districts and neighbourhoods with their figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import shapely

from wooncirkel.apps.places.actions.sources import (
    CBS,
    Clock,
    Credit,
    ImportReport,
    hash_of,
    one_at_a_time,
    remove,
    replace_rows,
    save_source,
    slug_of,
)
from wooncirkel.apps.places.models import District, Figure, Municipality, Neighbourhood, Source
from wooncirkel.apps.places.readers.areas import read_areas
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.report import Progress, counting_on
from wooncirkel.apps.places.readers.rows import AreaRow

KEY = ("cbs_code", "cbs_year")


def import_areas(
    *,
    files: Sequence[Path],
    name: str,
    clock: Clock,
    year: int | None = None,
    credit: Credit = CBS,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read one or several CBS files of one year and put their areas in the place of what `name` had for
    that year.

    BadFile when a file is refused; then nothing is changed. An outline of a municipality that no file
    gives is the union of its parts.
    """
    slug = slug_of(name)
    report = ImportReport(f"Wijk- en buurtkaart {name}")
    cbs_year, rows = _read(files, year, report, skip_bad_rows=skip_bad_rows, progress=progress)
    report.title += f" {cbs_year}"
    sha256 = hash_of(files)
    with one_at_a_time():
        source = save_source(
            slug=f"areas-{slug}-{cbs_year}",
            title=report.title,
            credit=credit,
            year=cbs_year,
            sha256=sha256,
            clock=clock,
        )
        save_areas(source=source, year=cbs_year, rows=rows, report=report)
    return report


def _read(
    files: Sequence[Path],
    year: int | None,
    report: ImportReport,
    *,
    skip_bad_rows: bool,
    progress: Progress | None,
) -> tuple[int, list[AreaRow]]:
    """Return the one year of all files, and their areas."""
    rows: list[AreaRow] = []
    years, done = set(), 0
    for file in files:
        found, reading = read_areas(file, year=year, progress=counting_on(progress, done))
        if len(files) > 1:
            reading.rejected = [replace(bad, row=f"{file.name} {bad.row}") for bad in reading.rejected]
        rows += reading.settle(skip_bad_rows=skip_bad_rows).rows
        report.note(reading)
        years.add(found)
        done += reading.done
    if len(years) != 1:
        raise bad_file("years", name=files[-1].name)
    twice = [code for code, times in Counter(row.code for row in rows).items() if times > 1]
    if twice:
        raise bad_file("twice", area=twice[0])
    return years.pop(), rows


def save_areas(*, source: Source, year: int, rows: Sequence[AreaRow], report: ImportReport) -> None:
    """Save areas of one year; levels that `rows` do not hold stay as they are. Inside the caller's
    transaction.
    """
    towns = _save_municipalities(source, year, rows)
    districts = [row for row in rows if row.level == "district"]
    neighbourhoods = [row for row in rows if row.level == "neighbourhood"]
    if districts:
        new = [
            District(municipality_id=towns[row.municipality], **_area(row, source, year)) for row in districts
        ]
        report.removed += replace_rows(District, new, unique=KEY, source=source, cbs_year=year)
    if neighbourhoods:
        new_ones = [
            Neighbourhood(municipality_id=towns[row.municipality], **_area(row, source, year))
            for row in neighbourhoods
        ]
        report.removed += replace_rows(Neighbourhood, new_ones, unique=KEY, source=source, cbs_year=year)
        _save_figures(source, year, neighbourhoods)
    report.removed += _remove_empty_municipalities(source, year, {row.municipality for row in rows})
    _link_districts(year)
    report.kept |= {
        "municipalities": len({row.municipality for row in rows}),
        "districts": len(districts),
        "neighbourhoods": len(neighbourhoods),
    }


def _area(row: AreaRow, source: Source, year: int) -> dict[str, Any]:
    return _fields(row.code, row.name, row.outline, source, year)


def _fields(code: str, name: str, outline: Any, source: Source, year: int) -> dict[str, Any]:
    west, south, east, north = (float(value) for value in shapely.bounds(outline))
    box = {"west": west, "south": south, "east": east, "north": north}
    outline = shapely.to_wkb(outline)
    return {"cbs_code": code, "cbs_year": year, "name": name, "outline": outline, "source": source} | box


def _save_municipalities(source: Source, year: int, rows: Sequence[AreaRow]) -> dict[str, int]:
    """Save the municipalities that rows name, and return their keys by code; what another source gave
    stays.
    """
    given = {row.code: row for row in rows if row.level == "municipality"}
    others = (
        Municipality.objects.filter(cbs_year=year).exclude(source=source).values_list("cbs_code", flat=True)
    )
    taken = set(others) - set(given)
    made = [_area(row, source, year) for row in given.values()]
    for code, parts in _parts(rows).items():
        if code not in given and code not in taken:
            outline = shapely.union_all([part.outline for part in parts])
            made.append(_fields(code, parts[0].municipality_name, outline, source, year))
    if made:
        fields = [name for name in made[0] if name not in KEY]
        new = [Municipality(**values) for values in made]
        Municipality.objects.bulk_create(new, update_conflicts=True, unique_fields=KEY, update_fields=fields)
    return dict(Municipality.objects.filter(cbs_year=year).values_list("cbs_code", "pk"))


def _parts(rows: Iterable[AreaRow]) -> dict[str, list[AreaRow]]:
    """Return the parts of each municipality: its neighbourhoods, or its districts where it has no others."""
    found: dict[str, list[AreaRow]] = defaultdict(list)
    for row in rows:
        if row.level != "municipality":
            found[row.municipality].append(row)
    finest = {
        code: min(parts, key=lambda row: row.level != "neighbourhood").level for code, parts in found.items()
    }
    return {code: [row for row in parts if row.level == finest[code]] for code, parts in found.items()}


def _save_figures(source: Source, year: int, rows: Sequence[AreaRow]) -> None:
    keys = dict(Neighbourhood.objects.filter(source=source, cbs_year=year).values_list("cbs_code", "pk"))
    new = [
        Figure(neighbourhood_id=keys[row.code], name=name, value=value, state=state, year=year, source=source)
        for row in rows
        for name, (state, value) in row.figures.items()
    ]
    replace_rows(Figure, new, unique=("neighbourhood", "name", "year"), source=source)


def _remove_empty_municipalities(source: Source, year: int, named: set[str]) -> int:
    """Remove municipalities that this source made before, names no more, and in which nothing lies."""
    empty = Municipality.objects.filter(source=source, cbs_year=year, neighbourhoods=None, districts=None)
    return remove(Municipality, list(empty.exclude(cbs_code__in=named).values_list("pk", flat=True)))


def _link_districts(year: int) -> None:
    """A neighbourhood lies in the district whose six digits its own code begins with (CBS)."""
    districts = dict(District.objects.filter(cbs_year=year).values_list("cbs_code", "pk"))
    rows = list(Neighbourhood.objects.filter(cbs_year=year).only("pk", "cbs_code", "district_id"))
    changed = []
    for row in rows:
        district = districts.get("WK" + row.cbs_code[2:8])
        if row.district_id != district:
            row.district_id = district
            changed.append(row)
    Neighbourhood.objects.bulk_update(changed, ["district"], batch_size=500)
