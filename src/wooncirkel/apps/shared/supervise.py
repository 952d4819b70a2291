"""Run a few programs as one: they start together, and when one ends or a signal comes, all of them stop.

Every child gets a session of its own, so that Ctrl-C reaches the supervisor alone; on Linux the kernel also
ends the children when the supervisor is killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType

PATIENCE_S = 8.0
GLANCE_S = 0.2
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel (Linux) to send SIGTERM to this process when its parent dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Children by name; a context manager that leaves no process behind."""

    def __init__(self) -> None:
        """Begin without children."""
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.told_to_stop = False

    def __enter__(self) -> "Supervisor":
        """Hear signals from now on."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask every child to stop, wait, and end what still runs."""
        self.told_to_stop = True
        self._signal(signal.SIGTERM)
        patience = time.monotonic() + PATIENCE_S
        for child in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.0, patience - time.monotonic()))
        self._signal(signal.SIGKILL)
        for child in self.children.values():
            child.wait()

    def start(self, name: str, command: Sequence[str], *, without: Sequence[str] = ()) -> None:
        """Start a child; people read `name` when it falls; it does not get the variables in `without`."""
        if not self.told_to_stop:
            told = {key: value for key, value in os.environ.items() if key not in without}
            self.children[name] = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=end_with_parent,
                env=told,
            )

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True

    def _signal(self, number: int) -> None:
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, number)

    def ended(self) -> tuple[str, int] | None:
        """Return the name and exit code of a child that has ended by itself."""
        if not self.told_to_stop:
            for name, child in self.children.items():
                if (code := child.poll()) is not None:
                    return name, code
        return None

    def wait_until(self, ready: Callable[[], bool], *, limit_s: float) -> bool:
        """Wait for `ready`; False when a child ended, a signal came or the time is over."""
        until = time.monotonic() + limit_s
        while not self.told_to_stop and self.ended() is None and time.monotonic() < until:
            if ready():
                return True
            time.sleep(GLANCE_S)
        return False

    def watch(self, tick: Callable[[], None], *, every_s: float) -> tuple[str, int] | None:
        """Call `tick` at its times until a signal comes (None) or a child ends (its name and code)."""
        due = 0.0
        while not self.told_to_stop:
            if (fallen := self.ended()) is not None:
                return fallen
            if time.monotonic() >= due:
                tick()
                due = time.monotonic() + every_s
            time.sleep(GLANCE_S)
        return None
