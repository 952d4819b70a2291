"""How long pages of persons take, with wall and log on: `python -m benchmarks people [--json] [--rounds N]`.

Starts the real program twice: on SQLite with 200 people in one circle, and on a throw-away PostgreSQL
(fsync on, two roles, row-level security) with 20,000 people in 100 circles. A resident, a link worker, a
host and an administrator ask their pages by turns; every answer writes its access lines before it leaves.
Prints the 50th and 95th percentile [ms] a page; the last line is JSON: `sqlite_p95_ms`, `postgresql_p95_ms`
(the slowest page of each) and all pages.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from benchmarks.pages import ROOT, free_port, wait_for

SIZES = {"sqlite": (1, 200), "postgresql": (100, 20_000)}


def run(environment: dict[str, str], *command: str) -> str:
    """Run one step to its end and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return done.stdout


@contextmanager
def program(kind: str) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Run the program over a crowd; yield its port and who asks what."""
    circles, people = SIZES[kind]
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, database(kind) as urls:
        environment = os.environ | {"WOONCIRKEL_VAR": f"{folder}/var", "PYTHONPATH": str(ROOT / "src")} | urls
        run(environment, "wooncirkel", "init")
        said = run(environment, "benchmarks.crowd", str(circles), str(people))
        log = Path(folder) / "log"
        with log.open("w") as out:
            command = [sys.executable, "-m", "wooncirkel", "serve", "--port", str(port)]
            running = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
            try:
                wait_for(log, running)
                yield port, json.loads(said.splitlines()[-1])["visitors"]
            finally:
                running.terminate()
                running.wait(timeout=20)


def database(kind: str) -> Any:
    """Return a context that yields the database settings."""
    return nullcontext({}) if kind == "sqlite" else postgresql()


@contextmanager
def postgresql() -> Iterator[dict[str, str]]:
    """Run a PostgreSQL that keeps what it acknowledges, with an owner and an application role."""
    sys.path.insert(0, str(ROOT / "tests"))
    from support import postgres

    postgres.QUICK = ()
    cluster = postgres.found()
    if cluster is None:
        raise SystemExit("There is no PostgreSQL (initdb, postgres) on this machine.")
    cluster.start()
    try:
        with psycopg.connect(cluster.url, autocommit=True) as link:
            link.execute("create database crowd")
        of = {"DATABASE_URL": postgres.APPLICATION, "DATABASE_OWNER_URL": postgres.OWNER}
        yield {name: cluster.url_of(role).replace("/postgres?", "/crowd?") for name, role in of.items()}
    finally:
        cluster.stop()


def measure(port: int, visitors: list[dict[str, Any]], rounds: int) -> dict[str, float]:
    """Ask every page of every visitor, by turns; return page → p95 [ms]."""
    connection = HTTPConnection("localhost", port, timeout=30)
    times: dict[str, list[float]] = {}
    for turn in range(rounds + 3):
        for visitor in visitors:
            for number, page in enumerate(visitor["pages"]):
                took = ask(connection, page, visitor["session"])
                if turn >= 3:
                    times.setdefault(f"{visitor['name']} {number} {page.split('?')[0][:24]}", []).append(took)
    found = {}
    for page, took in times.items():
        middle, high = np.percentile(took, [50, 95])
        found[page] = round(float(high), 1)
        print(f"{page:48} p50 {middle:6.1f} ms   p95 {high:6.1f} ms")
    return found


def ask(connection: HTTPConnection, page: str, session: str) -> float:
    """Fetch one page as somebody who has signed in; return the time [ms]."""
    start = time.perf_counter()
    connection.request("GET", page, headers={"Cookie": f"wooncirkel={session}", "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{page} answered {answer.status}.")
    return 1000 * (time.perf_counter() - start)


def main(arguments: list[str]) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks people")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, last")
    parser.add_argument("--rounds", type=int, default=60, help="how often each page is asked")
    parser.add_argument("--only", choices=sorted(SIZES), help="one of the two databases")
    chosen = parser.parse_args(arguments)
    figures: dict[str, Any] = {}
    for kind in SIZES if not chosen.only else [chosen.only]:
        print(f"{kind}: {SIZES[kind][1]} people in {SIZES[kind][0]} circles")
        with program(kind) as (port, visitors):
            found = measure(port, visitors, chosen.rounds)
        figures |= {f"{kind}_p95_ms": max(found.values()), f"{kind}_pages": found}
    if chosen.json:
        print(json.dumps(figures))
    return 0
