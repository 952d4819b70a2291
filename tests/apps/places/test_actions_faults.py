"""A fault at any step of any import leaves rows and files as they were."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from apps.places.importing import (
    IMPORTS,
    a_day_later,
    areas_csv,
    at_noon,
    facilities_csv,
    squares_file,
    streets_file,
)
from support.geofiles import everything
from wooncirkel.apps.places import basemap
from wooncirkel.apps.places.actions import laid as laying
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.actions.demo import load_demo
from wooncirkel.apps.places.actions.points import import_facilities, import_squares
from wooncirkel.apps.places.actions.streets import import_streets
from wooncirkel.apps.places.bridge import networks as bridge
from wooncirkel.apps.places.models import Network

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db,
    pytest.mark.usefixtures("networks", "quick_tiles"),
]


class PlantedError(Exception):
    """A fault that the test has planted."""


Fault = Callable[[pytest.MonkeyPatch], None]


def raising(error: BaseException, *, after: int = 0) -> Callable[..., Any]:
    """A function that raises when it has been called so many times before."""
    left = [after]

    def fail(*_: Any, **__: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise error

    return fail


def instead(owner: Any, name: str, *, calls: int = 0) -> Fault:
    """Plant a fault in the place of a function, from its call number `calls` on."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        whole = getattr(owner, name)
        left = [calls]

        def fail(*args: Any, **words: Any) -> Any:
            if left[0] == 0:
                raise PlantedError
            left[0] -= 1
            return whole(*args, **words)

        patch.setattr(owner, name, fail)

    return plant


def at_commit(patch: pytest.MonkeyPatch) -> None:
    """The database refuses at the last moment."""
    patch.setattr(connection, "commit", raising(DatabaseError("no"), after=0))


WRITES: dict[str, Fault] = {
    "source": instead(QuerySet, "update_or_create"),
    "rows": instead(QuerySet, "bulk_create"),
    "commit": at_commit,
}
FILES: dict[str, Fault] = {
    "tiles": instead(basemap, "_run"),
    "network": instead(bridge, "write_network"),
    "first file kept": instead(laying, "keep"),
    "second file kept": instead(laying, "keep", calls=1),
    "source": instead(QuerySet, "update_or_create"),
    "network row": instead(QuerySet, "update_or_create", calls=1),
    "commit": at_commit,
}
AREAS = {f"rows {n}": instead(QuerySet, "bulk_create", calls=n) for n in range(4)} | {
    "links": instead(QuerySet, "bulk_update")
}
STEPS: dict[str, dict[str, Fault]] = {
    "areas": WRITES | AREAS,
    "squares": WRITES,
    "postcodes": WRITES,
    "facilities": WRITES,
    "streets": FILES,
    "osm": FILES | {"rows": instead(QuerySet, "bulk_create")},
}


def marked(*words: str) -> Any:
    """A commit that fails must be a real one; other faults are seen inside the transaction of the test."""
    real = [pytest.mark.django_db(transaction=True)] if words[-1] == "commit" else []
    return pytest.param(*words, marks=real, id=": ".join(words))


EVERY = [marked(name, step) for name, steps in STEPS.items() for step in steps]


@pytest.fixture
def standing(tmp_path: Path) -> None:
    """Another city that stands already, under the same name: a fault must not touch it."""
    folder = tmp_path / "standing"
    folder.mkdir()
    import_areas(files=[areas_csv(folder, 2)], name="Stad", clock=at_noon)
    import_squares(file=squares_file(folder, 5, 5, 5), name="Stad", clock=at_noon)
    import_facilities(file=facilities_csv(folder, "b", "c"), name="Stad", clock=at_noon)
    import_streets(file=streets_file(folder, shift=0.001), name="Stad", clock=at_noon)


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(("name", "step"), EVERY)
def test_a_fault_leaves_all_as_it_was(name: str, step: str, tmp_path: Path) -> None:
    action, words = IMPORTS[name](tmp_path)
    before = everything()
    with pytest.MonkeyPatch.context() as patch:
        STEPS[name][step](patch)
        with pytest.raises((PlantedError, DatabaseError)):
            action(name="Stad", clock=a_day_later, **words)
    assert everything() == before
    action(name="Stad", clock=a_day_later, **words)
    assert everything() != before


@pytest.mark.parametrize("name", IMPORTS)
def test_who_stops_an_import_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    """Ctrl-C while the file is read, drawn or counted."""
    action, words = IMPORTS[name](tmp_path)
    stages: list[str] = []
    action(name="Elders", clock=at_noon, progress=lambda stage, _: stages.append(stage), **words)
    before = everything()
    for stage in dict.fromkeys(stages):

        def stop(now: str, _: int, stage: str = stage) -> None:
            if now == stage:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            action(name="Stad", clock=at_noon, progress=stop, **words)
        assert everything() == before


DEMO = {f"rows {n}": instead(QuerySet, "bulk_create", calls=n) for n in (0, 5)} | {
    "second file kept": instead(laying, "keep", calls=1),
    "network row": instead(QuerySet, "update_or_create", calls=7),
    "commit": at_commit,
}


@pytest.mark.parametrize("step", [marked(step) for step in DEMO])
def test_a_fault_while_the_demo_city_is_loaded_leaves_nothing(step: str) -> None:
    before = everything()
    with pytest.MonkeyPatch.context() as patch:
        DEMO[step](patch)
        with pytest.raises((PlantedError, DatabaseError)):
            load_demo(clock=at_noon)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_file_that_lay_there_before_stays(tmp_path: Path) -> None:
    """An unused file waits for its week; a failed import of the same streets does not take it away."""
    file = streets_file(tmp_path)
    import_streets(file=file, name="Stad", clock=at_noon)
    Network.objects.all().delete()
    before = everything()
    assert len(before["files"]) == 2
    with pytest.MonkeyPatch.context() as patch:
        at_commit(patch)
        with pytest.raises(DatabaseError):
            import_streets(file=file, name="Stad", clock=a_day_later)
    assert everything() == before


def test_a_file_that_another_network_names_meanwhile_stays(tmp_path: Path) -> None:
    file = streets_file(tmp_path)
    import_streets(file=file, name="Stad", clock=at_noon)
    row = Network.objects.get()
    named = Path(settings.NETWORKS) / f"{row.sha256}.npz"
    unnamed = Path(settings.NETWORKS) / "a.npz"
    unnamed.write_bytes(b"new")
    laying._take_back([named, unnamed])
    assert named.is_file()
    assert not unnamed.exists()


def steps_of(told: list[tuple[str, int]]) -> Iterator[tuple[str, list[int]]]:
    """The counts of each stage, in the order in which the stages began."""
    for stage in dict.fromkeys(stage for stage, _ in told):
        yield stage, [done for now, done in told if now == stage]


@pytest.mark.parametrize("name", IMPORTS)
def test_progress_is_told_and_never_falls(name: str, tmp_path: Path) -> None:
    action, words = IMPORTS[name](tmp_path)
    told: list[tuple[str, int]] = []
    action(name="Stad", clock=at_noon, progress=lambda *step: told.append(step), **words)
    found = dict(steps_of(told))
    assert list(found) == (["read", "network", "tiles"] if name in {"streets", "osm"} else ["read"])
    for counts in found.values():
        assert counts == sorted(counts)
        assert counts[-1] > 0
    assert [stage for stage, _ in told] == sorted((stage for stage, _ in told), key=list(found).index)


def test_progress_counts_on_over_files_and_layers(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    files = [areas_csv(one, 3), areas_csv(two, 2, BU_NAAM="B")]
    files[1].write_text(files[1].read_text().replace("BU0014", "BU0015"))
    told: list[int] = []
    import_areas(files=files, name="Stad", clock=at_noon, progress=lambda _, done: told.append(done))
    assert told == [3, 5]


def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    for name in ("streets", "osm"):
        action, words = IMPORTS[name](tmp_path)
        action(name="Stad", clock=at_noon, **words)
        with pytest.MonkeyPatch.context() as patch:
            FILES["network"](patch)
            with pytest.raises(PlantedError):
                action(name="Stad", clock=at_noon, **words)
    assert not list(temporary.iterdir())
