"""Work that is not done while somebody waits, and the tick that puts it in the queue when it is due."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from wooncirkel.apps.shared import hooks

KEEP_RESULTS = timedelta(days=14)
A_DAY = timedelta(days=1)


def clear_sessions(*, now: datetime) -> None:
    """Delete sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def prune_results(*, now: datetime) -> None:
    """Forget finished tasks of two weeks ago; those that went well and come often, of two days ago."""
    DBTaskResult.objects.finished().filter(finished_at__lte=now - KEEP_RESULTS).delete()
    often = [work.module_path for work, period in recurring() if period < A_DAY]
    went_well = DBTaskResult.objects.successful().filter(task_path__in=often)
    went_well.filter(finished_at__lte=now - 2 * A_DAY).delete()


@task
def tidy() -> None:
    """Do the daily cleaning of every room; one that fails does not stop the others."""
    own = [f"{__name__}.clear_sessions", f"{__name__}.prune_results"]
    failed = dict(hooks.call_all([*own, *hooks.DAILY], now=timezone.now()))
    if failed:
        raise ExceptionGroup(f"Failed: {', '.join(failed)}.", list(failed.values()))


@task
def send_letters() -> None:
    """Send the letters that wait, and those whose last try failed."""
    from wooncirkel.apps.shared.outbox import send_due

    send_due(now=timezone.now())


RECURRING: list[tuple[Task[Any, Any], timedelta]] = [
    (tidy, A_DAY),
    (send_letters, timedelta(minutes=2)),
]


def recurring() -> list[tuple[Task[Any, Any], timedelta]]:
    """Return what comes into the queue again and again, here and by rooms."""
    return [*RECURRING, *((import_string(name), period) for name, period in hooks.RECURRING)]


def enqueue_due(*, now: datetime) -> list[str]:
    """Put in the queue what has not been there for its period; return the names.

    Two supervisors on one database may both do so in the same second: recurring tasks must be safe to repeat.
    """
    due = [work for work, period in recurring() if not _enqueued_since(work, now - period)]
    for work in due:
        work.enqueue()
    return [work.name for work in due]


def _enqueued_since(work: Task[Any, Any], moment: datetime) -> bool:
    return DBTaskResult.objects.filter(task_path=work.module_path, enqueued_at__gt=moment).exists()
