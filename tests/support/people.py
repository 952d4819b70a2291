"""The cast in a running program: everybody stored, everybody signed in, past the forms."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.site import ROOT, Site, environment

if TYPE_CHECKING:
    from playwright.sync_api import Page

STORE = """
import json
import django
django.setup()
from django.conf import settings
from django.test import Client
from cast import TABLET_SECRET, gather
settings.ALLOWED_HOSTS.append("testserver")
cast = gather()
sessions = {}
for name, person in cast.people.items():
    client = Client()
    cast.sign_in(client, name)
    sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps({
    "cookie": settings.SESSION_COOKIE_NAME,
    "tablet": TABLET_SECRET,
    "sessions": sessions,
    **{kind: {name: str(row.public_id) for name, row in getattr(cast, kind).items()}
       for kind in ("people", "circles", "residents", "lines")},
}))
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cast of a running program: public keys by name, and a session for everybody."""

    cookie: str
    tablet: str
    sessions: dict[str, str]
    people: dict[str, str]
    circles: dict[str, str]
    residents: dict[str, str]
    lines: dict[str, str]


_gathered: dict[Path, Gathered] = {}


def gather_in(site: Site) -> Gathered:
    """Store the cast in the data folder of a running program; a second time it is the same cast."""
    if site.var not in _gathered:
        _gathered[site.var] = Gathered(**json.loads(run_in(site, STORE)))
    return _gathered[site.var]


def run_in(site: Site, program: str) -> str:
    """Run a piece of Python beside a running program, with its data; return what it prints last."""
    more = _paths(site) | {"DJANGO_SETTINGS_MODULE": "wooncirkel.project.settings"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=more, cwd=site.var.parent, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def _paths(site: Site) -> dict[str, str]:
    own = environment(site.var)
    return own | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}


def sign_in(page: "Page", site: Site, name: str, *, tablet: bool = False) -> Gathered:
    """Let a browser page be somebody of the cast; `tablet` puts her at the enrolled tablet."""
    cast = gather_in(site)
    cookies: list[dict[str, Any]] = [{"name": cast.cookie, "value": cast.sessions[name], "url": site.url}]
    if tablet:
        cookies.append({"name": "tablet", "value": cast.tablet, "url": site.url})
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    return cast
