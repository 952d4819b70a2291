"""`wooncirkel serve`: the web server and one task worker, started and stopped together."""

import errno
import http.client
import logging
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from wooncirkel.apps.shared import hooks, rowsecurity, start
from wooncirkel.apps.shared.supervise import Supervisor
from wooncirkel.apps.shared.tasks import enqueue_due

THREADS = 4
MOST_WORKERS = 64
MOST_PORT = 65535
FIRST_ANSWER_S = 180.0
TICK_S = 60.0
WEB, WORKER = "web server", "task worker"
DEMO = "prepared-with-demo"
PYTHON = (sys.executable, "-m")
NOT_FOR_THE_WORKER = ("DATABASE_OWNER_URL",)
NOT_FOR_THE_WEB = (*NOT_FOR_THE_WORKER, "WOONCIRKEL_SEAL_KEY")
"""Who answers visitors holds neither the key of the log's seals nor the role that owns the tables."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Serve until Ctrl-C or SIGTERM."""

    help = "Serve the pages and do the tasks in the queue, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take host, port, number of web processes, and whether to load the demo first."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", default="8000", help="port to listen on (%(default)s)")
        parser.add_argument("--workers", default=str(processes()), help="web processes (%(default)s)")
        parser.add_argument("--demo", action="store_true", help="run `init` and `demo` first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what cannot work, then start both and watch them."""
        host, demo = options["host"], options["demo"]
        port = number("--port", options["port"], MOST_PORT)
        workers = number("--workers", options["workers"], MOST_WORKERS)
        refuse_taken(host, port)
        if not settings.HTTPS:  # for the processes below: links in letters lead here, on cards too
            os.environ.setdefault("WOONCIRKEL_URL", address(host, port).rstrip("/"))
        early = demo and start.stands(DEMO) and not start.pending()
        if not early:
            self.make_ready(demo=demo)
        with Supervisor() as both:
            both.start(WEB, web(host, port, workers), without=NOT_FOR_THE_WEB)
            if early:  # what costs time stands already: look it over while the web server loads
                self.make_ready(demo=demo)
            self.announce(both, host, port)
            worker = [*PYTHON, "wooncirkel", "worker", "--no-startup-delay"]
            both.start(WORKER, worker, without=NOT_FOR_THE_WORKER)
            fallen = both.watch(tick, every_s=TICK_S)
        if fallen:
            name, code = fallen
            other = WORKER if name == WEB else WEB
            raise CommandError(f"The {name} ended (exit code {code}), so the {other} is stopped too.")

    def announce(self, both: Supervisor, host: str, port: int) -> None:
        """Print the address as soon as it answers; the task worker comes after, to keep the wait short."""
        if both.wait_until(lambda: answers(host, port), limit_s=FIRST_ANSWER_S):
            self.stdout.write(f"Wooncirkel listens on {address(host, port)}")
            self.stdout.flush()
            self.tell_more(address(host, port))
        elif not both.told_to_stop and both.ended() is None:
            raise CommandError(f"The web server gave no answer within {FIRST_ANSWER_S:.0f} seconds.")

    def tell_more(self, base: str) -> None:
        """Print what rooms have to tell about this start."""
        for name in hooks.ANNOUNCED:
            self.stdout.writelines(f"{line}\n" for line in import_string(name)(base))
        self.stdout.flush()
        connections.close_all()

    def make_ready(self, *, demo: bool) -> None:
        """Load the demo, or check that `init` has been run."""
        try:
            if demo:
                self.load_demo()
        except KeyboardInterrupt:
            raise CommandError("Stopped before the start.", returncode=130) from None
        start.refuse_a_forgetful_database()
        if start.pending():
            raise CommandError("The tables are older than the program. Run `wooncirkel init` first.")
        start.refuse_half_a_wall()
        if not start.stands(start.PREPARED):
            raise CommandError("The pages are not ready for this version. Run `wooncirkel init` first.")
        if connection.vendor == "postgresql" and not rowsecurity.stands():
            self.stdout.write(
                "Row-level security is off: one role owns the tables (docs/operate/postgresql.md)."
            )
        connections.close_all()

    def load_demo(self) -> None:
        """Do what `init` and `demo` do."""
        with start.prepared(self.stdout.write):
            call_command("demo")
        start.note(DEMO)


def number(option: str, text: str, most: int) -> int:
    """Return the number that an option holds; anything but 1 to `most` is refused with one sentence."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= most):
        raise CommandError(f"{option} needs a number from 1 to {most}, not {text!r}.", returncode=2)
    return int(text)


def processes() -> int:
    """Return how many web processes suit this machine: one per core, at most four."""
    return max(1, min(4, os.cpu_count() or 1))


def web(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the web server."""
    place = ["--host", host, "--port", str(port), "--workers", str(workers)]
    manner = ["--blocking-threads", str(THREADS), "--no-ws", "--http", "1", "--workers-kill-timeout", "4"]
    program = ["--log-level", "error", "--interface", "wsgi", "wooncirkel.project.wsgi:application"]
    return [*PYTHON, "wooncirkel.apps.shared.webserver", *place, *manner, *program]


def refuse_taken(host: str, port: int) -> None:
    """Stop when another program listens here; granian would share the port and both would answer in turn."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise CommandError(why_not(host, port, error), returncode=2) from error


def why_not(host: str, port: int, error: OSError) -> str:
    """Return one sentence about a port that cannot be used."""
    if isinstance(error, PermissionError):
        return f"Port {port} is only for the system administrator. Choose one above 1023 with --port."
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another one with --port."
    return f"It is not possible to listen on {host} port {port}: {error.strerror}."


def answers(host: str, port: int) -> bool:
    """Return whether the web server gives any answer."""
    link = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=5)
    try:
        link.request("HEAD", "/")
        return link.getresponse().status > 0
    except OSError:
        return False
    finally:
        link.close()


def address(host: str, port: int) -> str:
    """Return the address that people open in a browser."""
    name = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def tick() -> None:
    """Put in the queue what is due; a database that is busy now is asked again at the next tick."""
    try:
        enqueue_due(now=timezone.now())
    except DatabaseError:
        log.exception("What is due could not be put in the queue.")
    finally:
        connections.close_all()
