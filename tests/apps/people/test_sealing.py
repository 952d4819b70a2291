"""Seals: the same bytes for the same lines, nothing forgotten, and every tampering told with its place."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from wooncirkel.apps.people import sealing, seallist
from wooncirkel.apps.people.actions import seals
from wooncirkel.apps.people.actions.pruning import prune
from wooncirkel.apps.people.actions.seals import note_restored, seal
from wooncirkel.apps.people.models import AccessLine, Seal
from wooncirkel.apps.people.verifying import KEPT, Report, verify

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = b"a key of the tests, quite long enough"
WORDS = st.text(max_size=20)
ROW = st.tuples(
    st.integers(1, 10**12), st.datetimes(timezones=st.just(UTC)), st.uuids(), st.none() | st.uuids(),
    WORDS, st.none() | st.uuids(), st.none() | st.uuids(), st.uuids(), WORDS, WORDS, WORDS, WORDS,
)  # fmt: skip


def lines(count: int, *, at: datetime = NOW) -> None:
    """Store access lines, a second apart."""
    AccessLine.objects.bulk_create(
        AccessLine(
            at=at + timedelta(seconds=number), answer=uuid.uuid4(), actor=uuid.uuid4(), role="host",
            subject=uuid.uuid4(), act="saw", what=f"name,{number}", route="person", means="work",
        )
        for number in range(count)
    )  # fmt: skip


class TestBytes:
    """What is sealed, computed without a database."""

    def test_every_field_of_a_line_is_sealed(self) -> None:
        assert set(sealing.FIELDS) == {field.name for field in AccessLine._meta.concrete_fields}

    @given(ROW, ROW)
    @settings(deadline=None)
    def test_two_lines_are_equal_only_when_all_their_fields_are(self, one: Any, other: Any) -> None:
        assert (sealing.line_bytes(one) == sealing.line_bytes(other)) is (one == other)

    @given(ROW, st.integers(0, 11))
    @settings(deadline=None)
    def test_no_field_is_left_out(self, row: Any, place: int) -> None:
        values = [
            10**13,
            NOW - timedelta(days=9),
            *(uuid.UUID(int=n) for n in range(2)),
            *["changed" * 4] * 8,
        ]
        other = (*row[:place], values[place], *row[place + 1 :])
        assert sealing.line_bytes(row) != sealing.line_bytes(other)

    def test_a_moment_is_the_same_in_every_zone(self) -> None:
        assert sealing.moment(NOW) == sealing.moment(NOW.astimezone(timezone(timedelta(hours=9))))

    def test_a_run_is_one_line_after_another(self) -> None:
        """By hand: SHA-256 over the mark before, and then every line."""
        import hashlib

        rows = [(1, NOW, None, "a"), (2, NOW, None, "é\n")]
        text = (
            'before\n[1,"2026-11-22T12:00:00.000000+00:00",null,"a"]\n'
            '[2,"2026-11-22T12:00:00.000000+00:00",null,"\\u00e9\\n"]\n'
        )
        assert sealing.digest_of("before", rows) == hashlib.sha256(text.encode()).hexdigest()

    def test_a_mark_needs_the_key_and_every_part(self) -> None:
        made = sealing.closed(KEY, [(1, NOW)], previous="p", now=NOW)
        assert sealing.is_genuine(KEY, made)
        assert not sealing.is_genuine(b"another key", made)
        for name, value in {
            "at": "x",
            "first": 2,
            "last": 2,
            "count": 2,
            "previous": "",
            "digest": "",
        }.items():
            changed = sealing.Sealed(**{**{n: getattr(made, n) for n in made.__slots__}, name: value})
            assert not sealing.is_genuine(KEY, changed), name

    def test_an_entry_is_read_as_it_was_written(self) -> None:
        made = sealing.closed(KEY, [(1, NOW)], previous="p", now=NOW)
        given_up = sealing.given_up(KEY, last=0, after=made.mac, now=NOW)
        for entry in (made, given_up):
            assert sealing.read(sealing.written(entry)) == entry
            assert sealing.is_genuine(KEY, entry)

    @pytest.mark.parametrize(
        "line", [b"", b"{", b"[]", b"null", b'{"kind":"seal"}', b'{"kind":"x"}', b"\xff"]
    )
    def test_what_is_no_entry_is_nothing(self, line: bytes) -> None:
        assert sealing.read(line) is None


@pytest.fixture
def var(tmp_path: Path, settings: LazySettings) -> Path:
    """A data folder of its own."""
    settings.VAR = tmp_path
    return tmp_path


def check(**more: Any) -> Report:
    """Verify with the key of the tests."""
    return verify(key=KEY, now=NOW, **more)


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("var")
class TestSeal:
    """Lines are closed in runs, each over the one before."""

    def test_nothing_to_close_makes_no_seal(self) -> None:
        assert seal(now=NOW, key=KEY) is None
        assert check() == Report()

    def test_all_lines_are_closed_and_the_newest_seal_is_returned(self) -> None:
        lines(5)
        made = seal(now=NOW, key=KEY)
        assert made
        assert (made.count, made.previous) == (5, "")
        assert made.last == AccessLine.objects.latest("pk").pk
        lines(2)
        assert check().unsealed == 2
        again = seal(now=NOW, key=KEY)
        assert again
        assert (again.first, again.previous) == (made.last + 1, made.mac)
        assert check() == Report(lines=7, seals=2)
        assert seal(now=NOW, key=KEY) is None

    def test_a_long_run_is_cut(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seals, "MOST", 10)
        lines(25)
        seal(now=NOW, key=KEY)
        assert [row.count for row in Seal.objects.order_by("last")] == [10, 10, 5]
        assert check().faults == []

    def test_every_seal_is_in_the_list_outside_the_database(self) -> None:
        for _ in range(3):
            lines(2)
            seal(now=NOW, key=KEY)
        listed = [entry for _, entry in seallist.entries(seallist.file())]
        assert listed == [seals.sealed(row) for row in Seal.objects.order_by("last")]
        assert seallist.file().stat().st_mode & 0o777 == 0o600
        assert seallist.file().parent.stat().st_mode & 0o777 == 0o700

    def test_a_seal_that_a_power_cut_kept_out_of_the_list_comes_in_later(self) -> None:
        lines(2)
        seal(now=NOW, key=KEY)
        whole = seallist.file().read_bytes()
        seallist.file().write_bytes(whole[:-40])  # half a line
        assert check().unlisted == 1
        lines(1)
        seal(now=NOW, key=KEY)
        assert check() == Report(lines=3, seals=2)

    def test_a_gap_in_the_numbers_is_no_fault(self) -> None:
        lines(2)
        with transaction.atomic():
            lines(2)
            transaction.set_rollback(True)
        AccessLine.objects.bulk_create(
            [AccessLine(pk=10**6, at=NOW, answer=uuid.uuid4(), subject=uuid.uuid4(), act="saw")]
        )
        seal(now=NOW, key=KEY)
        assert check() == Report(lines=3, seals=1)


def past_the_triggers(*orders: str) -> None:
    """Do what somebody can who has the database in hand: the triggers do not hold her."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE tables_owner")
            for table in ("people_accessline", "people_seal"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        for order in orders:
            cursor.execute(order)
        if connection.vendor == "postgresql":
            for table in ("people_accessline", "people_seal"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute("SET LOCAL ROLE application")


def number(place: int) -> int:
    """Return the key of the line at a place, counted from 0."""
    return AccessLine.objects.order_by("pk").values_list("pk", flat=True)[place]


def edit() -> None:
    """Put another person in a line."""
    past_the_triggers(f"UPDATE people_accessline SET what = 'nothing' WHERE id = {number(7)}")


def delete(place: int) -> None:
    """Take one line out."""
    past_the_triggers(f"DELETE FROM people_accessline WHERE id = {number(place)}")


def insert() -> None:
    """Put a line in between, in the place of one that went."""
    gone = AccessLine.objects.get(pk=number(8))
    delete(8)
    gone.what = "somebody else"
    gone.save(force_insert=True)


def insert_in_a_gap() -> None:
    """Put a line where a number was never used."""
    past_the_triggers(f"UPDATE people_accessline SET id = -1 WHERE id = {number(0)}")


def reorder() -> None:
    """Let two lines change places."""
    one, two = number(4), number(5)
    past_the_triggers(
        f"UPDATE people_accessline SET id = -1 WHERE id = {one}",
        f"UPDATE people_accessline SET id = {one} WHERE id = {two}",
        f"UPDATE people_accessline SET id = {two} WHERE id = -1",
    )


def cut_tail() -> None:
    """Take the newest lines away, and their seal."""
    last = Seal.objects.order_by("-last")[1].last
    past_the_triggers(
        f"DELETE FROM people_accessline WHERE id > {last}", f"DELETE FROM people_seal WHERE last > {last}"
    )


def cut_head() -> None:
    """Take the oldest lines away, and their seal."""
    last = Seal.objects.order_by("last")[0].last
    past_the_triggers(
        f"DELETE FROM people_accessline WHERE id <= {last}", f"DELETE FROM people_seal WHERE last <= {last}"
    )


def older_copy() -> None:
    """Put back the copy from before the last two seals, and go on writing."""
    last = Seal.objects.order_by("last")[1].last
    past_the_triggers(
        f"DELETE FROM people_accessline WHERE id > {last}", f"DELETE FROM people_seal WHERE last > {last}"
    )
    lines(30)
    seal(now=NOW, key=KEY)


def seal_without_the_key() -> None:
    """Change a line and make its seal anew, without the key."""
    edit()
    row = Seal.objects.order_by("last")[1]
    rows = list(
        AccessLine.objects.filter(pk__gte=row.first, pk__lte=row.last)
        .order_by("pk")
        .values_list(*sealing.FIELDS)
    )
    made = sealing.closed(b"a key that somebody made up herself", rows, previous=row.previous, now=row.at)
    past_the_triggers(
        f"UPDATE people_seal SET digest = '{made.digest}', mac = '{made.mac}' WHERE id = {row.pk}"
    )


TAMPERINGS: dict[str, tuple[Callable[[], None], str]] = {
    "edit": (edit, "Of lines {1.first}–{1.last} (sealed 2026-11-22 12:00 UTC) at least one is not what was"),
    "delete the first": (lambda: delete(0), "There are 4 lines {0.first}–{0.last}"),
    "delete one in the middle": (lambda: delete(7), "There are 4 lines {1.first}–{1.last}"),
    "delete the last": (lambda: delete(19), "There are 4 lines {3.first}–{3.last}"),
    "insert": (insert, "Of lines {1.first}–{1.last}"),
    "insert in a gap": (insert_in_a_gap, "Of lines {0.first}–{0.last}"),
    "reorder": (reorder, "Of lines {0.first}–{0.last}"),
    "cut the tail": (cut_tail, "1 seals are gone from the database, up to line {3.last}"),
    "cut the head": (cut_head, "1 seals are gone from the database, up to line {0.last}"),
    "restore an older copy": (older_copy, "2 seals are gone from the database, up to line {3.last}"),
    "make a seal without the key": (seal_without_the_key, "was not made with this key"),
}


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("var")
@pytest.mark.parametrize("way", TAMPERINGS)
def test_a_tampering_is_told_with_its_place(way: str) -> None:
    for _ in range(4):
        lines(5)
        seal(now=NOW, key=KEY)
    rows = list(Seal.objects.order_by("last"))
    assert check() == Report(lines=20, seals=4)
    tamper, sentence = TAMPERINGS[way]
    tamper()
    found = check().faults
    assert any(sentence.format(*rows) in fault for fault in found), found


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("var")
class TestList:
    """The list outside the database, and what can be done to it."""

    @pytest.fixture(autouse=True)
    def _sealed(self, var: Path) -> None:
        for _ in range(4):
            lines(5)
            seal(now=NOW, key=KEY)

    def rewrite(self, change: Callable[[list[bytes]], list[bytes]]) -> None:
        """Change the list as somebody can who has the file in hand."""
        seallist.file().write_bytes(b"".join(change(seallist.file().read_bytes().splitlines(keepends=True))))

    def test_a_list_that_is_gone_is_told(self) -> None:
        seallist.file().unlink()
        assert "is not there" in check().faults[0]

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_a_line_that_is_taken_out_is_told(self, place: int) -> None:
        self.rewrite(lambda found: found[:place] + found[place + 1 :])
        faults = check().faults
        assert any("does not follow" in fault or "is not the one" in fault for fault in faults) or place == 0

    def test_a_line_that_is_changed_is_told(self) -> None:
        self.rewrite(lambda found: [line.replace(b'"count":5', b'"count":6') for line in found])
        assert len(check().faults) == 4

    def test_tail_and_list_both_cut_show_in_a_copy_of_the_list(self, var: Path) -> None:
        copy = var / "copy.jsonl"
        copy.write_bytes(seallist.file().read_bytes())
        cut_tail()
        self.rewrite(lambda found: found[:-1])
        assert check().faults == []  # that is why a copy is kept elsewhere
        assert "1 seals are gone" in check(listed=copy).faults[0]

    def test_an_older_copy_of_the_list_is_enough_for_what_it_holds(self, var: Path) -> None:
        copy = var / "copy.jsonl"
        copy.write_bytes(seallist.file().read_bytes())
        lines(1)
        seal(now=NOW, key=KEY)
        assert check(listed=copy) == Report(lines=21, seals=5, unlisted=1)

    def test_a_backup_that_was_put_back_on_purpose_is_no_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(seals.KEY, KEY.decode())
        last = Seal.objects.order_by("last")[1].last
        past_the_triggers(
            f"DELETE FROM people_accessline WHERE id > {last}", f"DELETE FROM people_seal WHERE last > {last}"
        )
        note_restored(now=NOW)
        lines(3)
        seal(now=NOW, key=KEY)
        assert check() == Report(lines=13, seals=3, given_up=2)
        note_restored(now=NOW)  # nothing was given up this time
        assert check() == Report(lines=13, seals=3, given_up=2)

    def test_an_old_note_of_that_cannot_be_used_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.test_a_backup_that_was_put_back_on_purpose_is_no_fault(monkeypatch)
        cut_tail()
        self.rewrite(lambda found: [*found, next(line for line in found if b"restored" in line)])
        assert any("does not follow what stood before it" in fault for fault in check().faults)


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.usefixtures("var")
class TestPruning:
    """After five years whole runs go, and what stays can still be checked."""

    def test_nothing_younger_goes(self) -> None:
        lines(5)
        seal(now=NOW - KEPT + timedelta(days=1), key=KEY)
        assert prune(now=NOW) == 0
        assert check() == Report(lines=5, seals=1)

    def test_old_runs_go_and_the_rest_is_whole(self) -> None:
        long_ago = NOW - KEPT - timedelta(days=400)
        for years in (0, 1, 2, 6):
            at = long_ago + timedelta(days=years * 365)
            lines(5, at=at)
            seal(now=at, key=KEY)
        assert check() == Report(lines=20, seals=4)
        assert prune(now=NOW) == 10
        assert check() == Report(lines=10, seals=2)
        assert len(seallist.file().read_bytes().splitlines()) == 3
        assert prune(now=NOW) == 0
        lines(1)
        seal(now=NOW, key=KEY)
        assert check() == Report(lines=11, seals=3)
        cut_head()
        assert "was not five years old" in " ".join(check().faults)

    def test_the_database_refuses_to_let_younger_lines_go(self) -> None:
        """A seal that says it is old does not open them."""
        lines(5)
        seal(now=NOW - KEPT - timedelta(days=1), key=KEY)
        with pytest.raises(Exception, match="five years"), transaction.atomic():
            prune(now=NOW)
        assert AccessLine.objects.count() == 5


@pytest.mark.database
class TestSettled:
    """A number that was given out and is not committed yet may still come."""

    @pytest.mark.django_db(transaction=True)
    def test_lines_of_an_open_transaction_are_waited_for(self, var: Path) -> None:
        begun, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            try:
                with transaction.atomic():
                    lines(1)
                    begun.set()
                    go_on.wait(5)
            finally:
                connection.close()

        other = threading.Thread(target=slow)
        other.start()
        begun.wait(5)
        if connection.vendor == "postgresql":
            lines(1)  # a later number, committed earlier
            threading.Timer(0.3, go_on.set).start()
        else:
            go_on.set()  # SQLite lets one write at a time
            other.join()
            lines(1)
        seal(now=NOW, key=KEY)
        other.join()
        assert check() == Report(lines=2, seals=1)

    @pytest.mark.django_db(transaction=True)
    def test_a_transaction_that_takes_very_long_is_left_for_the_next_minute(
        self, var: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(seals, "_writers", lambda: {"7/7"})
        monkeypatch.setattr(seals, "PATIENCE_S", 0.2)
        lines(3)
        made = seal(now=NOW, key=KEY)
        assert (made is None) is (connection.vendor == "postgresql")

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_make_one_chain(self, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(seals, "MOST", 7)
        lines(100)

        def work() -> None:
            try:
                seal(now=NOW, key=KEY)
            finally:
                connection.close()

        many = 3 if connection.vendor == "postgresql" else 1  # SQLite of the tests has one writer in memory
        threads = [threading.Thread(target=work) for _ in range(many)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert check() == Report(lines=100, seals=15)
        assert len(seallist.file().read_bytes().splitlines()) == 15
