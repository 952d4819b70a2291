"""`init` does what is needed once, and says what it cannot do."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from wooncirkel.apps.shared import hooks, start

CALLED: list[str] = []


def warm() -> None:
    """Stand for a room that compiles something."""
    CALLED.append("warm")


def prepare() -> None:
    """Prepare as `init` does."""
    with start.prepared(CALLED.append):
        CALLED.append("block")


def cold() -> None:
    """Stand for a room whose kernels do not compile."""
    raise RuntimeError("no compiler today")


def call(name: str, **options: object) -> None:
    """Stand for the commands; collecting leaves its list."""
    CALLED.append(name)
    if name == "collectstatic":
        (django_settings.STATIC_ROOT / start.MANIFEST).touch()


@pytest.fixture
def fresh(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where nothing is yet, without the slow steps."""
    settings.VAR = tmp_path / "var"
    settings.NETWORKS, settings.STATIC_ROOT = settings.VAR / "networks", settings.VAR / "static"
    monkeypatch.setattr(start, "call_command", call)
    monkeypatch.setattr(hooks, "WARM", [])
    monkeypatch.setattr(start, "refuse_a_forgetful_database", lambda: None)
    monkeypatch.setattr(start, "pending", lambda: False)
    CALLED.clear()
    return tmp_path / "var"


def test_the_data_folder_is_for_its_owner_alone(fresh: Path) -> None:
    fresh.mkdir(mode=0o755)
    start.make_folders()
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert (fresh / "networks").is_dir()


def test_a_folder_that_cannot_be_made_is_one_sentence(fresh: Path) -> None:
    fresh.write_text("a file in its place")
    with pytest.raises(CommandError, match=r"The data folder .*/var cannot be made: .*\.$"):
        start.make_folders()


def test_the_slow_steps_happen_once(fresh: Path) -> None:
    prepare()
    assert CALLED[1:] == ["check", "collectstatic", "block"]
    CALLED.clear()
    prepare()
    assert CALLED == ["block"]


def test_static_files_that_were_removed_are_collected_again(fresh: Path) -> None:
    """The folder alone is not enough: it is made before anything is collected."""
    prepare()
    shutil.rmtree(fresh / "static")
    assert not start.stands(start.PREPARED)
    CALLED.clear()
    prepare()
    assert "collectstatic" in CALLED
    assert start.stands(start.PREPARED)


def test_they_happen_again_after_a_change(
    fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "PACKAGE", tmp_path / "package")
    (tmp_path / "package").mkdir()
    prepare()
    (tmp_path / "package" / "new.py").write_text("")
    CALLED.clear()
    prepare()
    assert "collectstatic" in CALLED


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return `beside(program)`: what runs instead of `wooncirkel warm`."""
    real = subprocess.Popen
    monkeypatch.setattr(hooks, "WARM", [f"{__name__}.warm"])

    def use(program: str) -> None:
        instead = [sys.executable, "-c", program]
        monkeypatch.setattr(start.subprocess, "Popen", lambda command, **how: real(instead, **how))

    return use


def test_kernels_that_cannot_be_compiled_stop_the_start(fresh: Path, beside: Callable[[str], None]) -> None:
    beside("raise SystemExit(1)")
    with pytest.raises(CommandError, match="could not be compiled"):
        prepare()
    assert "block" in CALLED
    assert not (fresh / "prepared").exists()


def test_compiling_is_waited_for(fresh: Path, beside: Callable[[str], None]) -> None:
    done = fresh.parent / "done"
    beside(f"import time; time.sleep(0.5); open({str(done)!r}, 'w').close()")
    prepare()
    assert done.exists()


def test_compiling_stops_when_the_rest_fails(fresh: Path, beside: Callable[[str], None]) -> None:
    beside("import time; time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(ZeroDivisionError), start.prepared(CALLED.append):
        _ = 1 / 0
    assert time.monotonic() - began < 10


def test_the_command_calls_every_room(monkeypatch: pytest.MonkeyPatch) -> None:
    CALLED.clear()
    monkeypatch.setattr(hooks, "WARM", [f"{__name__}.warm", f"{__name__}.cold"])
    with pytest.raises(CommandError, match="cold failed: no compiler today"):
        call_command("warm")
    assert CALLED == ["warm"]
