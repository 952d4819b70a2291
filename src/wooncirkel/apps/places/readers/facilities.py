"""Facilities: GeoJSON, GeoPackage, CSV or shape, one place per row."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wooncirkel.apps.places.geography import METRES_PER_DEGREE
from wooncirkel.apps.places.models import FacilityKind
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.kinds import kind_by_tags, kind_by_word, sells_cannabis
from wooncirkel.apps.places.readers.layers import layers, resolve
from wooncirkel.apps.places.readers.places import POINTS, POLYGONS, located
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import FacilityRow
from wooncirkel.apps.places.readers.values import words

COLUMNS: dict[str, Sequence[str]] = {
    "kind": ("kind", "soort", "horecatype", "gebr_doel"),
    "name": ("name", "naam", "quayname", "openbare_r"),
    "ref": ("ref", "quaycode", "pandidenti", "@id", "osm_id", "id"),
    "noted_on": ("noted_on", "datum", "check_date", "mutation"),
    "status": ("status", "quaystatus"),
    "amenity": ("amenity",),
    "shop": ("shop",),
    "leisure": ("leisure",),
    "highway": ("highway",),
}
IN_USE = ("available", "verblijfsobject in gebruik")
LONGEST_NAME = 200
LONGEST_REF = 80


def read_facilities(
    path: Path, *, kind: FacilityKind | None = None, merge_within: float = 0, progress: Progress | None = None
) -> Reading[FacilityRow]:
    """Return the facilities of a file; `kind` is what all of them are, for a file that does not say it.

    Rows of one kind and one name within `merge_within` metres become one (the quays of a bus stop, the
    buildings of a school). Kinds that are not ours, coffeeshops and what is not in use are left out. A
    polygon gives a point inside.
    """
    reading: Reading[FacilityRow] = Reading(path.name, progress=progress)
    with layers(path) as found:
        columns = resolve(found[0].columns, COLUMNS)
        kind = kind or _implied(columns)
        if kind is None and not {"kind", "amenity", "shop", "leisure", "highway"} & set(columns):
            raise bad_file("columns", name=path.name, missing="kind (or give the kind of all rows)")
        _read(found[0], columns, kind, reading)
    _leave_out_twins(reading)
    if merge_within:
        before = len(reading.rows)
        reading.rows = merged(reading.rows, metres=merge_within)
        reading.leave_out("merged with one of the same name near by", before - len(reading.rows))
    return reading


def _implied(columns: dict[str, str]) -> FacilityKind | None:
    return FacilityKind.BUS_STOP if columns.get("ref", "").lower() == "quaycode" else None


def _read(
    layer: Any, columns: dict[str, str], kind: FacilityKind | None, reading: Reading[FacilityRow]
) -> None:
    wanted = list(dict.fromkeys(columns.values()))
    for batch in located(layer, wanted, reading, kinds=(*POINTS, *POLYGONS, 4)):
        points = shapely.point_on_surface(batch.geometry)
        for place, row in enumerate(batch.ids):
            values = {ours: words(batch.columns[theirs][place]) for ours, theirs in columns.items()}
            _read_row(row, values, kind, points[place], reading)


def _read_row(
    row: str,
    values: dict[str, str],
    kind: FacilityKind | None,
    point: shapely.Point,
    reading: Reading[FacilityRow],
) -> None:
    found = kind or kind_by_word(values.get("kind", "")) or kind_by_tags(values)
    name, ref = values.get("name", ""), values.get("ref", "")
    if reason := _reason_to_leave_out(found, name, values):
        reading.leave_out(reason)
    elif len(name) > LONGEST_NAME or len(ref) > LONGEST_REF:
        reading.reject(row, "name")
    elif found:
        lon, lat = round(float(point.x), 6), round(float(point.y), 6)
        try:
            noted_on = date.fromisoformat(values["noted_on"][:10]) if values.get("noted_on") else None
        except ValueError:
            reading.reject(row, "date")
            return
        ref = ref or f"{lon:.6f},{lat:.6f} {name}"[:LONGEST_REF]
        reading.rows.append(FacilityRow(found, name, lon, lat, ref, noted_on))


def _reason_to_leave_out(kind: FacilityKind | None, name: str, values: dict[str, str]) -> str:
    if kind is None:
        return f"of a kind we do not keep ({values.get('kind') or values.get('amenity') or 'none'})"
    if sells_cannabis(name):
        return "coffeeshop"
    status = values.get("status", "").lower()
    return "not in use" if status and not status.startswith(IN_USE) else ""


def _leave_out_twins(reading: Reading[FacilityRow]) -> None:
    first: dict[str, FacilityRow] = {}
    for row in reading.rows:
        first.setdefault(row.ref, row)
    reading.leave_out("with the key of another row", len(reading.rows) - len(first))
    reading.rows = list(first.values())


def merged(rows: Sequence[FacilityRow], *, metres: float) -> list[FacilityRow]:
    """Make one of rows with the same kind and name that stand within `metres` of each other, chains included.

    The one takes the middle of their places, the first key and the latest date. Rows come back in order of
    key.
    """
    same: dict[tuple[FacilityKind, str], list[FacilityRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.ref):
        same[row.kind, row.name.lower()].append(row)
    groups = (group for named in same.values() for group in _groups(named, metres))
    return sorted((_one(group) for group in groups), key=lambda row: row.ref)


def _groups(rows: list[FacilityRow], metres: float) -> list[list[FacilityRow]]:
    groups: list[list[FacilityRow]] = []
    for row in rows:
        near = [group for group in groups if any(_metres(row, other) <= metres for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([other for group in near for other in group] + [row])
    return groups


def _metres(a: FacilityRow, b: FacilityRow) -> float:
    east = (a.lon - b.lon) * math.cos(math.radians(a.lat))
    return METRES_PER_DEGREE * math.hypot(east, a.lat - b.lat)


def _one(group: list[FacilityRow]) -> FacilityRow:
    first = min(group, key=lambda row: row.ref)
    lon, lat = np.mean([row.lon for row in group]), np.mean([row.lat for row in group])
    dates = [row.noted_on for row in group if row.noted_on]
    noted_on = max(dates, default=None)
    return FacilityRow(
        first.kind, first.name, round(float(lon), 6), round(float(lat), 6), first.ref, noted_on
    )
