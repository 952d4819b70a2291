"""A restore gives back every row and file, or leaves everything as it was; who was erased stays erased."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from apps.shared.installation import (
    KEYS,
    NOW,
    TO,
    Installation,
    Maker,
    change,
    key_file,
    on_both,
    same,
    state,
)
from wooncirkel.apps.places.models import Source
from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.backup.archive import BackupError
from wooncirkel.apps.shared.backup.making import back_up
from wooncirkel.apps.shared.backup.restoring import restore
from wooncirkel.apps.shared.erased import erased_persons, note_erased
from wooncirkel.apps.shared.models import Message

pytestmark = pytest.mark.usefixtures("rooms")
CALLED: list[datetime] = []


def erase_listed(*, now: datetime) -> None:
    """Stand for a room: delete the session of everybody on the list."""
    CALLED.append(now)
    Message.objects.filter(subject__in=[str(person) for person in erased_persons()]).delete()


class TestWhole:
    pytestmark = on_both

    def test_on_an_empty_machine_everything_comes_back(
        self, full: Installation, kept: Path, maker: Maker
    ) -> None:
        for target in (maker.bare(), maker.empty()):
            with target.in_use():
                manifest = restore(kept, keys=KEYS, now=NOW)
            assert same(target, full)
            assert manifest.rows() == sum(
                len(rows) for name, rows in full.rows().items() if name[:7] != "sqlite_"
            )

    def test_the_next_row_gets_a_number_that_was_never_given(self, full: Installation, maker: Maker) -> None:
        with full.in_use():
            newest = Source.objects.create(slug="gone", title="", imported_at=NOW, year=2026)
            last = newest.pk
            newest.delete()
            back_up(full.var.parent / f"{full.var.name}.age", to=TO, now=NOW)
        target = maker.bare()
        with target.in_use():
            restore(full.var.parent / f"{full.var.name}.age", keys=KEYS, now=NOW)
            assert Source.objects.create(slug="next", title="", imported_at=NOW, year=2026).pk > last

    def test_it_takes_the_place_of_what_was_there(self, full: Installation, kept: Path, maker: Maker) -> None:
        target = maker.filled()
        with target.in_use():
            change()
            (target.var / "networks/later.npz").write_bytes(b"later")
            (target.var / "files/deep/photo.webp").unlink()
            restore(kept, keys=KEYS, now=NOW, replace=True)
            assert Message.objects.count() == 50
        assert same(target, full)
        left = {path.name for path in target.var.iterdir()}
        assert left <= {"networks", "files", "backup.lock", "secret-key", "wooncirkel.sqlite3"}

    def test_the_database_is_as_safe_as_before(self, full: Installation, kept: Path, maker: Maker) -> None:
        target = maker.bare()
        with target.in_use():
            restore(kept, keys=KEYS, now=NOW)
        if not target.url:
            assert (target.var / "wooncirkel.sqlite3").stat().st_mode & 0o777 == 0o600
            with closing(target.opened()) as link:
                assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with target.in_use():
            connection.check_constraints()

    def test_a_log_that_refuses_to_be_emptied_is_restored_and_goes_on_refusing(
        self, full: Installation, tmp_path: Path
    ) -> None:
        refuse(full)
        with full.in_use():
            back_up(tmp_path / "b", to=TO, now=NOW)
            Message.objects.create(to="a@example.test", subject="later", text="", made_at=NOW)
            restore(tmp_path / "b", keys=KEYS, now=NOW, replace=True)
            assert Message.objects.count() == 50
            with pytest.raises(Exception, match="append only"):
                Message.objects.all().delete()

    def test_an_older_backup_is_brought_up_to_date(self, maker: Maker, tmp_path: Path) -> None:
        old, target = maker.filled(), maker.filled()
        with old.in_use():
            call_command("migrate", "django_tasks_database", "0016", verbosity=0)
            call_command("migrate", "sessions", "zero", verbosity=0)
            back_up(tmp_path / "old", to=TO, now=NOW)
        with target.in_use():
            change()
            restore(tmp_path / "old", keys=KEYS, now=NOW, replace=True)
            assert Message.objects.count() == 50
            assert Source.objects.get().slug == "bron"
        assert target.rows().keys() == maker.tables.rows().keys()
        assert applied(target) == applied(maker.tables)
        assert target.rows()["places_source"] == old.rows()["places_source"]


def applied(installation: Installation) -> list[tuple[str, str]]:
    """Return the migrations that an installation has had, in alphabetical order."""
    with closing(installation.opened()) as link:
        return sorted(link.execute("SELECT app, name FROM django_migrations").fetchall())


def refuse(installation: Installation) -> None:
    """Make a table append-only, as the log is."""
    with closing(installation.opened()) as link:
        if installation.url:
            link.execute(
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'append only'; END $$"
            )
            for when in ("UPDATE OR DELETE ON shared_message FOR EACH ROW", "TRUNCATE ON shared_message"):
                name = when.split()[0]
                link.execute(f"CREATE TRIGGER t{name} BEFORE {when} EXECUTE FUNCTION no()")
        else:
            then = "BEGIN SELECT RAISE(ABORT, 'append only'); END"
            link.execute(f"CREATE TRIGGER t BEFORE DELETE ON shared_message {then}")
        link.commit()


class TestErasure:
    pytestmark = on_both

    def test_who_was_erased_after_the_backup_does_not_come_back(
        self, full: Installation, tmp_path: Path
    ) -> None:
        person, other = uuid4(), uuid4()
        with full.in_use():
            for key in (person, other):
                Message.objects.create(to="a@example.test", subject=str(key), text="", made_at=NOW)
            back_up(tmp_path / "b", to=TO, now=NOW)
            note_erased(person, NOW)
            hooks.RESTORED.append(f"{__name__}.erase_listed")
            CALLED.clear()
            restore(tmp_path / "b", keys=KEYS, now=NOW, replace=True)
            assert not Message.objects.filter(subject=str(person)).exists()
            assert Message.objects.filter(subject=str(other)).exists()
            assert CALLED == [NOW]
        if not full.url:
            raw = b"".join(path.read_bytes() for path in full.var.glob("wooncirkel.sqlite3*"))
            assert str(person).encode() not in raw
            assert str(other).encode() in raw

    def test_on_a_new_machine_the_list_of_the_backup_counts(
        self, full: Installation, maker: Maker, tmp_path: Path
    ) -> None:
        person, ours = uuid4(), uuid4()
        with full.in_use():
            Message.objects.create(to="a@example.test", subject=str(person), text="", made_at=NOW)
            note_erased(person, NOW)
            back_up(tmp_path / "b", to=TO, now=NOW)
        target = maker.bare()
        with target.in_use():
            note_erased(ours, NOW)
            hooks.RESTORED.append(f"{__name__}.erase_listed")
            restore(tmp_path / "b", keys=KEYS, now=NOW)
            assert erased_persons() == [ours, person]
            assert not Message.objects.filter(subject=str(person)).exists()

    def test_seals_on_disk_stay_and_those_of_the_backup_fill_a_gap(
        self, full: Installation, maker: Maker, tmp_path: Path
    ) -> None:
        seals = full.var / "seals" / "seals.jsonl"
        seals.parent.mkdir()
        seals.write_text("first\n")
        with full.in_use():
            back_up(tmp_path / "b", to=TO, now=NOW)
            seals.write_text("first\nsecond\n")
            restore(tmp_path / "b", keys=KEYS, now=NOW, replace=True)
        assert seals.read_text() == "first\nsecond\n"
        target = maker.bare()
        with target.in_use():
            restore(tmp_path / "b", keys=KEYS, now=NOW)
        assert (target.var / "seals" / "seals.jsonl").read_text() == "first\n"


class TestCommand:
    pytestmark = on_both

    def test_the_whole_drill_by_hand(self, full: Installation, maker: Maker, tmp_path: Path) -> None:
        made = full.run("backup", "--new-key", tmp_path / "key")
        assert full.run("backup", tmp_path / "b", "--to", made.stdout.strip()).returncode == 0
        target = maker.bare()
        done = target.run("restore", tmp_path / "b", "--identity", tmp_path / "key")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Run `wooncirkel init`" in done.stdout
        assert same(target, full)

    @pytest.mark.parametrize(
        ("file", "key", "sentence"),
        [("nowhere", "key", "There is no file"), ("kept", "kept", "does not hold keys|is not a key file")],
    )
    def test_a_refusal_is_one_sentence(
        self, full: Installation, kept: Path, tmp_path: Path, file: str, key: str, sentence: str
    ) -> None:
        key_file(tmp_path)
        done = full.run("restore", tmp_path / file, "--identity", tmp_path / key)
        assert done.returncode == 2
        assert any(word in done.stderr for word in sentence.split("|"))
        assert done.stderr.count("\n") == 1


@pytest.mark.django_db(transaction=True)
def test_an_old_sqlite_database_that_is_damaged_can_be_replaced(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    maker = Maker(tmp_path_factory.mktemp("sqlite"), postgres=False)
    full = maker.filled()
    good = state(full)
    with full.in_use():
        back_up(tmp_path / "b", to=TO, now=NOW)
    for junk in (b"junk" * 5000, b""):
        (full.var / "wooncirkel.sqlite3").write_bytes(junk)
        (full.var / "wooncirkel.sqlite3-wal").write_bytes(b"left over from before" * 500)
        with full.in_use():
            if junk:
                with pytest.raises(BackupError, match="something here"):
                    restore(tmp_path / "b", keys=KEYS, now=NOW)
            restore(tmp_path / "b", keys=KEYS, now=NOW, replace=True)
        assert state(full) == good
