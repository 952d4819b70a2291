"""What is due comes into the queue once, and the daily cleaning reaches every room."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from wooncirkel.apps.shared import hooks, tasks

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def work_off() -> DBTaskResult:
    """Let a worker empty the queue; return the newest task."""
    call_command("worker", "--batch", "--no-startup-delay")
    return DBTaskResult.objects.latest("enqueued_at")


def age(*, days: float) -> None:
    """Make every task that many days older."""
    past = timezone.now() - timedelta(days=days)
    DBTaskResult.objects.update(enqueued_at=past, finished_at=past)


def session(*, ends_in: timedelta) -> None:
    """Store a session."""
    Session.objects.create(session_key=str(ends_in), session_data="", expire_date=timezone.now() + ends_in)


def test_tidy_is_due_once_a_day() -> None:
    now = timezone.now()
    assert "tidy" in tasks.enqueue_due(now=now)
    assert tasks.enqueue_due(now=now) == []
    age(days=0.9)
    assert "tidy" not in tasks.enqueue_due(now=now)
    age(days=1.1)
    assert "tidy" in tasks.enqueue_due(now=now)


def test_what_comes_often_and_went_well_is_forgotten_soon() -> None:
    tasks.enqueue_due(now=timezone.now())
    work_off()
    age(days=3)
    tasks.prune_results(now=timezone.now())
    assert list(DBTaskResult.objects.values_list("task_path", flat=True)) == [tasks.tidy.module_path]


def test_tidy_deletes_what_has_ended_and_keeps_the_rest() -> None:
    session(ends_in=timedelta(days=-1))
    session(ends_in=timedelta(days=1))
    tasks.tidy.enqueue()
    work_off()
    age(days=15)
    tasks.tidy.enqueue()
    assert work_off().status == "SUCCESSFUL"
    assert Session.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


CALLED: list[str] = []


def note(*, now: object) -> None:
    """Stand for the daily work of a room."""
    CALLED.append("note")


def fail(*, now: object) -> None:
    """Stand for daily work that breaks."""
    raise ValueError("broken on purpose")


def test_one_room_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    CALLED.clear()
    monkeypatch.setattr(hooks, "DAILY", [f"{__name__}.{name}" for name in ("fail", "note")])
    tasks.tidy.enqueue()
    result = work_off()
    assert CALLED == ["note"]
    assert result.status == "FAILED"
    assert "broken on purpose" in result.traceback
