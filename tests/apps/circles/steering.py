"""What the tests of circles share: how a form is sent, who must be refused, a page as text."""

import html
import re
import uuid
from typing import Any

from django.test import Client

from cast import Cast, missing
from wooncirkel.apps.circles.models import Role

EVERYBODY = [
    "wim", "els", "roya", "sipke", "noor", "fatima", "piet", "ria", "anna", "bart", "chris", "dewi", "eva",
    "finn", "gijs", "hanna", "greet", "jan", "kees", "lotte", "mo", "otto",
]  # fmt: skip
NOT_GIJS = [name for name in EVERYBODY if name != "gijs"]


def post(client: Client, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Any:
    """Send a form, with a key of its own."""
    return client.post(path, {"once": str(uuid.uuid4())} | (fields or {}) | more)


def text(answer: Any) -> str:
    """Return a page with its entities written out."""
    return html.unescape(answer.content.decode())


def place(cast: Cast, name: str = "linde") -> str:
    """Return the address of a circle."""
    return f"/cirkel/{cast.circles[name].public_id}/"


def nowhere(path: str, cast: Cast, name: str = "linde") -> str:
    """Return the same address for a circle that is not there."""
    return path.replace(str(cast.circles[name].public_id), str(missing()))


def refused(cast: Cast, path: str, names: list[str]) -> None:
    """See that each of these gets, reading and writing, exactly what she gets for one that is not there."""
    for name in names:
        client = cast.client(name)
        away = nowhere(path, cast)
        read, read_away = client.get(path), client.get(away)
        written, written_away = post(client, path), post(client, away)
        assert read.status_code in {404, 405}, (name, path)
        assert written.status_code == 404, (name, path)
        assert (read.status_code, read.content) == (read_away.status_code, read_away.content), (name, path)
        assert written.content == written_away.content, (name, path)


def value(answer: Any, field: str) -> str:
    """Return what a hidden field holds."""
    found = re.search(rf'name="{field}" value="([^"]*)"', answer.content.decode())
    assert found, field
    return found[1]


def run(cast: Cast, name: str, circle: str) -> None:
    """Let somebody run a circle."""
    from cast import membership

    membership(cast.people[name], Role.ADMINISTRATOR, cast.circles[circle])
