"""`wooncirkel log`: one sentence and exit code 0, or what is wrong and exit code 1; and who holds the key."""

import shutil
import stat
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.people.test_sealing import cut_tail, edit, lines
from support.site import Site, wooncirkel
from wooncirkel.apps.people import seallist
from wooncirkel.apps.people.actions import seals
from wooncirkel.apps.people.models import Seal
from wooncirkel.apps.people.tasks import seal_log
from wooncirkel.apps.shared import tasks
from wooncirkel.apps.shared.supervise import Supervisor

on_both = [pytest.mark.database, pytest.mark.django_db]
KEY = "a key of the tests, quite long enough"


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and no key in the environment."""
    settings.VAR = tmp_path
    monkeypatch.delenv(seals.KEY, raising=False)
    return tmp_path


def log(*arguments: str) -> str:
    """Run the command and return what it prints."""
    out = StringIO()
    call_command("log", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[int, str]:
    """Run the command and return how it ends: exit code, and all that it says."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("log", *arguments, stdout=out, stderr=out)
    return error.value.returncode, f"{out.getvalue()}{error.value}"


class TestCommand:
    """What a person reads."""

    pytestmark = on_both

    def test_an_empty_log_is_whole(self) -> None:
        assert log("verify") == "The access log is whole: 0 lines under 0 seals.\n"
        assert log("seal") == "There was nothing to seal.\n"
        assert log("prune") == "0 lines of more than five years ago are gone.\n"

    def test_lines_of_the_last_minute_are_said_to_be_unsealed(self) -> None:
        lines(3)
        assert log("seal") == f"Sealed up to line {Seal.objects.get().last}.\n"
        lines(2)
        assert (
            log("verify")
            == "The access log is whole: 3 lines under 1 seals; 2 newer lines are not sealed yet.\n"
        )

    def test_what_is_wrong_is_told_with_its_place_and_exit_code_1(self) -> None:
        for _ in range(4):
            lines(5)
            log("seal")
        edit()
        cut_tail()
        code, said = refused("verify")
        seal = Seal.objects.order_by("last")[1]
        assert code == 1
        assert f"Of lines {seal.first}–{seal.last} (sealed" in said
        assert "1 seals are gone from the database" in said
        assert said.endswith("The access log is not whole: 2 things are wrong.")

    def test_another_key_opens_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines(1)
        log("seal")
        monkeypatch.setenv(seals.KEY, KEY)
        assert "was not made with this key" in refused("verify")[1]

    def test_a_list_kept_elsewhere(self, var: Path) -> None:
        lines(1)
        log("seal")
        copy = var / "copy"
        shutil.copy(seallist.file(), copy)
        seallist.file().unlink()
        assert refused("verify")[0] == 1
        assert "is whole" in log("verify", "--seals", str(copy))
        assert refused("verify", "--seals", str(var / "nowhere")) == (2, f"There is no file {var}/nowhere.")

    def test_a_restore_without_a_note_can_be_told_later(self) -> None:
        for _ in range(4):
            lines(5)
            log("seal")
        cut_tail()
        assert refused("verify")[0] == 1
        log("seal", "--after-restore")
        assert "1 seals were given up when a backup was put back" in log("verify")

    def test_a_disk_that_refuses_is_one_sentence(self, var: Path) -> None:
        (var / "seals").write_text("a file in its place")
        lines(1)
        assert refused("seal") == (2, "The list of seals: File exists.")


class TestKey:
    """The key is made once, for its owner alone, and who must not hold it has no way to it."""

    def test_it_is_made_once(self, var: Path) -> None:
        made = seals.key()
        assert made
        assert len(made) > seals.SHORTEST
        assert stat.S_IMODE((var / "seal-key").stat().st_mode) == 0o600
        assert seals.key() == made

    def test_it_may_come_from_outside(self, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(seals.KEY, KEY)
        assert seals.key() == KEY.encode()
        assert not (var / "seal-key").exists()

    @pytest.mark.parametrize("key", ["short", "x" * 31])
    def test_a_short_key_is_refused(self, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(seals.KEY, key)
        assert refused("verify") == (2, f"{seals.KEY} must be at least 32 characters long.")

    def test_a_folder_that_cannot_be_written_is_one_sentence(self, settings: LazySettings) -> None:
        settings.VAR = Path("/proc/nowhere")
        assert refused("verify")[1].startswith(
            "The key of the seals cannot be kept in /proc/nowhere/seal-key:"
        )

    @pytest.mark.database
    @pytest.mark.django_db
    def test_another_user_may_hold_it(self, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(seals.KEY, seals.ELSEWHERE)
        lines(1)
        seal_log.func()
        assert Seal.objects.count() == 0
        assert "another user holds the key" in refused("seal")[1]
        assert not (var / "seal-key").exists()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_worker_seals_each_minute(var: Path) -> None:
    lines(2)
    assert "seal_log" in tasks.enqueue_due(now=timezone.now())
    assert "seal_log" not in tasks.enqueue_due(now=timezone.now())
    call_command("worker", "--batch", "--no-startup-delay")
    assert Seal.objects.get().count == 2
    assert DBTaskResult.objects.get(task_path__endswith="seal_log").status == "SUCCESSFUL"


def environ(pid: int) -> dict[str, str]:
    """Return the environment with which a process was started."""
    words = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(word.decode().split("=", 1) for word in words if b"=" in word)


def test_a_child_does_not_get_what_is_kept_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(seals.KEY, KEY)
    monkeypatch.setenv("KEPT", "yes")
    command = [sys.executable, "-c", "import time; time.sleep(30)"]
    with Supervisor() as both:
        both.start("web", command, without=(seals.KEY,))
        both.start("worker", command)
        time.sleep(0.3)
        web, worker = (environ(both.children[name].pid) for name in ("web", "worker"))
    assert (web["KEPT"], worker["KEPT"]) == ("yes", "yes")
    assert seals.KEY not in web
    assert worker[seals.KEY] == KEY


def test_the_running_web_server_does_not_hold_the_key(prepared: Path, tmp_path: Path) -> None:
    """Not in its environment, nor in that of the processes below it; the task worker does."""
    folder = Path(shutil.copytree(prepared, tmp_path / "running"))
    site = Site(folder, "--workers", "1", **{seals.KEY: KEY}).start()
    try:
        found = {}
        until = time.monotonic() + 15
        while not any(" worker " in name for name in found) and time.monotonic() < until:
            found = {name: environ(pid) for pid, name in children(site)}
            time.sleep(0.1)
        assert {name: seals.KEY in told for name, told in found.items()} == {
            name: " worker " in name for name in found
        }
        assert any("webserver" in name for name in found)
        assert not (folder / "seal-key").exists()
        assert wooncirkel(folder, "log", "verify", **{seals.KEY: KEY}).returncode == 0
    finally:
        site.stop()


def children(site: Site) -> list[tuple[int, str]]:
    """Return id and command line of every process below a running program."""
    assert site.process
    found, wanted = [], {site.process.pid}
    for _ in range(4):
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                line = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if parent in wanted and int(entry.name) not in wanted:
                wanted.add(int(entry.name))
                found.append((int(entry.name), line))
    return [(pid, line) for pid, line in found if "webserver" in line or " worker " in line]
