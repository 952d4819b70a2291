"""A PostgreSQL of the tests' own: in a temporary folder, reached by a socket file, thrown away."""

import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from support.programs import as_root, postgres_folder
from wooncirkel.apps.shared.supervise import end_with_parent

NEW = ("--no-sync", "-A", "trust", "-U", "wooncirkel", "-E", "UTF8", "--locale=C")
QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
PATIENCE_S = 30.0
OWNER, APPLICATION = "tables_owner", "application"
"""The two roles of an installation: the tests make tables as the one and ask as the other."""


class Cluster:
    """A running cluster; `url` is what DATABASE_URL takes."""

    def __init__(self, programs: Path) -> None:
        """Make the folder of the cluster, for a user that PostgreSQL accepts."""
        self.programs = programs
        self.user = server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="wooncirkel-pg-", dir="/tmp" if self.user else None))
        if self.user:
            shutil.chown(self.folder, self.user)
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of the database, for the role that owns the tables; it is no superuser."""
        return self.url_of(OWNER)

    def url_of(self, role: str) -> str:
        """Return the address of the database for a role."""
        return f"postgresql://{role}@/postgres?host={quote(str(self.folder), safe='/')}"

    def start(self, *, lasting: bool = False) -> None:
        """Make the cluster, start it and wait until it answers; what a lasting one has written stays."""
        data = str(self.folder / "data")
        made = self._run(["initdb", *NEW, "-D", data], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = made.communicate()[0]
        if made.returncode:
            raise RuntimeError(f"initdb failed: {said.decode()}")
        server = ["postgres", "-D", data, "-k", str(self.folder), "-c", "listen_addresses="]
        server += [] if lasting else QUICK
        with (self.folder / "log").open("wb") as log:
            self.server = self._run(server, stdout=log, stderr=log, preexec_fn=end_with_parent)
        self._wait()
        with psycopg.connect(f"host={self.folder} user=wooncirkel dbname=postgres", autocommit=True) as link:
            link.execute(f"CREATE ROLE {APPLICATION} LOGIN")
            link.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB IN ROLE {APPLICATION}")

    def stop(self) -> None:
        """Stop the server and remove the folder, whatever happened before."""
        if self.server:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait(timeout=PATIENCE_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: list[str], **how: Any) -> subprocess.Popen[bytes]:
        if self.user:
            how |= {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        return subprocess.Popen([str(self.programs / command[0]), *command[1:]], cwd=self.folder, **how)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                psycopg.connect(f"host={self.folder} user=wooncirkel dbname=postgres").close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)


def server_user() -> str | None:
    """Return the user that runs the server when we are the system administrator, whom it refuses."""
    if not as_root():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in known)


def found() -> Cluster | None:
    """Return a cluster that is not started yet, or None without PostgreSQL on this machine."""
    programs = postgres_folder()
    return Cluster(programs) if programs else None
