"""Every import changes what caches are kept under, whichever began or ended first."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from apps.places.importing import (
    IMPORTS,
    LATER,
    NOW,
    a_day_later,
    areas_csv,
    at_noon,
    facilities_csv,
    squares_file,
    streets_file,
)
from wooncirkel.apps.places import queries
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.actions.demo import load_demo
from wooncirkel.apps.places.actions.points import import_facilities, import_squares
from wooncirkel.apps.places.actions.sources import Credit, one_at_a_time, save_source
from wooncirkel.apps.places.actions.streets import import_streets
from wooncirkel.apps.places.models import Facility, Source

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks", "quick_tiles")]

INSTANT = timedelta(microseconds=1)
CREDIT = Credit("A", "CC0", "Bron: A")


def moment(slug: str) -> datetime:
    """When a source came to stand."""
    return Source.objects.get(slug=slug).imported_at


def quick(folder: Path, name: str = "Snel") -> str:
    """A small import, all of it; the stamp after it."""
    import_facilities(file=facilities_csv(folder, "a", name=f"{name}.csv"), name=name, clock=at_noon)
    return queries.stamp()


def test_a_slow_import_that_ends_last_is_the_latest(tmp_path: Path) -> None:
    """It began before the quick one, and comes to stand after it."""
    stamps: list[str] = []

    def meanwhile(stage: str, _: int) -> None:
        if stage == "tiles":
            stamps.append(quick(tmp_path))

    import_streets(file=streets_file(tmp_path), name="Traag", clock=at_noon, progress=meanwhile)
    assert moment("streets-traag") == moment("facilities-snel") + INSTANT == NOW + INSTANT
    assert queries.stamp() not in stamps


def test_a_slow_import_that_ends_first_is_the_earlier(tmp_path: Path) -> None:
    import_streets(file=streets_file(tmp_path), name="Traag", clock=at_noon)
    before = queries.stamp()
    assert quick(tmp_path) != before
    assert moment("facilities-snel") == moment("streets-traag") + INSTANT


def test_the_moment_is_asked_for_when_all_is_read(tmp_path: Path) -> None:
    """Not when the command began: the clock runs while the file is read."""
    clock = [NOW]

    def read(*_: Any) -> None:
        clock[0] = LATER

    import_squares(file=squares_file(tmp_path, 10), name="Stad", clock=lambda: clock[0], progress=read)
    assert Source.objects.get().imported_at == LATER


def test_a_clock_that_goes_back_does_not_hide_an_import(tmp_path: Path) -> None:
    file = areas_csv(tmp_path)
    import_areas(files=[file], name="Stad", clock=a_day_later)
    stamps = {queries.stamp()}
    for _ in range(3):
        import_areas(files=[file], name="Stad", clock=at_noon)
        stamps.add(queries.stamp())
    assert len(stamps) == 4
    assert Source.objects.get().imported_at == LATER + 3 * INSTANT


def test_sources_of_one_import_have_moments_of_their_own() -> None:
    load_demo(clock=at_noon)
    moments = Source.objects.values_list("imported_at", flat=True)
    assert len(set(moments)) == len(moments) == 7
    assert max(moments) == NOW + 6 * INSTANT


@pytest.mark.parametrize("name", IMPORTS)
def test_every_import_changes_the_stamp_also_when_nothing_else_changes(name: str, tmp_path: Path) -> None:
    action, words = IMPORTS[name](tmp_path)
    stamps = [queries.stamp()]
    for _ in range(2):
        action(name="Stad", clock=at_noon, **words)
        stamps.append(queries.stamp())
    assert len(set(stamps)) == 3


def test_rows_that_go_change_the_stamp(tmp_path: Path) -> None:
    import_facilities(file=facilities_csv(tmp_path, "a", "b"), name="Biebs", clock=at_noon)
    before = queries.stamp()
    import_facilities(file=facilities_csv(tmp_path, "a"), name="Biebs", clock=at_noon)
    assert Facility.objects.count() == 1
    assert queries.stamp() != before


@pytest.mark.parametrize("which", ["Een", "Twee", "Drie"])
def test_a_source_that_goes_changes_the_stamp(which: str, tmp_path: Path) -> None:
    for name in ("Een", "Twee", "Drie"):
        quick(tmp_path, name)
    before = queries.stamp()
    Source.objects.get(slug=f"facilities-{which.lower()}").delete()
    assert queries.stamp() != before


def in_another_thread(work: Callable[[], None]) -> threading.Thread:
    """Work with a database connection of its own."""

    def whole() -> None:
        try:
            work()
        finally:
            connection.close()

    started = threading.Thread(target=whole)
    started.start()
    return started


@pytest.mark.django_db(transaction=True)
def test_imports_that_end_together_wait_for_each_other() -> None:
    """Both clocks say the same; the second may only look when the first has committed."""
    if connection.vendor == "sqlite":  # one connection in memory: every transaction is IMMEDIATE there
        options = connection.settings_dict["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        return
    inside, went_on = threading.Event(), threading.Event()

    def save(slug: str) -> None:
        save_source(slug=slug, title=slug, credit=CREDIT, year=2024, sha256="", clock=at_noon)

    def second() -> None:
        inside.wait(10)
        with one_at_a_time():
            went_on.set()
            save("second")

    waiting = in_another_thread(second)
    with one_at_a_time():
        save("first")
        inside.set()
        assert not went_on.wait(0.3)
        assert not Source.objects.filter(slug="second").exists()
    waiting.join(10)
    assert moment("second") == moment("first") + INSTANT


@pytest.mark.django_db(transaction=True)
def test_readers_do_not_wait_for_an_import() -> None:
    if connection.vendor == "sqlite":
        assert "WAL" in connection.settings_dict["OPTIONS"].get("init_command", "")
        return
    seen: list[str] = []
    before = queries.stamp()
    with one_at_a_time():
        save_source(slug="new", title="new", credit=CREDIT, year=2024, sha256="", clock=at_noon)
        reading = in_another_thread(lambda: seen.append(queries.stamp()))
        reading.join(10)
        assert seen == [before]
