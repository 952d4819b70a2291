"""How long the server takes for each page over the demo city: `python -m benchmarks pages [--json]`.

Starts the real program on a free loopback port with an empty data folder, asks each address `--rounds` times,
one after the other, each circle at another point (seed 1), and prints the 50th and 95th percentile [ms]. The
last line is JSON: `pages` (path → p95), `worst_p95_ms`, `first_circle_ms`: the first circle after the start.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
START_S = 120
CITY = (53.200, 6.530, 53.240, 6.600)
"""South, west, north, east of the points that are asked [degrees]: the built-up part of Groningen."""


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def program() -> Iterator[int]:
    """Run the program with the demo city and yield its port; stop it at the end."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+") as log:
        environment = os.environ | {"WOONCIRKEL_VAR": f"{folder}/var", "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "wooncirkel", "serve", "--demo", "--port", str(port)]
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            wait_for(Path(log.name), running)
            yield port
        finally:
            running.terminate()
            running.wait(timeout=20)


def wait_for(log: Path, running: subprocess.Popen[bytes]) -> None:
    """Return when the program says that it listens."""
    until = time.monotonic() + START_S
    while "listens on" not in log.read_text():
        if running.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"The program did not start:\n{log.read_text()}")
        time.sleep(0.1)


def addresses(rng: np.random.Generator) -> dict[str, Callable[[], str]]:
    """Return page → a function that gives the next address to ask."""

    def point() -> str:
        south, west, north, east = CITY
        return f"plek={rng.uniform(south, north):.5f},{rng.uniform(west, east):.5f}"

    return {
        "/": lambda: "/",
        "/waar/": lambda: "/waar/",
        "/waar/plekken.json": lambda: "/waar/plekken.json",
        "/buurt/": lambda: "/buurt/BU00140301/",
        "/buurt/ kaart.svg": lambda: "/buurt/BU00140301/kaart.svg",
        "/bronnen/": lambda: "/bronnen/",
        "/cirkel-tekenen/ leeg": lambda: "/cirkel-tekenen/",
        "/cirkel-tekenen/ een": lambda: f"/cirkel-tekenen/?{point()}",
        "/cirkel-tekenen/ vier": lambda: f"/cirkel-tekenen/?{'&'.join(point() for _ in range(4))}",
        "/cirkel-tekenen/kaart.json": lambda: f"/cirkel-tekenen/kaart.json?{point()}",
        "/cirkel-tekenen/kaart.svg klein": lambda: f"/cirkel-tekenen/kaart.svg?{point()}&maat=klein",
        "/cirkel-tekenen/kaart.svg": lambda: f"/cirkel-tekenen/kaart.svg?{point()}",
        "/cirkel-tekenen/raad.pdf": lambda: f"/cirkel-tekenen/raad.pdf?{point()}",
    }


def ask(connection: HTTPConnection, address: str) -> float:
    """Fetch one page, packed as a browser asks for it, and return the time [ms]."""
    start = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}.")
    return 1000 * (time.perf_counter() - start)


def measure(port: int, rounds: int) -> dict[str, object]:
    """Ask everything and return the figures."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    asked = addresses(np.random.default_rng(1))
    first = ask(connection, asked["/cirkel-tekenen/ een"]())
    found = {}
    for page, address in asked.items():
        times = [ask(connection, address()) for _ in range(rounds)]
        middle, high = np.percentile(times, [50, 95])
        found[page] = round(float(high), 1)
        print(f"{page:34} p50 {middle:6.1f} ms   p95 {high:6.1f} ms")
    worst = max(found.values())
    return {"pages": found, "worst_p95_ms": worst, "first_circle_ms": round(first, 1), "rounds": rounds}


def main(arguments: list[str]) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, last")
    parser.add_argument("--rounds", type=int, default=100, help="how often each page is asked")
    chosen = parser.parse_args(arguments)
    with program() as port:
        figures = measure(port, chosen.rounds)
    if chosen.json:
        print(json.dumps(figures))
    return 0
