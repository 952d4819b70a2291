"""Letters on their way: stored with what they tell about, sent once, tried again, never lost."""

import os
import smtplib
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from wooncirkel.apps.shared import hooks, letterbox, outbox
from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.outbox import MOST_TRIES, send_due, send_later
from wooncirkel.apps.shared.tasks import RECURRING, send_letters

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def write(to: str = "wim@example.test", subject: str = "Dag") -> None:
    """Write a letter."""
    send_later(to=to, person=None, subject=subject, text="Een brief.", now=timezone.now())


def test_a_letter_is_sent_once() -> None:
    write()
    assert send_due(now=timezone.now()) == 1
    assert send_due(now=timezone.now()) == 0
    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == (["wim@example.test"], "Dag", "Een brief.")
    row = Message.objects.get()
    assert row.sent_at
    assert row.tries == 1


def test_a_letter_goes_with_what_it_tells_about() -> None:
    class GoneError(Exception):
        pass

    def tell() -> None:
        write()
        raise GoneError

    with pytest.raises(GoneError), transaction.atomic():
        tell()
    assert not Message.objects.exists()


def broken(*_: Any) -> int:
    """A mail server that is not there."""
    raise smtplib.SMTPServerDisconnected("gone, with wim@example.test in its words")


def test_what_fails_is_tried_again_later(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    write()
    now = timezone.now()
    with monkeypatch.context() as server:
        server.setattr("django.core.mail.EmailMessage.send", broken)
        assert send_due(now=now) == 0
        assert send_due(now=now) == 0
        assert Message.objects.get().tries == 1
        assert send_due(now=now + timedelta(minutes=3)) == 0
        assert Message.objects.get().tries == 2
    assert send_due(now=now + timedelta(minutes=5)) == 0  # four minutes after the second
    assert send_due(now=now + timedelta(minutes=8)) == 1
    assert "wim@" not in caplog.text
    assert "SMTPServerDisconnected" in caplog.text


def test_in_the_end_it_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    now: datetime = timezone.now()
    for hours in range(0, 24 * 14, 1):
        send_due(now=now + timedelta(hours=hours))
    row = Message.objects.get()
    assert (row.tries, row.sent_at) == (MOST_TRIES, None)


def test_one_that_fails_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    write("broken@example.test")
    write("wim@example.test")
    real = mail.EmailMessage.send

    def some(letter: mail.EmailMessage, *args: Any) -> int:
        return broken() if letter.to[0].startswith("broken") else real(letter, *args)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", some)
    assert send_due(now=timezone.now()) == 1
    assert [letter.to for letter in mail.outbox] == [["wim@example.test"]]


def test_a_worker_that_was_killed_leaves_the_letter_for_later() -> None:
    write()
    now = timezone.now()
    Message.objects.update(tries=1, tried_at=now)  # noted, then killed
    assert send_due(now=now) == 0
    assert send_due(now=now + timedelta(minutes=3)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        write(f"wim{number}@example.test")
    both, sent = threading.Barrier(2), []

    def slow(letter: mail.EmailMessage, *args: Any) -> int:
        sent.append(letter.to[0])
        return 1

    monkeypatch.setattr("django.core.mail.EmailMessage.send", slow)

    def work() -> None:
        waiting = outbox._waiting(timezone.now())
        letters = list(waiting)
        both.wait()
        for letter in letters:
            outbox._send(letter, timezone.now())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sent) == [f"wim{number}@example.test" for number in range(5)]


def test_a_subject_stays_on_one_line() -> None:
    write(subject="Dag\r\nBcc: evil@example.test")
    send_due(now=timezone.now())
    [letter] = mail.outbox
    assert "\n" not in letter.subject
    assert letter.recipients() == ["wim@example.test"]


def test_a_broken_address_is_no_crash(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "wooncirkel.apps.shared.letterbox.Letterbox"
    settings.LETTERS = tmp_path / "mail"
    write("wim@example.test\nBcc: evil@example.test")
    assert send_due(now=timezone.now()) == 0


def test_without_a_mail_server_letters_are_files_for_their_owner_alone(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "wooncirkel.apps.shared.letterbox.Letterbox"
    settings.LETTERS = tmp_path / "mail"
    write()
    assert send_due(now=timezone.now()) == 1
    [file] = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert "Een brief." in file.read_text()
    assert "wim" not in file.name


def test_letters_as_files_go_after_thirty_days(settings: Any, tmp_path: Path) -> None:
    settings.LETTERS = tmp_path
    now = timezone.now()
    for name, days in (("old.eml", 31), ("new.eml", 29)):
        (tmp_path / name).write_text("To: wim@example.test\n\nDag")
        at = (now - timedelta(days=days)).timestamp()
        os.utime(tmp_path / name, (at, at))
    letterbox.forget_old(now=now)
    assert [file.name for file in tmp_path.iterdir()] == ["new.eml"]
    assert "wooncirkel.apps.shared.letterbox.forget_old" in hooks.DAILY


def test_letters_as_files_go_with_who_they_were_for(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "wooncirkel.apps.shared.letterbox.Letterbox"
    settings.LETTERS = tmp_path / "mail"
    letterbox.forget_letters("wim@example.test")  # no folder yet
    for to in ("wim@example.test", "oom-wim@example.test"):
        write(to)
    assert send_due(now=timezone.now()) == 2
    letterbox.forget_letters("")
    letterbox.forget_letters("Wim@Example.test")
    [file] = (tmp_path / "mail").iterdir()
    assert "oom-wim@example.test" in file.read_text()


def test_the_worker_sends_them() -> None:
    write()
    assert send_letters in [work for work, _ in RECURRING]
    send_letters.func()
    assert len(mail.outbox) == 1
