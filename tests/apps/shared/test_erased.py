"""The list of erased persons loses nobody: not by a power cut, not by joining, not by doing it twice."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from wooncirkel.apps.shared.erased import erased_persons, file, join, note_erased

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: object) -> Path:
    """A data folder of its own."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def test_without_a_list_nobody_is_on_it() -> None:
    assert erased_persons() == []


def test_who_is_noted_is_on_it_once_in_order() -> None:
    first, second = uuid4(), uuid4()
    for person in (first, second, first):
        note_erased(person, NOW)
    assert erased_persons() == [first, second]


def test_the_list_is_for_this_user_alone_and_holds_no_more_than_needed() -> None:
    person = UUID(int=1)
    note_erased(person, NOW)
    assert file().stat().st_mode & 0o777 == 0o600
    assert file().read_text() == f'{{"person": "{person}", "at": "2026-11-20T04:00:00+00:00"}}\n'


def test_it_is_on_disk_before_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The content each time, and the name of the file the first time."""
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", synced.append)
    note_erased(uuid4(), NOW)
    assert len(synced) == 2
    note_erased(uuid4(), NOW)
    assert len(synced) == 3


@pytest.mark.parametrize("cut", range(1, 90, 7))
def test_half_a_line_of_a_power_cut_does_not_spoil_the_next(cut: int) -> None:
    first, lost, last = uuid4(), uuid4(), uuid4()
    note_erased(first, NOW)
    whole = file().read_bytes()
    note_erased(lost, NOW)
    file().write_bytes(whole + file().read_bytes()[len(whole) :][:cut])
    note_erased(last, NOW)
    assert [person for person in erased_persons() if person != lost] == [first, last]


def test_joining_keeps_every_line_of_both() -> None:
    ours, theirs, both = uuid4(), uuid4(), uuid4()
    for person in (theirs, both):
        note_erased(person, NOW)
    other = file().read_bytes()
    file().unlink()
    for person in (both, ours):
        note_erased(person, NOW)
    for _ in range(2):
        join(other)
        assert erased_persons() == [both, ours, theirs]
        assert len(file().read_bytes().splitlines()) == 3


def test_joining_with_nothing_here_takes_theirs_and_nothing_changes_nothing() -> None:
    person = uuid4()
    note_erased(person, NOW)
    other = file().read_bytes()
    file().unlink()
    join(b"")
    assert not file().exists()
    join(other)
    assert file().read_bytes() == other


def test_a_line_that_we_cannot_read_stays_in_the_file() -> None:
    join(b'half a li\n{"person": 5}\n[]\n')
    note_erased(person := uuid4(), NOW)
    assert erased_persons() == [person]
    assert file().read_bytes().startswith(b'half a li\n{"person": 5}\n[]\n')
