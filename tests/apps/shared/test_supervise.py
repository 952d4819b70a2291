"""Children start together, stop together, and none stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SLEEP = "import time; print('up', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
PARENT = """
import sys
from wooncirkel.apps.shared import supervise
supervise.PATIENCE_S = 1.0
with supervise.Supervisor() as all:
    for number, program in enumerate(sys.argv[1:]):
        all.start(f"child {number}", [sys.executable, "-c", program])
    print(*(child.pid for child in all.children.values()), flush=True)
    print(all.watch(lambda: None, every_s=60), flush=True)
"""


def supervisor(*programs: str) -> tuple["subprocess.Popen[str]", list[int]]:
    """Start a supervisor over these Python programs; return it and the children's ids."""
    command = [sys.executable, "-c", PARENT, *programs]
    source = {"PYTHONPATH": "src"}
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | source)
    assert parent.stdout
    line = parent.stdout.readline()
    while "up" in line:
        line = parent.stdout.readline()
    return parent, [int(word) for word in line.split()]


def lives(pid: int) -> bool:
    """Return whether a process exists and is not a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
        return state.rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def becomes(true: Callable[[], bool], *, within_s: float) -> bool:
    """Wait until something is so."""
    until = time.monotonic() + within_s
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all(number: signal.Signals) -> None:
    parent, children = supervisor(SLEEP, SLEEP)
    assert all(map(lives, children))
    parent.send_signal(number)
    said = parent.communicate(timeout=10)[0]
    assert said.split()[-1] == "None"
    assert parent.returncode == 0
    assert not any(map(lives, children))


def test_when_one_falls_the_other_is_stopped() -> None:
    parent, children = supervisor("raise SystemExit(3)", SLEEP)
    said = parent.communicate(timeout=10)[0]
    assert "('child 0', 3)" in said
    assert not any(map(lives, children))


def test_a_child_that_does_not_listen_is_ended() -> None:
    parent, children = supervisor(STUBBORN)
    time.sleep(0.5)
    parent.terminate()
    parent.communicate(timeout=10)
    assert not any(map(lives, children))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does this on Linux alone")
def test_children_end_when_the_supervisor_is_killed() -> None:
    parent, children = supervisor(SLEEP, SLEEP)
    parent.kill()
    parent.communicate()
    assert becomes(lambda: not any(map(lives, children)), within_s=5)
