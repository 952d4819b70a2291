"""P1: every door × everybody × everything behind it × every verb, against a table that people have read.

`matrix.txt` lists who gets through, by door, verb and object; whatever it does not list must be refused,
with the very bytes of something that does not exist. A new door, or a new name in an address, fails until
it stands there. To write the table anew after a change: `WRITE_MATRIX=yes ./dev prove
tests/walls/test_matrix.py`, and read the difference as you would read a contract.
"""

import copy
import itertools
import os
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from django.test import Client

from cast import Cast
from walls.doors import MISSING, NOTHING, Door, behind, close_doors, doors, visitors
from walls.rows import everything

pytestmark = pytest.mark.database

EVERYBODY = "everybody"
TABLE = Path(__file__).with_name("matrix.txt")
VERBS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
NOT_FOUND, NOT_ALLOWED = 404, 405
OPEN = 400
"""An answer below this lets somebody through; 400 means that a post got as far as its missing key."""


@dataclass(frozen=True)
class Cell:
    """One knock on one door."""

    door: Door
    verb: str
    what: str
    address: str
    visitor: str


def cells(cast: Cast, names: list[str]) -> list[Cell]:
    """Return every knock there is; the rarer verbs, which no page takes, try one object and nothing."""
    objects = behind(everything(cast))
    found = []
    for door in doors():
        unknown = [kind for _, kind in door.holes if kind not in objects]
        assert not unknown, f"{door.pattern}: nothing in tests/walls/rows.py stands behind {unknown}"
        every = list(itertools.product(*(objects[kind] for _, kind in door.holes)))
        for labels in every:
            pairs = zip(door.holes, labels, strict=True)
            values = {hole: objects[kind][label] for (hole, kind), label in pairs}
            address, what = door.filled(values), "/".join(labels) or "-"
            verbs = VERBS if labels in (every[0], every[-1]) else VERBS[:2]
            found += [Cell(door, verb, what, address, name) for verb in verbs for name in names]
    return found


def knock(client: Client, cell: Cell) -> Any:
    """Ask, and undo whatever it did."""
    cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            if cell.verb == "POST":
                answer = client.post(cell.address, {"once": str(uuid.uuid4())})
            else:
                answer = client.generic(cell.verb, cell.address)
            transaction.set_rollback(True)
            return answer
    finally:
        client.cookies = cookies


def allowed(answer: Any) -> bool:
    """Return whether somebody got through."""
    return bool(answer.status_code <= OPEN)


def read_table() -> dict[tuple[str, str, str], set[str]]:
    """Return (door, verb, object) → who gets through."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            head, _, who = line.partition(": ")
            name, verb, what = head.split(" ")
            found[name, verb, what] = set(who.split(", "))
    return found


def lets_in(who: set[str], visitor: str) -> bool:
    """Return whether a line of the table names somebody."""
    return visitor in who or EVERYBODY in who


def write_table(found: dict[tuple[str, str, str], set[str]]) -> None:
    """Write the table, sorted."""
    most = max(map(len, found.values()))
    named = {key: [EVERYBODY] if len(who) == most else sorted(who) for key, who in found.items()}
    lines = [f"{' '.join(key)}: {', '.join(who)}" for key, who in sorted(named.items())]
    TABLE.write_text(
        "# door verb object: who gets through. Everybody and everything else is refused.\n"
        + "\n".join(lines)
        + "\n"
    )


def bytes_of(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return what a refusal tells."""
    return answer.status_code, answer.content, sorted(answer.headers.items())


@pytest.mark.django_db
def test_the_matrix(cast: Cast, amount: Callable[..., int], tell: Callable[[str], None]) -> None:
    clients = visitors(cast)
    every = cells(cast, list(clients))
    close_doors(cast)
    writing = bool(os.environ.get("WRITE_MATRIX"))
    table: dict[tuple[str, str, str], set[str]] = {} if writing else read_table()
    share = amount(sample=2500, full=len(every))
    chosen = every
    if share < len(every):
        picks = np.random.default_rng().choice(len(every), share, replace=False)
        chosen = [every[index] for index in sorted(picks)]
    through: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    unexpected, broken, telling = [], [], []
    refusal: dict[tuple[str, str], Any] = {}
    for cell in chosen:
        answer = knock(clients[cell.visitor], cell)
        key = (cell.door.name, cell.verb, cell.what)
        if answer.status_code >= 500:
            broken.append(cell)
        elif allowed(answer):
            through[key].add(cell.visitor)
            if not writing and not lets_in(table.get(key, set()), cell.visitor):
                unexpected.append(
                    f"{cell.visitor} gets in: {cell.verb} {cell.address} ({cell.what}) {answer.status_code}"
                )
        elif not writing and lets_in(table.get(key, set()), cell.visitor):
            unexpected.append(
                f"{cell.visitor} is refused: {cell.verb} {cell.address} ({cell.what}) {answer.status_code}"
            )
        if answer.status_code == NOT_FOUND and cell.verb in {"GET", "POST"}:
            nothing = refusal.setdefault(
                (cell.visitor, cell.verb), knock(clients[cell.visitor], nowhere(cell))
            )
            if bytes_of(answer) != bytes_of(nothing):
                telling.append(f"{cell.visitor} {cell.verb} {cell.address}")
    if writing:
        write_table(through)
    tell(
        f"matrix: {len(doors())} routes, {len(chosen)} of {len(every)} cells, "
        f"{sum(map(len, through.values()))} allows, {len(unexpected)} unexpected, {len(broken)} broken"
    )
    assert not broken, broken[:10]
    assert not unexpected, unexpected[:20]
    assert not telling, telling[:10]


def nowhere(cell: Cell) -> Cell:
    """Return a knock where there is no door at all."""
    return Cell(cell.door, cell.verb, NOTHING, f"/{MISSING}/", cell.visitor)
