"""Importing an OpenStreetMap extract: a whole country, in little time and memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from apps.places.importing import a_day_later, at_noon
from support.geofiles import LIECHTENSTEIN, everything
from wooncirkel.apps.places.actions.osm import import_osm
from wooncirkel.apps.places.models import (
    Facility,
    Network,
    Source,
    Square,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]


def test_a_whole_country_from_openstreetmap() -> None:
    for clock in (at_noon, a_day_later):
        report = import_osm(file=LIECHTENSTEIN, name="Liechtenstein", clock=clock)
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
