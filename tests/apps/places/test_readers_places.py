"""Where things lie: from any projection to degrees, and what cannot lie where it says."""

from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from support import geofiles as make
from support.geofiles import area, block
from wooncirkel.apps.places.bridge.networks import build_network, local_projection
from wooncirkel.apps.places.geography import DUTCH_GRID, METRES_PER_DEGREE, NETHERLANDS, WGS84
from wooncirkel.apps.places.readers.areas import read_areas
from wooncirkel.apps.places.readers.errors import BadFile
from wooncirkel.apps.places.readers.facilities import read_facilities

TO_RD = pyproj.Transformer.from_crs(WGS84, DUTCH_GRID, always_xy=True)
FROM_RD = pyproj.Transformer.from_crs(DUTCH_GRID, WGS84, always_xy=True)
GEOD = pyproj.Geod(ellps="WGS84")
TOWERS = {
    "Onze Lieve Vrouwetoren, Amersfoort": ((155_000.0, 463_000.0), (5.38720621, 52.15517440)),
    "Westertoren, Amsterdam": ((120_700.723, 487_525.502), (4.88352559, 52.37453253)),
    "Martinitoren, Groningen": ((233_883.131, 582_065.167), (6.56820053, 53.21938317)),
}
"""Church towers in RD [m] and WGS84 [degrees]: Schreutelkamp and Strang van Hees, 2001."""


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance along the ellipsoid."""
    return float(GEOD.inv(*a, *b)[2])


@pytest.mark.parametrize("name", TOWERS)
def test_a_tower_in_rd_lands_where_it_stands(name: str, tmp_path: Path) -> None:
    rd, degrees = TOWERS[name]
    file = make.write_layer(tmp_path / "t.gpkg", [{"kind": "worship"}], [shapely.Point(rd)], DUTCH_GRID)
    row = read_facilities(file).rows[0]
    assert metres((row.lon, row.lat), degrees) < 0.5


@given(st.floats(10_000, 280_000), st.floats(300_000, 625_000))
def test_rd_to_degrees_and_back(x: float, y: float) -> None:
    assert np.hypot(*np.subtract(TO_RD.transform(*FROM_RD.transform(x, y)), (x, y))) < 0.5


@given(st.floats(3.4, 7.2), st.floats(50.8, 53.5))
def test_degrees_to_rd_and_back(lon: float, lat: float) -> None:
    assert metres(FROM_RD.transform(*TO_RD.transform(lon, lat)), (lon, lat)) < 0.5


@given(st.floats(-179.9, 179.9), st.floats(-79, 83), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_lengths_in_the_local_projection_are_lengths_on_the_ground(
    lon: float, lat: float, east: float, north: float
) -> None:
    there = (min(max(lon + east, -180), 180), lat + north)
    move = pyproj.Transformer.from_crs(WGS84, local_projection(lon, lat), always_xy=True)
    flat = float(np.hypot(*np.subtract(move.transform(*there), move.transform(lon, lat))))
    assert flat == pytest.approx(metres((lon, lat), there), rel=2e-3, abs=0.01)


@pytest.mark.parametrize("lat", [51.0, 53.2])
def test_a_degree_has_so_many_metres(lat: float) -> None:
    assert metres((6.0, lat), (6.0, lat + 0.01)) / 0.01 == pytest.approx(METRES_PER_DEGREE, rel=2e-3)
    east = METRES_PER_DEGREE * np.cos(np.radians(lat))
    assert metres((6.0, lat), (6.01, lat)) / 0.01 == pytest.approx(east, rel=3e-3)


def test_the_country_is_one_box_for_reading_and_measuring() -> None:
    west, south, east, north = NETHERLANDS
    for lon, lat in ((west, south), (east, north), (5.387, 52.155)):
        assert local_projection(lon, lat) == DUTCH_GRID
    assert local_projection(east + 0.01, south) != DUTCH_GRID
    for _, (lon, lat) in TOWERS.values():
        assert west < lon < east
        assert south < lat < north


def test_a_street_is_as_long_as_it_is() -> None:
    lon, lat = FROM_RD.transform([233_000.0, 234_000.0], [582_000.0, 582_000.0])
    network, projection = build_network(
        lon=np.array(lon), lat=np.array(lat), indptr=np.array([0, 2]), ways=np.array(["path"]), access=None
    )
    assert projection == DUTCH_GRID
    assert float(network.length[0]) == pytest.approx(1000, abs=0.5)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:28992", "EPSG:32631", "EPSG:3857", "EPSG:4258"])
@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
def test_any_projection_gives_the_same_place(crs: str, suffix: str, tmp_path: Path) -> None:
    move = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    outline = shapely.transform(block(), lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))
    file = make.write_layer(tmp_path / f"b2017{suffix}", [area()], [outline], crs)
    _, reading = read_areas(file)
    outline, half_a_metre = reading.rows[0].outline, 0.5 / METRES_PER_DEGREE
    assert shapely.hausdorff_distance(outline, block()) < half_a_metre


def test_geojson_may_name_its_projection(tmp_path: Path) -> None:
    x, y = TOWERS["Martinitoren, Groningen"][0]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    file = make.write_geojson(tmp_path / "t.geojson", [({"kind": "worship"}, make.point(x, y))], crs=crs)
    row = read_facilities(file).rows[0]
    assert metres((row.lon, row.lat), TOWERS["Martinitoren, Groningen"][1]) < 0.5


@pytest.mark.parametrize(
    "crs",
    [{"type": "link"}, {"type": "name", "properties": {"name": "Amersfoort"}}, "RD", {"properties": [1]}],
)
def test_a_projection_that_is_not_named_well_is_refused(crs: Any, tmp_path: Path) -> None:
    file = make.write_geojson(tmp_path / "t.geojson", [({"kind": "worship"}, make.point())], crs=crs)
    with pytest.raises(BadFile, match="projection that we do not know"):
        read_facilities(file)


def test_one_row_in_the_wrong_projection_is_that_row_s_fault(tmp_path: Path) -> None:
    places = [block(n) for n in range(3)] + [shapely.box(233000, 581000, 234000, 582000)]
    file = make.write_layer(tmp_path / "b2017.gpkg", [area(n) for n in range(4)], places)
    _, reading = read_areas(file)
    assert [(bad.row, bad.code) for bad in reading.rejected] == [("feature 4", "contradiction")]
    assert len(reading.rows) == 3


def test_a_layer_is_not_blamed_for_the_one_before(tmp_path: Path) -> None:
    """Three of ten districts lie wrong; the one neighbourhood after them lies well."""
    town = {"gemeentecode": "GM0014", "gemeentenaam": "Stad"}
    wrong = shapely.box(233000, 581000, 234000, 582000)
    rows = [town | {"wijkcode": f"WK0014{n:02d}", "wijknaam": "Wijk"} for n in range(10)]
    file = make.write_layer(
        tmp_path / "b2023.gpkg", rows, [block(n) if n > 2 else wrong for n in range(10)], layer="wijken"
    )
    row = town | {"buurtcode": "BU00140000", "buurtnaam": "Buurt"}
    make.write_layer(file, [row], [block()], layer="buurten", append=True)
    _, reading = read_areas(file)
    assert len(reading.settle(skip_bad_rows=True).rows) == 8
