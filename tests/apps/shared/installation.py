"""Installations of their own beside the tests' database: a data folder and a database with tables and rows.

On SQLite the database is a file in the folder, as in real life; on PostgreSQL it is one more database.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import ConnectionHandler, connection, connections
from pyrage import x25519

from support.site import wooncirkel
from support.tree import ROOT
from wooncirkel.apps.places.models import District, Municipality, Source, Square
from wooncirkel.apps.shared.models import Message
from wooncirkel.project.environment import database

on_both = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
KEY = x25519.Identity.generate()
KEYS, TO = [KEY], [KEY.to_public()]
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
CANARY = "Kanarie-van-de-Korreweg"
ODD = "tab\t, line\nend, slash \\N \\. , „quote” ' \" and é 🐤"


@dataclass(frozen=True)
class Installation:
    """A data folder and the address of a database."""

    var: Path
    url: str = ""

    def run(self, *arguments: str | Path) -> Any:
        """Run a command on it, as a person does."""
        return wooncirkel(self.var, *map(str, arguments), **self.environment())

    def environment(self) -> dict[str, str]:
        """Return what names the database."""
        return {"DATABASE_URL": self.url} if self.url else {}

    def opened(self) -> Any:
        """Open the database, apart from Django."""
        return psycopg.connect(self.url) if self.url else sqlite3.connect(self.var / "wooncirkel.sqlite3")

    def rows(self) -> dict[str, list[str]]:
        """Return every row of every table, in a fixed order."""
        with closing(self.opened()) as raw:
            question = (
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                if self.url
                else "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
            names = sorted(name for (name,) in raw.execute(question).fetchall())
            return {
                name: sorted(map(repr, raw.execute(f'SELECT * FROM "{name}"').fetchall())) for name in names
            }

    def files(self) -> dict[str, bytes]:
        """Return the content of every kept file."""
        kept = [path for name in ("networks", "files") for path in (self.var / name).rglob("*")]
        return {str(path.relative_to(self.var)): path.read_bytes() for path in kept if path.is_file()}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Make it the installation of this process."""
        usual, places = connections["default"], (settings.VAR, settings.NETWORKS)
        connections["default"] = ConnectionHandler({"default": database(self.url, self.var)})["default"]
        settings.VAR, settings.NETWORKS = self.var, self.var / "networks"
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = usual
            settings.VAR, settings.NETWORKS = places


class Maker:
    """Makes installations as copies of one that has its tables."""

    def __init__(self, folder: Path, *, postgres: bool) -> None:
        """Make the tables once."""
        self.folder, self.postgres = folder, postgres
        self.tables = self.bare()
        done = self.tables.run("migrate", "-v0")
        assert done.returncode == 0, done.stderr

    def bare(self) -> Installation:
        """Return an installation without anything."""
        var = self.folder / uuid4().hex
        (var / "networks").mkdir(parents=True)
        return Installation(var, self._create(None) if self.postgres else "")

    def empty(self) -> Installation:
        """Return one with tables."""
        if self.postgres:
            var = self.folder / uuid4().hex
            (var / "networks").mkdir(parents=True)
            return Installation(var, self._create(self.tables.url))
        return Installation(shutil.copytree(self.tables.var, self.folder / uuid4().hex))

    def filled(self) -> Installation:
        """Return one with rows and files."""
        made = self.empty()
        with made.in_use():
            fill()
        for name in ("networks/net.npz", "networks/net.pmtiles", "files/deep/photo.webp"):
            (made.var / name).parent.mkdir(parents=True, exist_ok=True)
            (made.var / name).write_bytes(f"{CANARY} {name}".encode() * 5000)
        return made

    def _create(self, like: str | None) -> str:
        name, place = f"w{uuid4().hex}", connection.settings_dict
        template = like.split("/")[3].partition("?")[0] if like else "template1"
        with psycopg.connect(
            host=place["HOST"], user=place["USER"], dbname="postgres", autocommit=True
        ) as link:
            link.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql://{place['USER']}@/{name}?host={quote(str(place['HOST']), safe='/')}"


def fill() -> None:
    """Store rows with everything that is hard to copy: empty, odd and binary values, keys to other rows."""
    for number in range(50):
        data = f"{CANARY} {number} {ODD}"
        Message.objects.create(to="a@example.test", subject=f"key{number}", text=data, made_at=NOW)
    source = Source.objects.create(
        slug="bron", title=ODD, holder="", licence="\\", credit=CANARY, year=2026, imported_at=NOW
    )
    outline = {"outline": bytes(range(256)), "west": 0.1 + 0.2, "south": -1e-300, "east": 6.5, "north": 53.2}
    town = Municipality.objects.create(
        cbs_code="GM0014", cbs_year=2024, name="’s-Stad", source=source, **outline
    )
    District.objects.create(
        cbs_code="WK001400", cbs_year=2024, name="Wijk", source=source, municipality=town, **outline
    )
    Square.objects.create(code="E1", lon=6.5, lat=53.2, people_year=2024, homes_year=2024, source=source)


def change() -> None:
    """Make an installation different from its backup."""
    Message.objects.filter(subject__startswith="key1").delete()
    Message.objects.create(to="a@example.test", subject="later", text="later", made_at=NOW)
    Source.objects.update(title="changed")


def state(installation: Installation) -> tuple[object, ...]:
    """Return everything that a restore may not change when it fails."""
    lists = [installation.var / name for name in ("seals/seals.jsonl", "erased.jsonl")]
    return installation.rows(), installation.files(), [path.exists() and path.read_bytes() for path in lists]


def same(first: Installation, second: Installation) -> bool:
    """Return whether rows and files are equal; content types may stand in another order of making."""
    return first.rows() == second.rows() and first.files() == second.files()


def key_file(folder: Path) -> Path:
    """Write the key of these tests to a file."""
    (folder / "key").write_text(f"{KEY}\n")
    return folder / "key"


def place(installation: Installation) -> dict[str, str]:
    """Return the environment of a program on an installation."""
    own = {"WOONCIRKEL_VAR": str(installation.var), "PYTHONPATH": str(ROOT / "src")}
    return os.environ | own | installation.environment()
