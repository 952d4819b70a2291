"""Work that is not done while somebody waits, and the tick that puts it in the queue when it is due."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from wooncirkel.apps.shared import hooks

KEEP_RESULTS = timedelta(days=14)


def clear_sessions(*, now: datetime) -> None:
    """Delete sessions that have ended."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def prune_results(*, now: datetime) -> None:
    """Forget finished tasks of more than two weeks ago."""
    DBTaskResult.objects.finished().filter(finished_at__lte=now - KEEP_RESULTS).delete()


@task
def tidy() -> None:
    """Do the daily cleaning of every room; one that fails does not stop the others."""
    own = [f"{__name__}.clear_sessions", f"{__name__}.prune_results"]
    failed = dict(hooks.call_all([*own, *hooks.DAILY], now=timezone.now()))
    if failed:
        raise ExceptionGroup(f"Failed: {', '.join(failed)}.", list(failed.values()))


RECURRING: list[tuple[Task[Any, Any], timedelta]] = [(tidy, timedelta(days=1))]


def enqueue_due(*, now: datetime) -> list[str]:
    """Put in the queue what has not been there for its period; return the names.

    Two supervisors on one database may both do so in the same second: recurring tasks must be safe to repeat.
    """
    due = [work for work, period in RECURRING if not _enqueued_since(work, now - period)]
    for work in due:
        work.enqueue()
    return [work.name for work in due]


def _enqueued_since(work: Task[Any, Any], moment: datetime) -> bool:
    return DBTaskResult.objects.filter(task_path=work.module_path, enqueued_at__gt=moment).exists()
