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


MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(code)
"""


def test_a_country_is_imported_in_little_time_and_memory(tmp_path: Path) -> None:
    """A small program measures: a child counts the memory of whoever started it as its own peak."""
    environment = os.environ | {"WOONCIRKEL_VAR": str(tmp_path / "var"), "DATABASE_URL": ""}
    program = [sys.executable, "-m", "wooncirkel"]
    subprocess.run([*program, "migrate", "-v0"], env=environment, check=True)
    words = [*program, "places", "import", "osm", str(LIECHTENSTEIN), "--name", "Liechtenstein"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *words], env=environment, capture_output=True, text=True, check=True
    )
    *told, measured = done.stdout.splitlines()
    seconds, kilobytes = (float(part) for part in measured.split())
    assert "503 facilities" in "\n".join(told)
    assert seconds <= 10
    assert kilobytes <= 300 * 1024
