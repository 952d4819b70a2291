"""`wooncirkel serve` as a service: both or neither, one sentence when it cannot."""

import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.site import Site, free_port, wooncirkel
from wooncirkel.apps.shared.durability import SQLITE


@pytest.fixture(scope="module")
def var(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `init`, without a city."""
    return Path(shutil.copytree(prepared, tmp_path_factory.mktemp("serving") / "var"))


@pytest.fixture
def serving(var: Path) -> Iterator[Site]:
    """The running program, with its task worker."""
    site = Site(var, "--workers", "2").start()
    until = time.monotonic() + 10
    while not any(" worker " in line for line in family_of(site).values()) and time.monotonic() < until:
        time.sleep(0.05)
    yield site
    site.stop()


def below(pid: int) -> dict[int, str]:
    """Return the processes below this one: id → command line."""
    found: dict[int, str] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            line = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if parent == pid:
            found |= {int(entry.name): line} | below(int(entry.name))
    return found


def family_of(site: Site) -> dict[int, str]:
    """Return the processes of a running program, itself aside."""
    assert site.process
    return below(site.process.pid)


def gone(pids: list[int]) -> bool:
    """Wait a moment and return whether all these processes have ended."""
    until = time.monotonic() + 10
    while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.05)
    return not left


def test_init_makes_a_folder_for_its_owner_alone(var: Path) -> None:
    assert var.stat().st_mode & 0o777 == 0o700
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600
    assert wooncirkel(var, "init").stdout == "Everything is ready.\n"


def test_ctrl_c_stops_everything(serving: Site) -> None:
    family = family_of(serving)
    assert any("webserver" in line for line in family.values())
    assert any("worker" in line for line in family.values())
    began = time.monotonic()
    assert serving.stop() == 0
    assert time.monotonic() - began < 10
    assert gone(list(family))


@pytest.mark.parametrize(
    ("victim", "which", "sentence"),
    [
        ("webserver", 0, "The web server ended"),
        ("webserver", -1, "The web server ended"),
        (" worker ", 0, "The task worker ended"),
    ],
)
def test_when_one_dies_all_are_stopped(serving: Site, victim: str, which: int, sentence: str) -> None:
    """The first process of the web server, one of its copies, or the task worker."""
    assert serving.process
    family = family_of(serving)
    os.kill(sorted(pid for pid, line in family.items() if victim in line)[which], signal.SIGKILL)
    assert serving.process.wait(timeout=15) == 1
    assert sentence in serving.said()
    assert "Traceback" not in serving.said()
    assert gone(list(family))


def test_nothing_stays_when_the_supervisor_is_killed(serving: Site) -> None:
    assert serving.process
    family = list(family_of(serving))
    serving.process.kill()
    serving.process.wait()
    assert gone(family)


def test_a_taken_port_is_one_sentence(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = wooncirkel(var, "serve", "--port", str(port))
    assert done.returncode == 2
    assert (
        done.stderr
        == f"CommandError: Port {port} is taken by another program. Choose another one with --port.\n"
    )


def test_no_web_processes_is_one_sentence(var: Path) -> None:
    done = wooncirkel(var, "serve", "--workers=0")
    assert done.returncode == 2
    assert done.stderr == "CommandError: --workers needs a number from 1 to 64, not '0'.\n"


def test_tables_that_are_older_than_the_program_are_refused(tmp_path: Path) -> None:
    done = wooncirkel(tmp_path / "var", "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert "Run `wooncirkel init` first." in done.stderr


def test_static_files_that_are_not_there_are_refused(var: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(var, tmp_path / "var", ignore=shutil.ignore_patterns("static"))
    done = wooncirkel(folder, "serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert done.stderr == (
        "CommandError: The pages are not ready for this version. Run `wooncirkel init` first.\n"
    )


def test_a_lost_network_is_named_and_the_other_pages_work(var: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(var, tmp_path / "var"))
    assert wooncirkel(folder, "demo").returncode == 0
    lost = next((folder / "networks").glob("*.npz"))
    lost.unlink()
    site = Site(folder, "--workers", "1").start()
    try:
        assert f"The street network {lost.name} is missing." in site.said()
        assert "Traceback" not in site.said()
        assert "<h1" in site.get("/")
    finally:
        assert site.stop() == 0


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WOONCIRKEL_HTTPS", "maybe"),
        ("WOONCIRKEL_SECRET_KEY", "short"),
        ("WOONCIRKEL_HELP_PHONE", "bel maar"),
        ("WOONCIRKEL_LOG_LEVEL", "foo"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgresql://u@h:abc/x"),
    ],
)
@pytest.mark.parametrize("verb", ["serve", "help"])
def test_a_setting_that_cannot_be_right_is_one_sentence(
    tmp_path: Path, variable: str, value: str, verb: str
) -> None:
    """For a verb of ours and one of Django's."""
    done = wooncirkel(tmp_path / "var", verb, **{variable: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"{variable} .+\.\n", done.stderr)


def test_in_production_the_number_to_call_must_be_set(tmp_path: Path) -> None:
    done = wooncirkel(tmp_path / "var", "serve", WOONCIRKEL_HTTPS="yes")
    assert done.returncode == 2
    assert done.stderr == (
        "WOONCIRKEL_HELP_PHONE must be set when WOONCIRKEL_HTTPS is on: the number stands on every page.\n"
    )


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    done = wooncirkel(tmp_path / "var", "init", DATABASE_URL=f"postgresql://x@/x?host={tmp_path}")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database does not answer:")
    assert "Traceback" not in done.stderr


def test_a_forgetful_database_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.management import CommandError

    from wooncirkel.apps.shared import start

    monkeypatch.setattr(start, "faults", lambda connection: ["The database has fsync = off; it must be on."])
    with pytest.raises(CommandError, match="fsync = off"):
        start.refuse_a_forgetful_database()
    assert "synchronous" in SQLITE
