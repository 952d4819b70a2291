"""Where rows come from: credits by kind of file, the row of a source, and what an import reports."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils.text import slugify

from wooncirkel.apps.places.models import Source
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.report import Reading, Rejection
from wooncirkel.apps.shared.files import sha256_of

BATCH = 1000
Clock = Callable[[], datetime]
"""Tells the moment: an import asks for it when its rows are about to stand, not when it begins to read."""
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Credit:
    """Who holds the data, under which licence, and the sentence that must stand beside it."""

    holder: str
    licence: str
    credit: str


NOT_STATED = "niet opgegeven"
CBS = Credit("CBS", "CC BY 4.0", "Bron: CBS")
OSM = Credit("OpenStreetMap", "ODbL 1.0", "© OpenStreetMap-bijdragers")


@dataclass
class ImportReport:
    """What an import did: rows by kind that now stand, rows of this source that went, rejected and
    left-out rows.
    """

    title: str
    kept: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    unchanged: bool = False

    def note(self, reading: Reading[Any]) -> None:
        """Add what reading one file left behind."""
        self.rejected += reading.rejected
        self.left_out += reading.left_out


def slug_of(name: str) -> str:
    """Return the key of a name; BadFile when nothing of it is left, as with `!!`."""
    slug = slugify(name)[:60].strip("-")
    if not slug:
        raise bad_file("name", name=name)
    return slug


def stated(credit: Credit | None, name: str) -> Credit:
    """Return the credit that was given, or one that says that none was."""
    return credit or Credit(name[:200], NOT_STATED, f"Bron: {name}"[:300])


def hash_of(files: Sequence[Path]) -> str:
    """Return one SHA-256 over the content of several files."""
    return hashlib.sha256("".join(sha256_of(file) for file in files).encode()).hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A transaction in which nobody else imports; reading goes on.

    On SQLite every transaction is IMMEDIATE and is alone already.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(Source._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield


def _moment(clock: Clock) -> datetime:
    """Return the moment, later than that of every import that stands, whatever the clock says: what is
    computed from rows is kept under the latest moment.
    """
    latest = Source.objects.aggregate(at=Max("imported_at"))["at"]
    return max(clock(), latest + INSTANT) if latest else clock()


def save_source(*, slug: str, title: str, credit: Credit, year: int, sha256: str, clock: Clock) -> Source:
    """Make or refresh the row of a source. Inside `one_at_a_time`."""
    values: dict[str, Any] = {"holder": credit.holder, "licence": credit.licence, "credit": credit.credit}
    values |= {"title": title[:200], "year": year, "sha256": sha256, "imported_at": _moment(clock)}
    source, _ = Source.objects.update_or_create(slug=slug, defaults=values)
    return source


def replace_rows(
    model: type[Model], rows: Iterable[Model], *, unique: Sequence[str], source: Source, **scope: object
) -> int:
    """Put rows in, renewing those whose `unique` fields are known, so that keys of rows stay; return how
    many went.

    Rows of this source within `scope` that are not among the new ones are removed.
    """
    new = list(rows)
    fields = [
        field.name
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in unique
    ]
    manager = model._default_manager
    manager.bulk_create(
        new, batch_size=BATCH, update_conflicts=True, unique_fields=unique, update_fields=fields
    )
    attributes = [field.attname for field in model._meta.concrete_fields if field.name in unique]
    standing = {tuple(getattr(row, name) for name in attributes) for row in new}
    known = manager.filter(source=source, **scope).values_list("pk", *attributes)
    return remove(model, [row[0] for row in known if row[1:] not in standing])


def remove(model: type[Model], keys: Sequence[Any]) -> int:
    """Delete rows by key, some at a time; return how many."""
    for start in range(0, len(keys), BATCH):
        model._default_manager.filter(pk__in=keys[start : start + BATCH]).delete()
    return len(keys)
