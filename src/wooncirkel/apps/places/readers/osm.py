"""OpenStreetMap extracts (PBF), read as a stream: streets, facilities, and the ground for the base map."""

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osmium

from wooncirkel.apps.places.readers import osm_ground
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.files import existing
from wooncirkel.apps.places.readers.kinds import kind_by_tags, sells_cannabis
from wooncirkel.apps.places.readers.osm_rules import HIGHWAYS, use_of
from wooncirkel.apps.places.readers.pbf import check_frames
from wooncirkel.apps.places.readers.report import Progress, Reading
from wooncirkel.apps.places.readers.rows import FacilityRow, Lines
from wooncirkel.apps.places.readers.values import words, year_in

STREET_KEYS = ("highway",)
PLACE_KEYS = ("amenity", "shop", "leisure", "place")
AREA_KEYS = ("amenity", "shop", "leisure", "building", "natural", "landuse", "waterway", "water")
KEYS = tuple(dict.fromkeys(STREET_KEYS + PLACE_KEYS + AREA_KEYS))
FROM_DISK = 100 << 20
"""From this size of file on, the places of nodes are kept on disk instead of in memory."""
EVERY = 200_000
UNDEFINED = 2**31 - 1
DEGREE = 1e7
WAY_NAMES = tuple(HIGHWAYS)
LONGEST_NAME = 200

OnGround = Callable[[str, str, str, dict[str, str]], None]
"""Called with layer, kind, geometry as GeoJSON text and further texts, for each thing on the base map."""


def read_osm(
    path: Path, *, on_ground: OnGround | None = None, progress: Progress | None = None
) -> tuple[int | None, Reading[Lines], Reading[FacilityRow]]:
    """Return the year of the extract (None when it does not say), its streets and its facilities.

    Streets are split where they meet. A node that the extract does not hold ends a street there. BadFile
    when the file is damaged, cut off or claims what cannot be; water, green, buildings and names go to
    `on_ground` on the way.
    """
    existing(path)
    check_frames(path)
    streets = _Streets(path.name, progress)
    places = _Places(path.name, on_ground)
    for thing in _things(path):
        if thing.is_way():
            streets.add(thing)
            places.add_line(thing)
        elif thing.is_node():
            places.add_node(thing)
        elif thing.is_area():
            places.add_area(thing)
    return _year(path), streets.reading(), places.facilities


def _things(path: Path) -> Iterator[Any]:
    """Yield tagged nodes, ways and areas; whatever osmium finds wrong is a BadFile."""
    try:
        with _index(path) as index:
            found = osmium.FileProcessor(str(path)).with_locations(index)
            found = found.with_areas(osmium.filter.KeyFilter(*AREA_KEYS))
            yield from found.with_filter(osmium.filter.KeyFilter(*KEYS))
    except (RuntimeError, ValueError, IndexError, OverflowError, MemoryError) as error:
        raise bad_file("broken", name=path.name, detail="it cannot be read to the end") from error


@contextmanager
def _index(path: Path) -> Iterator[str]:
    if path.stat().st_size < FROM_DISK:
        yield "flex_mem"
        return
    with tempfile.TemporaryDirectory(prefix="wooncirkel-") as folder:
        yield f"sparse_file_array,{folder}/nodes"


def _year(path: Path) -> int | None:
    header = osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING).header()
    return year_in(header.get("osmosis_replication_timestamp", "")[:4]) or year_in(path.stem)


class _Streets:
    """Collects the ways that one may walk or cycle on, as flat arrays of small numbers."""

    def __init__(self, name: str, progress: Progress | None) -> None:
        self.result: Reading[Lines] = Reading(name, progress=progress, weigh=len)
        self.refs, self.lon, self.lat = array("q"), array("i"), array("i")
        self.starts, self.codes = array("q"), array("B")

    def add(self, way: Any) -> None:
        """Add a way when somebody may use it."""
        tags = dict(way.tags)
        if "highway" not in tags:
            return
        use = use_of(tags)
        if use is None:
            self.result.leave_out("closed to walking and cycling, or no street")
            return
        code = WAY_NAMES.index(use.way) << 3 | use.foot << 2 | use.forward << 1 | use.backward
        for piece in _pieces(way.nodes):
            self.starts.append(len(self.refs))
            self.codes.append(code)
            for node in piece:
                self.refs.append(node.ref)
                self.lon.append(node.x)
                self.lat.append(node.y)
        if len(self.codes) - self.result.done >= EVERY:
            self.result.tick(len(self.codes) - self.result.done)

    def reading(self) -> Reading[Lines]:
        """Return the streets, split where they meet."""
        if len(self.codes):
            self.result.rows.append(self._lines())
        self.result.tick(len(self.codes) - self.result.done)
        return self.result

    def _lines(self) -> Lines:
        starts = np.append(np.frombuffer(self.starts, dtype=np.int64), len(self.refs))
        take, indptr, owner = split_where_they_meet(np.frombuffer(self.refs, dtype=np.int64), starts)
        codes = np.frombuffer(self.codes, dtype=np.uint8)[owner]
        return Lines(
            np.frombuffer(self.lon, dtype=np.int32)[take] / DEGREE,
            np.frombuffer(self.lat, dtype=np.int32)[take] / DEGREE,
            indptr,
            np.array(WAY_NAMES, dtype=np.str_)[codes >> 3],
            (codes >> 2 & 1).astype(bool),
            (codes >> 1 & 1).astype(bool),
            (codes & 1).astype(bool),
        )


def _pieces(nodes: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield runs of at least two different nodes whose place is in the extract."""
    run: list[Any] = []
    for node in nodes:
        if node.x == UNDEFINED:
            if len(run) > 1:
                yield run
            run = []
        elif not run or run[-1].ref != node.ref:
            run.append(node)
    if len(run) > 1:
        yield run


def split_where_they_meet(
    refs: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Split lines at every node that occurs more than once.

    `refs` (p,) node of each point, `starts` (n + 1,) first point of each line. Returns the point to
    take for each new point, the new pointer (m + 1,), and for each new line the line it is a part of (m,).
    """
    _, number, counts = np.unique(refs, return_inverse=True, return_counts=True)
    inside = np.ones(len(refs), dtype=bool)
    inside[starts[:-1]] = inside[starts[1:] - 1] = False
    cut = inside & (counts[number] > 1)
    copies = 1 + cut.astype(np.int64)
    take = np.repeat(np.arange(len(refs)), copies)
    begins = np.sort(np.concatenate([starts[:-1], np.flatnonzero(cut)]))
    indptr = np.append((np.cumsum(copies) - 1)[begins], len(take))
    owner = np.searchsorted(starts, begins, side="right") - 1
    return take, indptr, owner


class _Places:
    """Collects facilities, and hands the ground on."""

    def __init__(self, name: str, on_ground: OnGround | None) -> None:
        self.facilities: Reading[FacilityRow] = Reading(name)
        self.on_ground = on_ground
        self.text = osmium.geom.GeoJSONFactory()

    def add_node(self, node: Any) -> None:
        """Take a facility or the name of a place."""
        tags = dict(node.tags)
        self._facility(tags, f"node/{node.id}", node.location.lon, node.location.lat)
        if self.on_ground and (kind := osm_ground.PLACES.get(tags.get("place", ""))) and tags.get("name"):
            self.on_ground("names", kind, self.text.create_point(node), {"name": words(tags["name"])[:120]})

    def add_line(self, way: Any) -> None:
        """Take a stream or river."""
        if self.on_ground and way.tags.get("waterway") in osm_ground.STREAMS:
            text = self._drawn(self.text.create_linestring, way)
            if text:
                self.on_ground("water", "line", text, {})

    def add_area(self, area: Any) -> None:
        """Take a facility that is drawn as an area, and the ground."""
        tags = dict(area.tags)
        if kind_by_tags(tags):
            lon, lat = _middle(area)
            self._facility(tags, f"{'way' if area.from_way() else 'relation'}/{area.orig_id()}", lon, lat)
        found = osm_ground.ground_of(tags) if self.on_ground else None
        text = self._drawn(self.text.create_multipolygon, area) if found else ""
        if self.on_ground and found and text:
            self.on_ground(*found, text, {})

    def _drawn(self, draw: Callable[[Any], str], thing: Any) -> str:
        try:
            return draw(thing)
        except RuntimeError:  # a line or ring that the extract does not hold whole
            self.facilities.leave_out("on the base map: not whole in this extract")
            return ""

    def _facility(self, tags: dict[str, str], ref: str, lon: float, lat: float) -> None:
        kind = kind_by_tags(tags)
        name = words(tags.get("name"))[:LONGEST_NAME]
        if kind is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return
        if sells_cannabis(name):
            self.facilities.leave_out("coffeeshop")
        elif tags.get("access") in {"no", "private"}:
            self.facilities.leave_out("facility closed to the public")
        else:
            row = FacilityRow(kind, name, round(lon, 6), round(lat, 6), ref, _checked_on(tags))
            self.facilities.rows.append(row)


def _middle(area: Any) -> tuple[float, float]:
    """Return the mean of the corners of the largest outer ring: near enough for a park or a school."""
    ring = max(area.outer_rings(), key=len)
    corners = [(node.lon, node.lat) for node in ring]
    lon, lat = np.mean(corners[1:] or corners, axis=0)
    return float(lon), float(lat)


def _checked_on(tags: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(tags.get("check_date", ""))
    except ValueError:
        return None
