"""Whatever stands in a file, a reader gives rows or says in a sentence what is wrong."""

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.models import FacilityKind, Square, State
from wooncirkel.apps.places.readers.areas import read_areas
from wooncirkel.apps.places.readers.errors import ROW_FAULTS, BadFile
from wooncirkel.apps.places.readers.facilities import read_facilities
from wooncirkel.apps.places.readers.pbf import check_frames
from wooncirkel.apps.places.readers.postcodes import read_postcodes
from wooncirkel.apps.places.readers.report import Reading
from wooncirkel.apps.places.readers.squares import read_squares
from wooncirkel.apps.places.readers.streets import read_streets

Read = Callable[[Path], Reading[Any]]
READERS: dict[str, Read] = {
    "areas": lambda path: read_areas(path, year=2017)[1],
    "squares": lambda path: read_squares(path, year=2017)[1],
    "postcodes": read_postcodes,
    "facilities": read_facilities,
    "merged": lambda path: read_facilities(path, kind=FacilityKind.CAFE, merge_within=100),
    "streets": read_streets,
}
HEADERS = ["BU_CODE", "BU_NAAM", "GM_CODE", "AANT_INW", "WATER", "C28992R100", "INW2017", "POSTCODE", "kind"]
HEADERS += ["name", "ref", "datum", "status", "highway"]
NAMES = ["a.csv", "a.geojson", "a.gpkg", "a.shp", "a.zip"]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["BU00140000", "GM0014", "E2330N5810", "9712AB", "cafe", "residential", "2024-01-01", "JA", "x"]
    ),
    st.floats().map(str),
    st.integers().map(str),
)
NUMBERS = st.one_of(st.floats(6, 7), st.floats(50, 54), st.floats(), st.integers(-(10**6), 10**6))
PAIRS = st.lists(NUMBERS, min_size=0, max_size=3)
RINGS = st.lists(PAIRS, max_size=5)
PARTS = st.lists(RINGS, max_size=2)
GEOMETRIES = st.one_of(
    st.none(),
    st.builds(dict, type=st.just("Point"), coordinates=PAIRS),
    st.builds(dict, type=st.just("LineString"), coordinates=RINGS),
    st.builds(
        dict, type=st.sampled_from(["Polygon", "MultiLineString"]), coordinates=st.lists(RINGS, max_size=2)
    ),
    st.builds(dict, type=st.sampled_from(["Point", "GeometryCollection", "Curve"]), geometries=st.just([])),
    st.text(max_size=5),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
calmly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows_or_a_sentence(read: Read, name: str, content: bytes) -> None:
    """Read content as a file of that name, and check what comes of it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            reading = read(file)
        except BadFile as error:
            said = error.english
        else:
            said = ""
    assert "\n" not in said
    assert folder not in said
    if said:
        return
    for bad in reading.rejected:
        assert bad.code in ROW_FAULTS
    for row in reading.rows:
        lon, lat = np.atleast_1d(getattr(row, "lon", 0)), np.atleast_1d(getattr(row, "lat", 0))
        assert (np.abs(lon) <= 180).all()
        assert (np.abs(lat) <= 90).all()


@pytest.mark.parametrize("kind", READERS)
@calmly
@given(content=st.binary(max_size=200), name=st.sampled_from(NAMES))
def test_any_bytes(kind: str, content: bytes, name: str) -> None:
    rows_or_a_sentence(READERS[kind], name, content)


@pytest.mark.parametrize("kind", READERS)
@calmly
@given(
    rows=st.lists(st.lists(CELLS, min_size=len(HEADERS), max_size=len(HEADERS)), max_size=4),
    places=st.lists(st.one_of(CELLS, st.just(block().wkt), st.just(make.BOW_TIE)), min_size=4, max_size=4),
)
def test_any_cells_in_csv(kind: str, rows: list[list[str]], places: list[str]) -> None:
    table = [[*HEADERS, "geometry"], *([*row, place] for row, place in zip(rows, places, strict=False))]
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table)
    rows_or_a_sentence(READERS[kind], "a.csv", text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", READERS)
@calmly
@given(features=st.lists(st.tuples(st.lists(CELLS, min_size=14, max_size=14), GEOMETRIES), max_size=4))
def test_any_features_in_geojson(kind: str, features: list[tuple[list[str], Any]]) -> None:
    found = [
        {"type": "Feature", "properties": dict(zip(HEADERS, cells, strict=True)), "geometry": geometry}
        for cells, geometry in features
    ]
    text = json.dumps({"type": "FeatureCollection", "features": found})
    rows_or_a_sentence(READERS[kind], "a.geojson", text.encode())


@calmly
@given(st.dictionaries(st.sampled_from(["type", "features", "crs", "x"]), JSON) | JSON)
def test_any_json(content: Any) -> None:
    rows_or_a_sentence(read_facilities, "a.geojson", json.dumps(content).encode())


@pytest.mark.parametrize("column", ["AANT_INW", "P_65_EO_JR"])
@calmly
@given(cell=CELLS)
def test_any_cell_is_known_withheld_unknown_or_refused(column: str, cell: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        row = area(**{column: cell}) | {"geometry": block().wkt}
        try:
            _, reading = read_areas(make.write_csv(Path(folder) / "b2017.csv", [row]))
        except (BadFile, UnicodeEncodeError):
            return
    assert len(reading.rows) + len(reading.rejected) == 1
    for found in reading.rows:
        for state, value in found.figures.values():
            assert (value is not None) == (state is State.KNOWN)
            assert value is None or value >= 0


@calmly
@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_after_a_sound_header_of_a_pbf(content: bytes, cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.osm.pbf"
        file.write_bytes((make.PBF_HEADER + content)[: cut or None] or b"x")
        with suppress(BadFile):
            check_frames(file)


@pytest.mark.parametrize("suffix", [".shp", ".dbf", ".shx", ".prj"])
def test_noise_in_any_part_of_a_shape(suffix: str, tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    rows = [{"C28992R100": f"E233{n}N5810", "INW2014": 5} for n in range(5)]
    whole = make.write_layer(tmp_path / "v2014.shp", rows, [block(n) for n in range(5)])
    part = whole.with_suffix(suffix)
    sound = np.frombuffer(part.read_bytes(), dtype=np.uint8)
    for _ in range(25):
        noisy = sound.copy()
        noisy[random.integers(0, len(noisy), 4)] = random.integers(0, 256, 4)
        part.write_bytes(noisy.tobytes())
        with suppress(BadFile):
            for row in read_squares(whole)[1].rows:
                assert set(row.counts) == set(Square.COUNTS)


@pytest.mark.parametrize("shape", ["BOW_TIE", "spike", "nested", "point"])
def test_any_polygon_has_a_point(shape: str, tmp_path: Path) -> None:
    """A park whose border crosses itself still lies somewhere."""
    wkt = {
        "BOW_TIE": make.BOW_TIE,
        "spike": "POLYGON ((6.5 53.2, 6.6 53.2, 6.5 53.2, 6.5 53.2))",
        "nested": "MULTIPOLYGON (((6 53, 7 53, 7 54, 6 54, 6 53)), ((6.2 53.2, 6.8 53.2, 6 54, 6.2 53.2)))",
        "point": "POLYGON ((6.5 53.2, 6.5 53.2, 6.5 53.2, 6.5 53.2))",
    }[shape]
    assert not shapely.from_wkt(wkt).is_valid
    rows = [{"kind": "park", "geometry": wkt}, {"kind": "park", "geometry": block().wkt}]
    reading = read_facilities(make.write_csv(tmp_path / "p.csv", rows))
    assert len(reading.rows) + len(reading.rejected) == 2
    for row in reading.rows:
        assert 6 <= row.lon <= 7
        assert 53 <= row.lat <= 54
