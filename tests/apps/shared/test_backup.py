"""A backup holds all that cannot be made again, as it was at one moment, and only its key opens it."""

import hashlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pyrage
import pytest
from pyrage import x25519

from apps.shared.installation import CANARY, KEY, NOW, TO, Installation, on_both
from support.postgres import APPLICATION, OWNER
from support.tree import ROOT
from wooncirkel.apps.shared.backup import files, making
from wooncirkel.apps.shared.backup.archive import BackupError
from wooncirkel.apps.shared.backup.keys import identities, new_key
from wooncirkel.apps.shared.backup.making import back_up
from wooncirkel.apps.shared.backup.sqlite import tables_in

WRITER = """
import sqlite3, sys, psycopg
url, path = sys.argv[1:]
link = psycopg.connect(url) if url else sqlite3.connect(path, timeout=20)
mark = "%s" if url else "?"
moment = "2030-01-01 00:00:00+00"
session = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%, %, %)"
source = "INSERT INTO places_source (slug, title, holder, licence, credit, year, sha256, imported_at)"
source += " VALUES (%, '', '', '', '', 2026, '', %)"
for number in range(1, 1_000_000):
    link.execute(session.replace("%", mark), (f"{number:08}", "x" * 500, moment))
    link.execute(source.replace("%", mark), (f"{number:08}", moment))
    link.commit()
"""

KILLED = """
import os, signal, sys
from wooncirkel.apps.shared.backup import making
from wooncirkel.cli import main
making.Path.replace = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
sys.argv = {arguments}
main()
"""


def opened(file: Path, key: Any = KEY) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Open a backup without our own program: what the manifest says, and all other members."""
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(file.read_bytes(), [key]))) as tar:
        content = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    return json.loads(content.pop("manifest.json")), content


@contextmanager
def writing(installation: Installation) -> Iterator[Callable[[], int]]:
    """Let another program write pairs of rows all the time; yields a count of what it has written."""
    command = [sys.executable, "-c", WRITER, installation.url, str(installation.var / "wooncirkel.sqlite3")]

    def written() -> int:
        with installation.opened() as link:
            return int(
                link.execute("SELECT count(*) FROM django_session WHERE length(session_key) = 8").fetchone()[
                    0
                ]
            )

    with subprocess.Popen(command) as program:
        try:
            while written() < 100:
                assert program.poll() is None
                time.sleep(0.02)
            yield written
        finally:
            program.kill()


def column_of(
    backup: tuple[dict[str, Any], dict[str, bytes]], table: str, name: str, folder: Path
) -> list[str]:
    """Return one column of a table in a backup of either kind."""
    manifest, content = backup
    if (copied := content.get(f"database/{table}.copy")) is not None:
        place = manifest["tables"][table]["columns"].index(name)
        return [line.split(b"\t")[place].decode() for line in copied.splitlines()]
    file = folder / "opened.sqlite3"
    file.write_bytes(content["database/wooncirkel.sqlite3"])
    link = sqlite3.connect(file)
    try:
        return [value for (value,) in link.execute(f"SELECT {name} FROM {table}")]
    finally:
        link.close()
        file.unlink()


class TestContent:
    pytestmark = on_both

    def test_every_file_is_in_it_with_its_hash(self, here: Installation, tmp_path: Path) -> None:
        back_up(tmp_path / "b", to=TO, now=NOW)
        manifest, content = opened(tmp_path / "b")
        assert {name: hashlib.sha256(data).hexdigest() for name, data in content.items()} == {
            name: member["sha256"] for name, member in manifest["members"].items()
        }
        beside = {
            name.removeprefix("var/"): data for name, data in content.items() if name.startswith("var/")
        }
        assert beside == here.files()

    def test_every_row_is_counted(self, here: Installation, tmp_path: Path) -> None:
        report = back_up(tmp_path / "b", to=TO, now=NOW)
        manifest, _ = opened(tmp_path / "b")
        there = {name: len(rows) for name, rows in here.rows().items() if not name.startswith("sqlite_")}
        assert {name: table["rows"] for name, table in manifest["tables"].items()} == there
        assert (report.rows, report.tables, report.files) == (sum(there.values()), len(there), 3)

    def test_what_is_secret_or_made_anew_stays_out(self, here: Installation, tmp_path: Path) -> None:
        (here.var / "secret-key").write_text("a secret key of this installation")
        for name in ("numba/kernel.nbc", "static/look.css", "networks/.new-half", "backup-work/left"):
            (here.var / name).parent.mkdir(exist_ok=True)
            (here.var / name).write_text("not to be kept")
        back_up(tmp_path / "b", to=TO, now=NOW)
        _, content = opened(tmp_path / "b")
        places = {name.rpartition("/")[0] for name in content}
        assert places == {"database", "var/networks", "var/files/deep"}
        assert not any(b"a secret key of" in data or b"not to be kept" in data for data in content.values())

    def test_the_lists_beside_the_database_are_in_it(self, here: Installation, tmp_path: Path) -> None:
        (here.var / "seals").mkdir()
        (here.var / "seals" / "seals.jsonl").write_text('{"seal": 1}\n')
        (here.var / "erased.jsonl").write_text('{"person": "x"}\n')
        back_up(tmp_path / "b", to=TO, now=NOW)
        _, content = opened(tmp_path / "b")
        assert content["var/seals/seals.jsonl"] == b'{"seal": 1}\n'
        assert content["var/erased.jsonl"] == b'{"person": "x"}\n'

    def test_the_same_count_with_other_content_has_another_hash(
        self, here: Installation, tmp_path: Path
    ) -> None:
        for name in ("b", "c"):
            back_up(tmp_path / name, to=TO, now=NOW)
            with here.opened() as link:
                link.execute("UPDATE shared_message SET text = 'y' WHERE subject = 'key7'")
        first, second = (opened(tmp_path / name)[0]["tables"] for name in ("b", "c"))
        assert {name for name in first if first[name] != second[name]} == {"shared_message"}

    def test_who_may_not_see_every_row_makes_no_backup(self, here: Installation, tmp_path: Path) -> None:
        """PostgreSQL would leave out rows in silence; SQLite has no such walls, so there all are in it."""
        if not here.url:
            assert back_up(tmp_path / "b", to=TO, now=NOW).rows > 50
            return
        with here.opened() as link:
            link.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
            link.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
            link.execute("ALTER TABLE shared_message ENABLE ROW LEVEL SECURITY")
        application = Installation(here.var, here.url.replace(f"//{OWNER}@", f"//{APPLICATION}@"))
        with (
            application.in_use(),
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"),
        ):
            back_up(tmp_path / "b", to=TO, now=NOW)
        assert not (tmp_path / "b").exists()

    def test_a_backup_under_write_load_is_of_one_moment(self, here: Installation, tmp_path: Path) -> None:
        """Both tables have every number up to the same last one, and the writer went on meanwhile."""
        with writing(here) as written:
            for turn in range(4):
                before = written()
                back_up(tmp_path / f"{turn}", to=TO, now=NOW)
                after, backup = written(), opened(tmp_path / f"{turn}")
                for table, name in (("django_session", "session_key"), ("places_source", "slug")):
                    found = sorted(key for key in column_of(backup, table, name, tmp_path) if key.isdigit())
                    numbers = range(1, len(found) + 1)
                    assert found == [f"{number:08}" for number in numbers]
                    assert before <= len(found) < after
                    before, after = len(found), len(found) + 1  # of the other table just as many


class TestKey:
    pytestmark = on_both

    def test_nothing_can_be_read_without_the_key(self, here: Installation, tmp_path: Path) -> None:
        back_up(tmp_path / "b", to=TO, now=NOW)
        raw = (tmp_path / "b").read_bytes()
        words = (CANARY, "Kanarie", "django_session", "manifest", "networks", "GM0014", "SQLite format")
        assert [word for word in words if word.encode() in raw] == []
        plain = pyrage.decrypt(raw, [KEY])
        assert plain.count(CANARY.encode()) > 15_000

    def test_each_of_two_keys_opens_it(self, here: Installation, tmp_path: Path) -> None:
        other = x25519.Identity.generate()
        back_up(tmp_path / "b", to=[*TO, other.to_public()], now=NOW)
        assert opened(tmp_path / "b", KEY) == opened(tmp_path / "b", other)
        with pytest.raises(pyrage.DecryptError):
            opened(tmp_path / "b", x25519.Identity.generate())


class TestFile:
    pytestmark = on_both

    def test_it_is_for_this_user_alone_and_nothing_lies_about(
        self, here: Installation, tmp_path: Path
    ) -> None:
        (tmp_path / "b.part").write_text("of a backup that was killed")
        back_up(tmp_path / "b", to=TO, now=NOW)
        assert [path.name for path in tmp_path.iterdir()] == ["b"]
        assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
        assert not (here.var / "backup-work").exists()

    def test_an_existing_file_is_not_replaced_unasked(self, here: Installation, tmp_path: Path) -> None:
        (tmp_path / "b").write_text("mine")
        with pytest.raises(BackupError, match="exists already"):
            back_up(tmp_path / "b", to=TO, now=NOW)
        assert (tmp_path / "b").read_text() == "mine"
        back_up(tmp_path / "b", to=TO, now=NOW, replace=True)
        assert opened(tmp_path / "b")

    def test_a_file_that_changes_stops_it_and_the_old_backup_stays(
        self, here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def spoil(*arguments: Any) -> Any:
            made = manifest(*arguments)
            (here.var / "networks/net.npz").write_bytes(b"y" * made.members["var/networks/net.npz"].size)
            return made

        manifest = making._manifest
        monkeypatch.setattr(making, "_manifest", spoil)
        (tmp_path / "b").write_text("the day before")
        with pytest.raises(BackupError, match=r"net\.npz changed while it was read"):
            back_up(tmp_path / "b", to=TO, now=NOW, replace=True)
        assert (tmp_path / "b").read_text() == "the day before"
        assert not (tmp_path / "b.part").exists()

    def test_only_one_runs_at_a_time(self, here: Installation, tmp_path: Path) -> None:
        with files.workspace(), pytest.raises(BackupError, match="Another backup"):
            back_up(tmp_path / "b", to=TO, now=NOW)

    def test_after_a_kill_the_next_one_is_whole(self, here: Installation, tmp_path: Path) -> None:
        """Killed at its work, it leaves no half backup, and its temporary files go with the next one."""
        recipient, target = new_key(tmp_path / "key"), tmp_path / "b"
        arguments = ["wooncirkel", "backup", str(target), "--to", recipient]
        killed = KILLED.format(arguments=arguments)
        place = {"WOONCIRKEL_VAR": str(here.var), "PYTHONPATH": str(ROOT / "src"), **here.environment()}
        done = subprocess.run([sys.executable, "-c", killed], env=os.environ | place, check=False)
        assert done.returncode == -signal.SIGKILL
        assert not target.exists()
        assert (here.var / "backup-work").exists()
        back_up(target, to=TO, now=NOW)
        assert opened(target)
        assert not (here.var / "backup-work").exists()
        assert not (tmp_path / "b.part").exists()


class TestCommand:
    pytestmark = on_both

    def test_the_command_makes_a_key_and_a_backup(self, here: Installation, tmp_path: Path) -> None:
        made = here.run("backup", "--new-key", tmp_path / "key")
        assert made.returncode == 0
        done = here.run("backup", tmp_path / "b", "--to", made.stdout.strip())
        assert (done.returncode, done.stderr) == (0, "")
        assert "3 files" in done.stdout
        (key,) = identities(tmp_path / "key")
        assert opened(tmp_path / "b", key)

    def test_a_refusal_is_one_sentence(self, here: Installation, tmp_path: Path) -> None:
        done = here.run("backup", tmp_path / "b")
        assert done.returncode == 2
        assert done.stderr.startswith("CommandError: Say with --to")
        assert done.stderr.count("\n") == 1


def test_a_damaged_database_is_not_backed_up(tmp_path: Path) -> None:
    link = sqlite3.connect(tmp_path / "d")
    link.execute("CREATE TABLE t (x)")
    link.executemany("INSERT INTO t VALUES (?)", [("y" * 1000,)] * 100)
    link.commit()
    link.close()
    data = bytearray((tmp_path / "d").read_bytes())
    data[8192:12288] = bytes(4096)
    (tmp_path / "d").write_bytes(data)
    with pytest.raises(BackupError, match="damaged"):
        tables_in(tmp_path / "d")
