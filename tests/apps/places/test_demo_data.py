"""The demo city in the package: whole, small, the same each time it is packed, loaded once."""

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from apps.places.importing import NOW, at_noon
from support import geofiles as make
from support.geofiles import everything
from wooncirkel.apps.places.actions.demo import DEMO, DemoDamagedError, load_demo
from wooncirkel.apps.places.actions.packing import SOURCES
from wooncirkel.apps.places.bridge.networks import load_network
from wooncirkel.apps.places.models import Facility, Figure, Neighbourhood, Network, Pc6, Source, Square, State
from wooncirkel.apps.shared.files import sha256_of

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]

MEGABYTE = 1 << 20


def test_the_demo_city_stands() -> None:
    report = load_demo(clock=at_noon)
    assert report.kept["neighbourhoods"] == Neighbourhood.objects.count() == 108
    assert Square.objects.count() == 3441
    assert Pc6.objects.count() == 5496
    assert 1000 < Facility.objects.count() < 1100
    assert set(Facility.objects.order_by().values_list("kind", flat=True).distinct()) == {
        "cafe",
        "bus_stop",
        "school",
    }
    row = Network.objects.get()
    assert (row.coverage, row.projection) == (Network.Coverage.RIDDEN, "EPSG:28992")
    assert load_network(row.sha256).street_count == row.streets == 57350
    assert row.nodes == 47658
    assert abs(row.focus_lon - 6.5665) < 0.02
    assert abs(row.focus_lat - 53.2194) < 0.01


def test_figures_say_their_year_source_and_state() -> None:
    load_demo(clock=at_noon)
    total = sum(Figure.objects.filter(name="inhabitants").values_list("value", flat=True))
    assert total == 202_515
    assert Figure.objects.filter(name="share_alone", state=State.WITHHELD).count() == 15
    assert set(Figure.objects.order_by().values_list("year", "source__holder").distinct()) == {(2017, "CBS")}
    known = [value for value in Square.objects.values_list("inhabitants", flat=True) if value is not None]
    assert min(known) == 0
    assert len(known) == 3441 - 221
    assert set(Source.objects.values_list("licence", flat=True)) == {entry[2] for entry in SOURCES.values()}


def test_no_facility_sells_cannabis_and_no_stop_counts_twice() -> None:
    load_demo(clock=at_noon)
    assert not Facility.objects.filter(name__icontains="coffeeshop").exists()
    stops = np.array(
        list(Facility.objects.filter(kind="bus_stop", name="Hoofdstation").values_list("lon", "lat"))
    )
    assert len(stops) <= 2


def test_a_second_time_nothing_is_done() -> None:
    load_demo(clock=at_noon)
    before = everything()
    started = time.perf_counter()
    report = load_demo(clock=lambda: NOW + timedelta(days=1))
    assert report.unchanged
    assert time.perf_counter() - started < 0.2
    assert everything() == before


def test_a_lost_file_is_put_back(settings: Any) -> None:
    load_demo(clock=at_noon)
    before = everything()["files"]
    shutil.rmtree(settings.NETWORKS)
    assert not load_demo(clock=at_noon).unchanged
    assert everything()["files"] == before


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    call_command("demo")
    said = capsys.readouterr()
    assert "108 neighbourhoods" in said.err
    assert "loaded before" in said.err
    assert said.out == ""


def test_a_damaged_package_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(DEMO, folder)
    (folder / "squares.json.gz").write_bytes(b"")
    before = everything()
    with pytest.raises(DemoDamagedError, match="squares"):
        load_demo(clock=at_noon, folder=folder)
    assert everything() == before


@pytest.mark.parametrize("text", [None, b"", b"{", b"\xff"])
def test_a_package_without_its_manifest_changes_nothing(text: bytes | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_bytes(text)
    with pytest.raises(DemoDamagedError, match=r"manifest\.json is damaged"):
        load_demo(clock=at_noon, folder=tmp_path)
    assert not Source.objects.exists()


def test_the_command_says_that_the_package_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise DemoDamagedError("The demo file x is damaged; install the program again.")

    monkeypatch.setattr("wooncirkel.apps.front.management.commands.demo.load_demo", fail)
    with pytest.raises(CommandError, match="install the program again"):
        call_command("demo")


def test_the_manifest_tells_the_truth() -> None:
    manifest = json.loads((DEMO / "manifest.json").read_text())
    packed = {path.name for path in DEMO.iterdir()} - {"manifest.json"}
    assert set(manifest["files"]) == packed
    for name, entry in manifest["files"].items():
        assert sha256_of(DEMO / name) == entry["sha256"]
    assert sum(path.stat().st_size for path in DEMO.iterdir()) <= 8 * MEGABYTE
    credits = (DEMO / "CREDITS.md").read_text()
    for title, holder, licence, credit, _ in SOURCES.values():
        assert all(text in credits for text in (title, holder, licence, credit))


def test_a_city_view_is_light() -> None:
    sizes = make.pmtiles_sizes(DEMO / "groningen.pmtiles")
    for zoom in (11, 12, 13, 14):
        assert 12 * max(sizes[zoom]) < 360_000
    assert set(sizes) == set(range(8, 15))


def little_city(folder: Path) -> Path:
    """The seven files of Groningen, with next to nothing in each."""
    folder.mkdir()
    area = make.write_layer(folder / "buurt2017.shp", [make.area()], [make.block()])
    make.zipped(area)
    district = {
        "WK_CODE": "WK001400",
        "WK_NAAM": "C",
        "GM_CODE": "GM0014",
        "GM_NAAM": "G",
        "geometry": make.block().wkt,
    }
    make.write_csv(folder / "wijk2017.csv", [district])
    square = {"C28992R100": "E2330N5810", "INW2014": 20, "WON2012": 10}
    make.zipped(make.write_layer(folder / "vierkant100m2014.shp", [square], [make.block()]))
    make.zipped(make.write_layer(folder / "postcode6.shp", [{"POSTCODE": "9712AB"}], [make.block()]))
    line = make.shapely.LineString([(6.5, 53.2), (6.51, 53.2)])
    make.zipped(make.write_layer(folder / "fietstelweek2016.shp", [{"TYPE_WEG": "path"}], [line]))
    make.write_csv(folder / "horeca.csv", [{"horecatype": "pub", "naam": "P", "x": 6.5, "y": 53.2}])
    stop = {"mutation": "2017-09-20T01:39:18Z", "quaycode": "NL:Q:1", "quayname": "S", "x": 6.5, "y": 53.2}
    make.write_csv(folder / "bushaltes.csv", [stop])
    school = {"pandidenti": "1", "gebr_doel": "onderwijsfunctie", "openbare_r": "Laan"}
    make.zipped(
        make.write_layer(
            folder / "verblijfsobjecten_onderwijs_RD.shp", [school], [make.shapely.Point(6.5, 53.2)]
        )
    )
    return folder


def test_packing_twice_gives_the_same_bytes_that_load(tmp_path: Path) -> None:
    source = little_city(tmp_path / "open")
    for name in ("one", "two"):
        call_command(
            "places",
            "pack-demo",
            str(source),
            str(tmp_path / name),
            stdout=open_nowhere(),
            stderr=open_nowhere(),
        )
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert one == two
    report = load_demo(clock=at_noon, folder=tmp_path / "one")
    assert report.kept["facilities"] == 3
    assert Network.objects.get().streets == 1


def open_nowhere() -> Any:
    """A stream for what a command writes."""
    import io

    return io.StringIO()


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
