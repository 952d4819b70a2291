"""An installation with two roles: the owner makes the tables, the application only works in them."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from support.site import environment, wooncirkel
from wooncirkel.project.environment import database, owner

READY = """
import django
django.setup()
from wooncirkel.apps.shared import rowsecurity, start
start.make_folders()
start.migrate(print)
start.refuse_half_a_wall()
print("stands:", rowsecurity.stands(), "pending:", start.pending())
"""
ASK = """
import django
django.setup()
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.rowsecurity import as_program
from django.utils import timezone
with as_program("accounts"):
    Person.objects.create(called="Wim", added_at=timezone.now())
    print("program:", Person.objects.count())
print("nobody:", Person.objects.count())
"""


class TestSettings:
    """What the two addresses must be to each other."""

    URL = "postgresql://app:a@h/name"

    def test_without_an_owner_there_is_none(self, tmp_path: Path) -> None:
        assert owner("", database("", tmp_path), tmp_path) is None

    def test_two_roles_of_one_database(self, tmp_path: Path) -> None:
        found = owner("postgresql://owns:b@h/name", database(self.URL, tmp_path), tmp_path)
        assert found
        assert (found["USER"], found["PASSWORD"]) == ("owns", "b")

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("postgresql://app:b@h/name", "name the same role"),
            ("postgresql://owns@h/other", "must name the same PostgreSQL database"),
            ("postgresql://owns@elsewhere/name", "must name the same PostgreSQL database"),
            ("sqlite:////file", "must name the same PostgreSQL database"),
            ("postgresql://u:[secret@h/x", "^DATABASE_OWNER_URL cannot be read"),
            ("mysql://x/y", "^DATABASE_OWNER_URL must look like"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, url: str, sentence: str, tmp_path: Path) -> None:
        with pytest.raises(ImproperlyConfigured, match=sentence) as refused:
            owner(url, database(self.URL, tmp_path), tmp_path)
        assert "secret" not in str(refused.value)

    def test_sqlite_has_no_owner(self, tmp_path: Path) -> None:
        with pytest.raises(ImproperlyConfigured, match="the same PostgreSQL database"):
            owner("postgresql://owns@h/name", database("", tmp_path), tmp_path)


def run(program: str, var: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a piece of Python with the settings of an installation."""
    told = environment(var, **more) | {"DJANGO_SETTINGS_MODULE": "wooncirkel.project.settings"}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=told, capture_output=True, text=True, timeout=180)


@pytest.fixture
def roles(db: None) -> dict[str, str]:
    """A new database of the owner, as the two variables name it."""
    place, name = connection.settings_dict, f"w{uuid4().hex}"
    with psycopg.connect(host=place["HOST"], user="tables_owner", dbname="postgres", autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
    address = f"@/{name}?host={quote(str(place['HOST']), safe='/')}"
    return {
        "DATABASE_URL": f"postgresql://application{address}",
        "DATABASE_OWNER_URL": f"postgresql://tables_owner{address}",
    }


@pytest.mark.database
@pytest.mark.wall
class TestInstallation:
    """The commands with both."""

    def test_the_owner_makes_what_the_application_works_in(
        self, roles: dict[str, str], tmp_path: Path
    ) -> None:
        for _ in range(2):  # as often as one likes
            made = run(READY, tmp_path / "var", **roles)
            assert made.returncode == 0, made.stderr
            assert made.stdout.splitlines()[-1] == "stands: True pending: False"
        application = {"DATABASE_URL": roles["DATABASE_URL"]}
        asked = run(ASK, tmp_path / "var", **application)
        assert asked.stdout.splitlines() == ["program: 1", "nobody: 0"], asked.stderr
        again = run(READY, tmp_path / "var", **application | {"DATABASE_OWNER_URL": ""})
        assert again.returncode, "the application itself cannot lay the wall"

    def test_a_role_that_could_pass_is_refused(self, roles: dict[str, str], tmp_path: Path) -> None:
        """Here the two have been exchanged: who works in the tables owns them."""
        swapped = {"DATABASE_URL": roles["DATABASE_OWNER_URL"], "DATABASE_OWNER_URL": roles["DATABASE_URL"]}
        assert run(READY, tmp_path / "var", **roles).returncode == 0
        done = run(READY.replace("start.migrate(print)", ""), tmp_path / "var", **swapped)
        assert done.returncode
        assert "can pass row-level security" in done.stderr

    def test_one_role_works_without_the_wall(self, roles: dict[str, str], tmp_path: Path) -> None:
        alone = {"DATABASE_URL": roles["DATABASE_OWNER_URL"]}
        made = run(READY, tmp_path / "var", **alone)
        assert made.stdout.splitlines()[-1] == "stands: False pending: False", made.stderr

    def test_a_backup_is_made_and_put_back_as_the_owner(self, roles: dict[str, str], tmp_path: Path) -> None:
        var, key = tmp_path / "var", tmp_path / "key"
        assert run(READY, var, **roles).returncode == 0
        assert run(ASK, var, **roles).returncode == 0
        to = wooncirkel(var, "backup", "--new-key", str(key), **roles).stdout.strip()
        application = {"DATABASE_URL": roles["DATABASE_URL"]}
        refused = wooncirkel(var, "backup", str(tmp_path / "less"), "--to", to, **application)
        assert refused.returncode, "the application does not see every row"
        made = wooncirkel(var, "backup", str(tmp_path / "b"), "--to", to, **roles)
        assert made.returncode == 0, made.stderr
        assert run(ASK, var, **roles).stdout.splitlines()[0] == "program: 2"
        back = ["restore", str(tmp_path / "b"), "--identity", str(key), "--replace"]
        done = wooncirkel(var, *back, **roles)
        assert done.returncode == 0, done.stderr
        assert run(READY, var, **roles).returncode == 0
        assert run(ASK, var, **roles).stdout.splitlines() == ["program: 2", "nobody: 0"]
        assert os.environ.get("DATABASE_OWNER_URL") is None
