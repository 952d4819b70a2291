"""P3, P4: many writers, every post sent twice, the program killed half-way: nothing twice, nothing lost."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest

from support.postgres import APPLICATION, OWNER, Cluster, found
from support.site import ROOT, Site, environment, wooncirkel
from support.tree import ROOT as TREE

FULL = 30
BACK_S = 10.0
"""Seconds within which the program answers again after a kill."""

WRITERS = ("wim", "roya", "sipke", "noor")
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def settled(folder: Path, **more: str) -> dict[str, Any]:
    """Store the cast in an installation; return session keys and public keys by name."""
    env = environment(folder, **more) | {"PYTHONPATH": f"{TREE / 'src'}:{TREE / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-m", "walls.settle"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


class Visitor:
    """A browser that keeps its cookies and follows no redirect."""

    def __init__(self, url: str, session: str) -> None:
        """Begin signed in."""
        self.url, self.session, self.token = url, session, ""

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """Send a request; return status and body. A connection that breaks raises OSError."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        cookie = f"wooncirkel={self.session}; csrf={self.token}"
        request = urllib.request.Request(self.url + path, data, {"Cookie": cookie})
        opener = urllib.request.build_opener(Staying)
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def prepare(self, path: str) -> None:
        """Fetch a token with which this visitor may post."""
        self.token = "a" * 32
        status, page = self.ask(path)
        found = CSRF.search(page)
        assert status == 200, (status, path)
        assert found, page[:500]

    def write(self, path: str, text: str, key: str) -> int:
        """Post a line once."""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "once": key,
            "kind": "words",
            "text": text,
            "ring": "me",
            "picture": "",
        }
        return self.ask(path, fields)[0]


class Staying(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as it is."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


def write_for(
    visitor: Visitor, path: str, until: float, acknowledged: list[str], troubles: list[str]
) -> None:
    """Write line after line, each sent twice, until a moment or until the program is gone."""
    number = 0
    while time.monotonic() < until:
        text, key = f"regel {uuid.uuid4()}", str(uuid.uuid4())
        try:
            answers = {visitor.write(path, text, key) for _ in range(2)}
        except (OSError, ValueError):
            return
        if answers == {302}:
            acknowledged.append(text)
        elif answers != {503}:
            troubles.append(f"{answers} for line {number}")
        number += 1


def run_writers(
    site: Site,
    people: dict[str, Any],
    path: str,
    count: int,
    seconds: float,
    *,
    begun: Callable[[], None] = lambda: None,
) -> tuple[list[str], list[str]]:
    """Let so many visitors write at once; return what was acknowledged, and what went wrong.

    `begun` is called when they have begun.
    """
    acknowledged: list[str] = []
    troubles: list[str] = []
    visitors = [Visitor(site.url, people["sessions"][WRITERS[n % len(WRITERS)]]) for n in range(count)]
    for visitor in visitors:
        visitor.prepare(path)
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=write_for, args=(visitor, path, until, acknowledged, troubles))
        for visitor in visitors
    ]
    for thread in threads:
        thread.start()
    begun()
    for thread in threads:
        thread.join()
    return acknowledged, troubles


def stored(folder: Path, url: str = "") -> list[str]:
    """Return every line that is stored, read past the program."""
    query = "select text from circles_line where text like 'regel %'"
    if url:
        with psycopg.connect(url) as link:
            return [row[0] for row in link.execute(query)]
    with sqlite3.connect(folder / "wooncirkel.sqlite3") as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)
        return [row[0] for row in file.execute(query)]


@pytest.mark.database
def test_many_writers_each_post_twice(
    lasting: dict[str, str],
    prepared: Path,
    tmp_path: Path,
    amount: Callable[..., int],
    tell: Callable[[str], None],
) -> None:
    """8 writers on SQLite, 32 on PostgreSQL."""
    more = dict(lasting)
    url = more.pop("past the wall", "")
    folder = tmp_path / "var"
    shutil.copytree(prepared, folder)
    if url:
        assert wooncirkel(folder, "init", **more).returncode == 0
    people = settled(folder, **more)
    count, seconds = (32 if url else 8), float(amount(sample=4, full=60))
    site = Site(folder, **more).start()
    try:
        acknowledged, troubles = run_writers(site, people, "/mijn/regel/", count, seconds)
    finally:
        site.stop()
    lines = stored(folder, url)
    doubles = len(lines) - len(set(lines))
    tell(
        f"writers: {count} at once, {len(acknowledged)} lines acknowledged, {doubles} doubles, "
        f"{len(troubles)} troubles"
    )
    assert troubles == []
    assert doubles == 0
    assert set(acknowledged) <= set(lines)
    assert len(acknowledged) > count
    assert "database is locked" not in site.said()
    assert "Traceback" not in site.said()


def test_killed_under_writes(
    prepared: Path, tmp_path: Path, amount: Callable[..., int], tell: Callable[[str], None]
) -> None:
    """The whole program is killed at a random moment, again and again."""
    folder = tmp_path / "var"
    shutil.copytree(prepared, folder)
    people = settled(folder)
    kills, slowest = amount(sample=2, full=FULL), 0.0
    acknowledged: list[str] = []
    rng = np.random.default_rng()
    for _ in range(kills):
        began = time.monotonic()
        site = Site(folder).start()
        slowest = max(slowest, time.monotonic() - began)
        killer = threading.Timer(float(rng.uniform(0.5, 2.5)), kill_all, [site])
        said, troubles = run_writers(site, people, "/mijn/regel/", 6, 20, begun=killer.start)
        killer.join()
        assert troubles == []
        acknowledged += said
    lines = stored(folder)
    lost = set(acknowledged) - set(lines)
    tell(
        f"kills: {kills}, {len(acknowledged)} lines acknowledged, {len(lost)} lost, "
        f"{len(lines) - len(set(lines))} doubles, back after at most {slowest:.1f} s"
    )
    assert not lost
    assert len(lines) == len(set(lines))
    assert acknowledged
    assert slowest <= BACK_S or kills < FULL  # a sample runs beside other work: there it is told, not held


def kill_all(site: Site) -> None:
    """Kill the program and everything that it started, as a power switch would."""
    assert site.process is not None
    for number in [*children(site.process.pid), site.process.pid]:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    site.process.wait()


def children(parent: int) -> list[int]:
    """Return every process below this one, the youngest first."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if above == parent:
                found = [*children(int(entry.name)), int(entry.name), *found]
    return found


@pytest.fixture
def lasting(cluster: Cluster | None) -> Iterator[dict[str, str]]:
    """The settings of a PostgreSQL that loses nothing, apart from the quick one; nothing on SQLite."""
    made = found() if cluster else None
    if made is None:
        yield {}
        return
    made.start(lasting=True)
    with psycopg.connect(made.url, autocommit=True) as link:
        link.execute("create database writers")
    of = {"DATABASE_URL": APPLICATION, "DATABASE_OWNER_URL": OWNER, "past the wall": "wooncirkel"}
    yield {key: made.url_of(role).replace("/postgres?", "/writers?") for key, role in of.items()}
    made.stop()
