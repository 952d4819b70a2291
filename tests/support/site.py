"""The real program, as a person starts it: `wooncirkel serve`, on a free port, with its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_S = 180.0
STOP_S = 15.0


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, **more: str) -> dict[str, str]:
    """Return the environment of a program with its own data folder; compiled kernels are shared."""
    ours = ("WOONCIRKEL_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    own = {"WOONCIRKEL_VAR": str(var), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    return kept | {"NUMBA_CACHE_DIR": str(ROOT / "var" / "numba")} | own | more


def wooncirkel(var: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    command = [sys.executable, "-m", "wooncirkel", *arguments]
    var.mkdir(exist_ok=True)
    return subprocess.run(
        command, cwd=var.parent, env=environment(var, **more), capture_output=True, text=True, timeout=START_S
    )


class Site:
    """A running program. `url` has no slash at its end, so `site.url + "/buurt/"` is an address."""

    def __init__(self, var: Path, *arguments: str, python: str = sys.executable, **more: str) -> None:
        """Remember how to start; nothing runs yet."""
        self.var, self.port = var, free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = var.parent / f"{var.name}.log"
        self.command = [python, "-m", "wooncirkel", "serve", "--port", str(self.port), *arguments]
        self.environment = environment(var, **more)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Site":
        """Start, and wait for the line with the address."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.var.parent, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + START_S
        while "listens on" not in self.said():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"The program did not start:\n{self.said()}")
            time.sleep(0.1)
        return self

    def said(self) -> str:
        """Return everything the program has printed."""
        return self.log.read_text() if self.log.exists() else ""

    def get(self, path: str) -> str:
        """Return the page at `path`; anything but 2xx raises."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop as Ctrl-C does and return the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
