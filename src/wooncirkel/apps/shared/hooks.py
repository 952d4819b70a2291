"""What a room adds to the life of the program: dotted names, called in the order in which they were added.

A room appends in its AppConfig.ready. Names instead of functions keep the start light: nothing is imported
until it is called.
"""

from collections.abc import Iterator
from datetime import timedelta

WARM: list[str] = []
"""Called without arguments by `wooncirkel warm`, which `init` runs after a change: compile, without city."""

READY: list[str] = []
"""Called without arguments before the web server accepts visitors: read what a first one would wait for."""

RECURRING: list[tuple[str, timedelta]] = []
"""Tasks (a dotted name of one made with `@task`) and how often the tick of `serve` puts each in the queue."""

DAILY: list[str] = []
"""Called with keyword `now` once a day, by the task `tidy`."""

RESTORED: list[str] = []
"""Called with keyword `now` by `wooncirkel restore`, before anybody sees the restored rows: erase again.

On PostgreSQL it runs inside the transaction of the restore, so it may not ask for one that is `durable`.
"""


ANNOUNCED: list[str] = []
"""Called with the address that answers, ending in a slash, by `wooncirkel serve`; yields lines to print."""


def call_all(names: list[str], **arguments: object) -> Iterator[tuple[str, Exception]]:
    """Call every name; yield the name and the error of each that failed, after which the others still run."""
    from django.utils.module_loading import import_string

    for name in names:
        try:
            import_string(name)(**arguments)
        except Exception as error:
            yield name, error
