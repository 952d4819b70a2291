"""Importing streets: the network, its files, and where the map opens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from apps.places.importing import NOW, a_day_later, areas_csv, at_noon, streets_file
from support import geofiles as make
from support.geofiles import everything
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.actions.focus import densest
from wooncirkel.apps.places.actions.laid import remove_unused_files
from wooncirkel.apps.places.actions.points import import_squares
from wooncirkel.apps.places.actions.streets import import_streets
from wooncirkel.apps.places.bridge.networks import NetworkFileError, load_network, local_projection
from wooncirkel.apps.places.models import (
    Network,
    Source,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]


def rows_but_time() -> Any:
    """Everything but the moment of import and, for rows that are made anew, nothing else."""
    return Source.objects.values_list("slug", "title", "sha256"), everything()["files"]


def test_streets_make_a_network(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
    report = import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    row = Network.objects.get()
    assert (row.slug, row.projection, row.coverage) == ("stad", "EPSG:28992", Network.Coverage.RIDDEN)
    assert (row.nodes, row.streets) == (3, 2)
    assert report.kept == {"streets": 2, "junctions and ends": 3}
    assert load_network(row.sha256).node_count == 3
    assert row.west == pytest.approx(6.5)
    assert {name.split(".")[1] for name, _ in everything()["files"]} == {"npz", "pmtiles"}


def test_the_same_streets_twice_are_the_same_files(tmp_path: Path) -> None:
    file = streets_file(tmp_path)
    import_streets(file=file, name="Stad", clock=at_noon)
    before = rows_but_time()
    key = Network.objects.get().pk
    import_streets(file=file, name="Stad", clock=a_day_later)
    assert [list(part) for part in rows_but_time()] == [list(part) for part in before]
    assert Network.objects.get().pk == key


def test_changed_streets_take_the_place(tmp_path: Path) -> None:
    import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    first = Network.objects.get()
    import_streets(file=streets_file(tmp_path, shift=0.001), name="Stad", clock=at_noon)
    second = Network.objects.get()
    assert second.pk == first.pk
    assert second.sha256 != first.sha256


def test_the_map_opens_where_people_live(tmp_path: Path) -> None:
    rows = [{"C28992R100": "E2330N5810", "INW2014": 500}]
    squares = make.write_layer(tmp_path / "v.shp", rows, [shapely.box(6.504, 53.203, 6.506, 53.205)])
    import_squares(file=squares, name="Stad", clock=at_noon)
    import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    row = Network.objects.get()
    assert (row.focus_lon, row.focus_lat) == (6.505, 53.204)


def test_a_damaged_network_is_refused(tmp_path: Path, settings: Any) -> None:
    import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    sha256 = Network.objects.get().sha256
    file = Path(settings.NETWORKS) / f"{sha256}.npz"
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(NetworkFileError, match="damaged"):
        load_network(sha256)
    file.unlink()
    with pytest.raises(NetworkFileError, match="missing"):
        load_network(sha256)


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [(6.5, 53.2, "EPSG:28992"), (9.5, 47.1, "EPSG:32632"), (-70, -33, "EPSG:32719"), (180, 10, "EPSG:32660")],
)
def test_distances_are_measured_in_a_local_projection(lon: float, lat: float, crs: str) -> None:
    assert local_projection(lon, lat) == crs


def test_the_densest_place() -> None:
    lon, lat = np.array([6.5, 6.5001, 6.5002, 6.9]), np.array([53.2, 53.2, 53.2, 53.4])
    assert densest(lon, lat, np.ones(4)) == (6.5001, 53.2)
    assert densest(lon, lat, np.array([1.0, 1, 1, 9])) == (6.9, 53.4)
    assert densest(lon[:1], lat[:1], np.zeros(1)) == (6.5, 53.2)


def test_files_that_no_network_names_go_after_a_week(tmp_path: Path, settings: Any) -> None:
    assert remove_unused_files(now=NOW) == 0
    import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    import_streets(file=streets_file(tmp_path, shift=0.001), name="Stad", clock=at_noon)
    folder = Path(settings.NETWORKS)
    (folder / ".new-half").write_bytes(b"half")
    assert len(everything()["files"]) == 5
    written = datetime.fromtimestamp(max(file.stat().st_mtime for file in folder.iterdir()), UTC)
    assert remove_unused_files(now=written + timedelta(days=6)) == 0
    assert remove_unused_files(now=written + timedelta(days=8)) == 3
    row = Network.objects.get()
    assert [name for name, _ in everything()["files"]] == sorted(
        [f"{row.sha256}.npz", f"{row.tiles_sha256}.pmtiles"]
    )
