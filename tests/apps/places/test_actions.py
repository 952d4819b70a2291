"""Importing: all or nothing, safe to repeat, a changed file takes the place of what its source had."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.core.management import call_command
from django.db import IntegrityError

from support import geofiles as make
from support.geofiles import LIECHTENSTEIN, area, block, everything
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.actions.focus import densest
from wooncirkel.apps.places.actions.laid import remove_unused_files
from wooncirkel.apps.places.actions.osm import import_osm
from wooncirkel.apps.places.actions.points import import_facilities, import_postcodes, import_squares
from wooncirkel.apps.places.actions.sources import Credit
from wooncirkel.apps.places.actions.streets import import_streets
from wooncirkel.apps.places.basemap import TilesError
from wooncirkel.apps.places.bridge.networks import NetworkFileError, load_network, local_projection
from wooncirkel.apps.places.models import (
    District,
    Facility,
    FacilityKind,
    Figure,
    Municipality,
    Neighbourhood,
    Network,
    Pc6,
    Source,
    Square,
    State,
)
from wooncirkel.apps.places.readers.errors import BadFile

pytestmark = [pytest.mark.database, pytest.mark.django_db]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.NETWORKS = tmp_path / "networks"


def areas_csv(folder: Path, count: int = 3, **values: Any) -> Path:
    """Some neighbourhoods side by side."""
    rows = [area(n, **values) | {"geometry": block(n).wkt} for n in range(count)]
    return make.write_csv(folder / "buurt2017.csv", rows)


def district_csv(folder: Path) -> Path:
    """The district around them."""
    row = {"WK_CODE": "WK001400", "WK_NAAM": "Centrum", "GM_CODE": "GM0014", "GM_NAAM": "Stad"}
    return make.write_csv(
        folder / "wijk2017.csv", [row | {"geometry": shapely.box(6.5, 53.2, 6.53, 53.21).wkt}]
    )


def streets_file(folder: Path, *, shift: float = 0.0) -> Path:
    """A cross of two streets."""
    lines = [
        shapely.LineString([(6.5 + shift, 53.2), (6.505, 53.205)]),
        shapely.LineString([(6.505, 53.205), (6.51, 53.2)]),
    ]
    return make.write_layer(
        folder / "fietstelweek2016.shp", [{"TYPE_WEG": "path"}, {"TYPE_WEG": "steps"}], lines
    )


def rows_but_time() -> Any:
    """Everything but the moment of import and, for rows that are made anew, nothing else."""
    return Source.objects.values_list("slug", "title", "sha256"), everything()["files"]


def test_areas_with_their_figures(tmp_path: Path) -> None:
    report = import_areas(files=[areas_csv(tmp_path), district_csv(tmp_path)], name="Stad", now=NOW)
    assert report.kept == {"municipalities": 1, "districts": 1, "neighbourhoods": 3}
    town = Municipality.objects.get()
    outline = shapely.from_wkb(bytes(town.outline))
    assert outline.symmetric_difference(shapely.box(6.5, 53.2, 6.53, 53.21)).area < 1e-12
    assert (town.west, town.north) == pytest.approx((6.5, 53.21))
    assert set(Neighbourhood.objects.values_list("district__name", flat=True)) == {"Centrum"}
    figure = Figure.objects.get(neighbourhood__cbs_code="BU00140000", name="inhabitants")
    assert (figure.value, figure.state, figure.year, figure.source.year) == (100, State.KNOWN, 2017, 2017)
    assert Figure.objects.get(neighbourhood__cbs_code="BU00140000", name="share_alone").state == State.UNKNOWN
    assert str(figure.source) == "CBS, 2017"


def test_the_same_areas_twice_are_the_same_rows(tmp_path: Path) -> None:
    files = [areas_csv(tmp_path)]
    import_areas(files=files, name="Stad", now=NOW)
    keys = list(Neighbourhood.objects.values_list("pk", "cbs_code"))
    report = import_areas(files=files, name="Stad", now=LATER)
    assert report.removed == 0
    assert list(Neighbourhood.objects.values_list("pk", "cbs_code")) == keys
    assert Figure.objects.count() == 33
    assert Source.objects.get().imported_at == LATER


def test_a_changed_file_takes_the_place_and_keeps_keys(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", now=NOW)
    first = Neighbourhood.objects.get(cbs_code="BU00140000").pk
    report = import_areas(files=[areas_csv(tmp_path, 2, AANT_INW=-99999999)], name="Stad", now=LATER)
    assert report.removed == 1
    assert Neighbourhood.objects.get(cbs_code="BU00140000").pk == first
    figure = Figure.objects.get(neighbourhood=first, name="inhabitants")
    assert (figure.value, figure.state) == (None, State.WITHHELD)
    assert Municipality.objects.get().east == pytest.approx(6.52)


def test_districts_that_come_later_are_linked(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", now=NOW)
    assert not Neighbourhood.objects.exclude(district=None).exists()
    import_areas(files=[district_csv(tmp_path)], name="Stad", now=NOW)
    assert Neighbourhood.objects.count() == 3
    assert Neighbourhood.objects.filter(district=District.objects.get()).count() == 3


def test_another_year_stands_beside_it(tmp_path: Path) -> None:
    file = areas_csv(tmp_path)
    import_areas(files=[file], name="Stad", now=NOW)
    import_areas(files=[file], name="Stad", now=NOW, year=2018)
    assert sorted(Neighbourhood.objects.values_list("cbs_year", flat=True)) == [2017] * 3 + [2018] * 3


def test_a_municipality_that_lost_its_parts_goes(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", now=NOW)
    other = [area(BU_CODE="BU00150000", GM_CODE="GM0015") | {"geometry": block().wkt}]
    import_areas(files=[make.write_csv(tmp_path / "b2017.csv", other)], name="Stad", now=NOW)
    assert list(Municipality.objects.values_list("cbs_code", flat=True)) == ["GM0015"]


def test_files_of_different_years_are_refused(tmp_path: Path) -> None:
    other = make.write_csv(tmp_path / "buurt2018.csv", [area() | {"geometry": block().wkt}])
    with pytest.raises(BadFile, match="different years"):
        import_areas(files=[areas_csv(tmp_path), other], name="Stad", now=NOW)
    assert not Source.objects.exists()


def test_a_name_without_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="letter"):
        import_areas(files=[areas_csv(tmp_path)], name="!!", now=NOW)


def test_squares(tmp_path: Path) -> None:
    rows = [{"C28992R100": f"E2330N58{n}0", "INW2014": 10 * n, "WON2012": -99997} for n in range(1, 4)]
    file = make.write_layer(tmp_path / "v.shp", rows, [block(n) for n in range(3)])
    for _ in range(2):
        report = import_squares(file=file, name="Stad", now=NOW)
    assert report.kept == {"squares": 3}
    square = Square.objects.get(code="E2330N5810")
    assert (square.inhabitants, square.homes, square.people_year, square.homes_year) == (10, None, 2014, 2012)
    assert square.withheld == 1 << Square.COUNTS.index("homes")
    smaller = make.write_layer(tmp_path / "w.shp", rows[:1], [block()])
    assert import_squares(file=smaller, name="Stad", now=NOW).removed == 2
    assert Square.objects.count() == 1


def test_postcodes(tmp_path: Path) -> None:
    rows = [{"POSTCODE": "9712AB"}, {"POSTCODE": "9712AC"}]
    file = make.write_layer(tmp_path / "p.shp", rows, [block(0), block(1)])
    import_postcodes(file=file, name="Stad", now=NOW)
    import_postcodes(file=file, name="Stad", now=NOW)
    assert [str(row) for row in Pc6.objects.all()] == ["9712 AB", "9712 AC"]
    assert Source.objects.get().licence == "niet opgegeven"


def test_facilities_of_two_sources_stand_apart(tmp_path: Path) -> None:
    one = make.write_csv(tmp_path / "a.csv", [{"kind": "library", "ref": "1", "lon": 6.5, "lat": 53.2}])
    two = make.write_csv(tmp_path / "b.csv", [{"naam": "De Stee", "ref": "1", "lon": 6.5, "lat": 53.2}])
    credit = Credit("Gemeente", "CC0", "Bron: Gemeente")
    import_facilities(file=one, name="Biebs", now=NOW, credit=credit)
    import_facilities(file=two, name="Huizen", now=NOW, kind=FacilityKind.COMMUNITY_CENTRE)
    import_facilities(file=one, name="Biebs", now=NOW, credit=credit)
    assert sorted(Facility.objects.values_list("kind", "source__holder")) == [
        ("community_centre", "Huizen"),
        ("library", "Gemeente"),
    ]


def test_streets_make_a_network(tmp_path: Path) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", now=NOW)
    report = import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    row = Network.objects.get()
    assert (row.slug, row.projection, row.coverage) == ("stad", "EPSG:28992", Network.Coverage.RIDDEN)
    assert (row.nodes, row.streets) == (3, 2)
    assert report.kept == {"streets": 2, "junctions and ends": 3}
    assert load_network(row.sha256).node_count == 3
    assert row.west == pytest.approx(6.5)
    assert {name.split(".")[1] for name, _ in everything()["files"]} == {"npz", "pmtiles"}


def test_the_same_streets_twice_are_the_same_files(tmp_path: Path) -> None:
    file = streets_file(tmp_path)
    import_streets(file=file, name="Stad", now=NOW)
    before = rows_but_time()
    key = Network.objects.get().pk
    import_streets(file=file, name="Stad", now=LATER)
    assert [list(part) for part in rows_but_time()] == [list(part) for part in before]
    assert Network.objects.get().pk == key


def test_changed_streets_take_the_place(tmp_path: Path) -> None:
    import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    first = Network.objects.get()
    import_streets(file=streets_file(tmp_path, shift=0.001), name="Stad", now=NOW)
    second = Network.objects.get()
    assert second.pk == first.pk
    assert second.sha256 != first.sha256


def test_the_map_opens_where_people_live(tmp_path: Path) -> None:
    rows = [{"C28992R100": "E2330N5810", "INW2014": 500}]
    squares = make.write_layer(tmp_path / "v.shp", rows, [shapely.box(6.504, 53.203, 6.506, 53.205)])
    import_squares(file=squares, name="Stad", now=NOW)
    import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    row = Network.objects.get()
    assert (row.focus_lon, row.focus_lat) == (6.505, 53.204)


def test_when_the_tiles_fail_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise TilesError("The base map could not be made: no.")

    monkeypatch.setattr("wooncirkel.apps.places.basemap._run", fail)
    before = everything()
    with pytest.raises(TilesError):
        import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    assert everything() == before


def test_when_the_database_refuses_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise IntegrityError("no")

    before = everything()
    monkeypatch.setattr(Network.objects, "update_or_create", fail)
    with pytest.raises(IntegrityError):
        import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    assert everything() == before


def test_a_damaged_network_is_refused(tmp_path: Path, settings: Any) -> None:
    import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
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


def test_a_whole_country_from_openstreetmap() -> None:
    for now in (NOW, LATER):
        report = import_osm(file=LIECHTENSTEIN, name="Liechtenstein", now=now)
    row = Network.objects.get()
    assert (row.slug, row.projection, row.coverage) == (
        "liechtenstein",
        "EPSG:32632",
        Network.Coverage.COMPLETE,
    )
    assert report.kept["facilities"] == Facility.objects.count() > 450
    assert not Square.objects.exists()
    assert Source.objects.get().year == 2015
    assert len(everything()["files"]) == 2
    assert 9.47 < row.focus_lon < 9.63


def run(*words: str, **options: Any) -> tuple[str, str]:
    """Run the command and return what it wrote on both streams."""
    out, err = io.StringIO(), io.StringIO()
    call_command("places", *words, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


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


def test_a_base_map_says_its_layers(tmp_path: Path, settings: Any) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", now=NOW)
    import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    tiles = Path(settings.NETWORKS) / f"{Network.objects.get().tiles_sha256}.pmtiles"
    metadata = make.pmtiles_metadata(tiles)
    assert {layer["id"] for layer in metadata["vector_layers"]} == {"streets", "borders", "names"}
    assert str(tmp_path) not in json.dumps(metadata)
    assert "bin/tippecanoe" not in json.dumps(metadata)


def test_files_that_no_network_names_go_after_a_week(tmp_path: Path, settings: Any) -> None:
    assert remove_unused_files(now=NOW) == 0
    import_streets(file=streets_file(tmp_path), name="Stad", now=NOW)
    import_streets(file=streets_file(tmp_path, shift=0.001), name="Stad", now=NOW)
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


def test_a_country_is_imported_in_little_time_and_memory(tmp_path: Path) -> None:
    """Peak of the program itself, which is far above that of the program that makes the tiles."""
    environment = os.environ | {"WOONCIRKEL_VAR": str(tmp_path / "var"), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "wooncirkel"]
    subprocess.run([*command, "migrate", "-v0"], env=environment, check=True)
    words = ["places", "import", "osm", str(LIECHTENSTEIN), "--name", "Liechtenstein"]
    child = subprocess.Popen(
        [*command, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert child.stdout is not None
    told = child.stdout.read().decode()
    child.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = status
    assert status == 0
    assert "503 facilities" in told
    assert used.ru_utime + used.ru_stime <= 10
    assert used.ru_maxrss <= 300 * 1024


def test_a_standing_demo_city_is_found_without_readers_and_engines(tmp_path: Path) -> None:
    code = (
        "import sys, django; django.setup(); import wooncirkel.apps.places.actions.demo; "
        "print(sorted({'numba', 'scipy', 'osmium', 'pyogrio', 'shapely', 'numpy'} & set(sys.modules)))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "wooncirkel.project.settings"}
    environment |= {"WOONCIRKEL_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
