"""`wooncirkel worker`: do the tasks in the queue, one after another. `serve` starts one."""

import logging
from typing import Any

from django_tasks_db.management.commands import db_worker


class Command(db_worker.Command):
    """The worker of django-tasks, without its advice to press Ctrl-C again."""

    help = "Do the tasks in the queue until told to stop."
    requires_system_checks = ()

    def configure_logging(self, verbosity: int) -> None:
        """Leave logging to the settings, but tell only of errors."""
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)

    def handle(self, **options: Any) -> None:
        """Never restart on a changed file: that leaves tasks half done."""
        super().handle(**{**options, "reload": False})
