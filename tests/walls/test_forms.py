"""P7, P8: every form that anybody can reach, filled with what no form expects.

The forms are found by walking, so a new form is tried without being named here. Each try is undone.
"""

import copy
import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import resolve

from cast import Cast
from support.crawl import Form, forms_of, walk
from walls.doors import ANONYMOUS, MISSING, behind
from walls.rows import everything
from walls.test_canaries import starts
from wooncirkel.apps.shared.once import FIELD as ONCE

pytestmark = pytest.mark.database

PASSING = {
    "sessions.Session",
    "shared.Once",
    "people.AccessLine",
    "django_tasks_db.DBTaskResult",
    "people.MailLink",
}
BAD = (
    "\x00",
    "x" * 20_000,
    "\u202eolleh\u202c",
    "=cmd|' /C calc'!A0",
    "👩‍👩‍👧‍👦" * 40,
    "../../etc/passwd",
    "-1",
    "9" * 400,
    "[]",
    "2026-02-30",
)
AWAY = (
    "https://evil.example/", "//evil.example/", "\\\\evil.example", "/\\evil.example", "https:evil.example",
    "javascript:alert(1)", "http://testserver@evil.example/", "//evil.example/%2f..", "\thttps://evil.example/",
    "https://testserver.evil.example/", "///evil.example", "%2f%2fevil.example", "data:text/html,x",
    "//[::1]/",
)  # fmt: skip


MOST = ("wim", "gijs", "bart", "ria", "anna")


@dataclass
class Found:
    """A form, with who met it and where."""

    visitor: str
    page: str
    form: Form

    @property
    def key(self) -> tuple[str, ...]:
        """Return what makes a form another form: its route and its fields."""
        return (resolve(urlsplit(self.form.action).path).view_name or "", *sorted(self.form.fields))


def forms(cast: Cast, clients: dict[str, Client]) -> list[Found]:
    """Return one of each kind of form that takes posts."""
    found: dict[tuple[str, ...], Found] = {}
    addresses = starts(cast)
    for visitor, client in clients.items():
        for page, answer in walk(client, addresses):
            for form in forms_of(page, answer):
                if form.method == "post":
                    one = Found(visitor, page, form)
                    found.setdefault(one.key, one)
    return list(found.values())


def rows() -> dict[tuple[str, Any], tuple[Any, ...]]:
    """Return every row, but for those that pass with each request."""
    return {
        (model._meta.label, values[0]): values
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in PASSING
        for values in model._base_manager.values_list(model._meta.pk.name, *columns(model))
    }


@cache
def columns(model: Any) -> tuple[str, ...]:
    """Return the names of the columns, without moments, which differ from post to post."""
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not field.get_internal_type().startswith("DateTime")
    )


def post(client: Client, found: Found, fields: dict[str, Any]) -> tuple[Any, set[tuple[str, str]]]:
    """Send a form, undo it; return the answer and which (model, column) it changed."""
    cookies = copy.deepcopy(client.cookies)
    before = rows()
    with transaction.atomic():
        answer = client.post(urlsplit(found.form.action).path, fields)
        after = rows()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, set(changes(before, after))


def changes(before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[tuple[str, str]]:
    """Yield (model, column) of every change; a row that came or went is a change of the model."""
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield key[0], "came" if old is None else "went"
        elif old != new:
            names = ("pk", *columns(apps.get_model(key[0])))
            yield from ((key[0], name) for name, a, b in zip(names, old, new, strict=True) if a != b)


@pytest.fixture
def every(cast: Cast, amount: Callable[..., int]) -> tuple[list[Found], dict[str, Client]]:
    """Every kind of form, and a browser of everybody; in a sample, of those who meet most of them."""
    names = [*MOST, *(name for name in cast.people if name not in MOST)]
    clients = {ANONYMOUS: Client()} | {name: cast.client(name) for name in names[: amount(sample=3, full=99)]}
    for client in clients.values():
        client.raise_request_exception = False
    return forms(cast, clients), clients


def test_every_form(
    every: tuple[list[Found], dict[str, Client]],
    cast: Cast,
    amount: Callable[..., int],
    tell: Callable[[str], None],
) -> None:
    """What is wrong is told, nothing is half done, and nothing that a form does not ask for is changed."""
    found, clients = every
    foreign = foreign_keys(cast)
    faults: list[str] = []
    sent = 0
    for one in found:
        client = clients[one.visitor]
        for trial in (bad_words, more_fields, foreign_choices, twice):
            for fault in itertools.islice(trial(client, one, foreign), amount(sample=4, full=10_000)):
                sent += 1
                if fault:
                    faults.append(f"{one.visitor} {one.page} → {one.form.action}: {fault}")
    faults += [f"{one.form.action} takes a forged post" for one in found if forged(cast, one)]
    tell(f"forms: {len(found)} kinds of forms, {sent} tries, {len(faults)} faults")
    assert not faults, faults[:15]
    assert len(found) > 20


def foreign_keys(cast: Cast) -> list[str]:
    """Return keys of objects in another circle, and one of nothing."""
    objects = behind(everything(cast))
    abroad = [
        key
        for those in objects.values()
        for label, key in those.items()
        if label.startswith(("noor", "anker", "eik"))
    ]
    return [*abroad, str(MISSING)]


def fresh(one: Found, **more: Any) -> dict[str, Any]:
    """Return what the form sends, with a new key."""
    return one.form.filled(**more) | {ONCE: str(uuid.uuid4())}


def bad_words(client: Client, one: Found, foreign: list[str]) -> Iterator[str]:
    """Each field in turn holds what no form expects."""
    for name in one.form.fields:
        if name in {ONCE, "csrfmiddlewaretoken"}:
            continue
        for word in BAD:
            answer, _ = post(client, one, fresh(one, **{name: word}))
            yield f"{name}={word[:20]!r} gives {answer.status_code}" if answer.status_code >= 500 else ""
    answer, _ = post(client, one, {ONCE: str(uuid.uuid4())})
    yield f"without fields gives {answer.status_code}" if answer.status_code >= 500 else ""


def more_fields(client: Client, one: Found, foreign: list[str]) -> Iterator[str]:
    """A form that also sends every field of every model changes what it changed without them."""
    _, asked = post(client, one, fresh(one))
    extra = {
        field.name: "1" for model in apps.get_models() for field in model._meta.concrete_fields
        if field.name not in one.form.fields
    }  # fmt: skip
    answer, got = post(client, one, fresh(one) | extra)
    yield f"more fields give {answer.status_code}" if answer.status_code >= 500 else ""
    yield f"more fields changed {got - asked}" if got - asked else ""


def foreign_choices(client: Client, one: Found, foreign: list[str]) -> Iterator[str]:
    """A key of somewhere else in the body is refused."""
    for name, values in one.form.fields.items():
        offered = {*values, *one.form.choices.get(name, [])}
        if name != ONCE and any(is_key(value) for value in offered):
            for key in foreign:
                if key not in offered:
                    answer, changed = post(client, one, fresh(one, **{name: key}))
                    bad = answer.status_code >= 500 or changed
                    yield f"{name}={key} gives {answer.status_code}, changes {changed}" if bad else ""


def is_key(value: str) -> bool:
    """Return whether a value is a key of ours."""
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def twice(client: Client, one: Found, foreign: list[str]) -> Iterator[str]:
    """The same post a second time has no second effect."""
    fields = fresh(one)
    if ONCE not in one.form.fields:
        return
    with transaction.atomic():
        first = client.post(urlsplit(one.form.action).path, fields)
        before = rows()
        second = client.post(urlsplit(one.form.action).path, fields)
        changed = set(changes(before, rows()))
        transaction.set_rollback(True)
    if first.status_code == 302 and client.cookies.get("wooncirkel") is not None:
        yield f"twice changed {changed}" if changed else ""
        same = second.status_code in {302, 400, 404}
        yield "" if same else f"twice gives {first.status_code} and {second.status_code}"


def forged(cast: Cast, one: Found) -> bool:
    """Return whether a form takes a post from elsewhere."""
    guest = one.visitor == ANONYMOUS
    client = Client(enforce_csrf_checks=True) if guest else cast.client(one.visitor, csrf=True)
    return bool(client.post(urlsplit(one.form.action).path, fresh(one)).status_code != 403)


@pytest.mark.django_db
@pytest.mark.parametrize("away", AWAY)
def test_nobody_is_sent_elsewhere(away: str) -> None:
    """Wherever a `next` is taken, it leads to an address of ours."""
    client = Client()
    for address in ("/inloggen/", "/inloggen/mail/", "/inloggen/plaatjes/", "/werk/login/", "/uitloggen/"):
        for answer in (
            client.get(address, {"next": away}),
            client.post(address, {"next": away, ONCE: str(uuid.uuid4())}),
        ):
            assert "evil" not in answer.headers.get("Location", "")
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert f'action="{away}' not in answer.content.decode()
