"""What the register holds about somebody, read generically: a field of a later room comes along by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Model, QuerySet

from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.registry import (
    Erasure,
    PersonalField,
    Processing,
    Retention,
    personal_fields,
    processings,
)

SOMEBODY_ELSE = "iemand anders"
ALSO = "ook genoemd"
Value = str | int | float | bool | date | datetime | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """A model with rows about persons: how its rows lead to one, and what is said of its fields."""

    model: type[Model]
    path: str
    fields: tuple[PersonalField, ...]

    def rows(self, person: Person) -> QuerySet[Any]:
        """Return the rows about somebody."""
        if not self.path:
            return self.model._default_manager.filter(pk=person.pk)
        first = self.model._meta.get_field(self.path.partition("__")[0])
        key = person.public_id if isinstance(first, models.UUIDField) else person.pk
        return self.model._default_manager.filter(**{self.path: key})

    @property
    def goes(self) -> bool:
        """Return whether the rows go when she is erased."""
        return any(entry.says and entry.erase is Erasure.DELETE for entry in self.fields)


def about_persons() -> list[About]:
    """Return every model that holds rows about persons who take part, in order of registration."""
    fields: dict[type[Model], list[PersonalField]] = {}
    for entry in personal_fields():
        if entry.path or entry.model is Person:
            fields.setdefault(entry.model, []).append(entry)
    return [About(model, entries[0].path, tuple(entries)) for model, entries in fields.items()]


def short_lived() -> list[type[Model]]:
    """Return the models whose rows are kept for a day at most: links by e-mail, half-typed texts."""
    a_day = {entry.model for entry in personal_fields() if entry.retention is Retention.A_DAY}
    return [about.model for about in about_persons() if about.model in a_day]


@dataclass(slots=True)
class Row:
    """What one row says: each fact under the words that people use for it, and the rows it carries."""

    facts: dict[str, Value]
    under: list["Row"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for one processing, the fields it is about, and the rows with something in them."""

    processing: Processing
    fields: tuple[PersonalField, ...]
    rows: tuple[Row, ...]


def held_about(person: Person) -> list[Held]:
    """Return everything that she may take along; facts of others are masked."""
    every = about_persons()
    found = _rows(every, person)
    return [
        Held(processing, tuple(_taken(every, processing.key)), tuple(found[processing.key]))
        for processing in processings()
        if processing.key in found
    ]


def _taken(every: list[About], processing: str) -> Iterator[PersonalField]:
    for about in every:
        yield from (entry for entry in about.fields if entry.export and entry.processing == processing)


def _rows(every: list[About], person: Person) -> dict[str, list[Row]]:
    """Return the rows of each processing; one that belongs to another of the same stands under it."""
    stored: dict[str, dict[tuple[type[Model], int], tuple[Any, Row]]] = {}
    for about in every:
        taken = [entry for entry in about.fields if entry.export]
        if taken:
            into = stored.setdefault(taken[0].processing, {})
            for row in about.rows(person).order_by("pk"):
                into[about.model, row.pk] = (_parent(about, row), Row(_facts(row, taken, person)))
    return {key: list(_hung(rows)) for key, rows in stored.items()}


def _parent(about: About, row: Any) -> tuple[type[Model], int] | None:
    first = about.model._meta.get_field(about.path.partition("__")[0]) if "__" in about.path else None
    if not isinstance(first, models.ForeignKey | models.OneToOneField):
        return None
    return first.related_model, getattr(row, first.attname)


def _hung(rows: dict[tuple[type[Model], int], tuple[Any, Row]]) -> Iterator[Row]:
    for parent, row in rows.values():
        if parent in rows:
            rows[parent][1].under.append(row)
        elif row.facts:
            yield row


def _facts(row: Any, taken: list[PersonalField], person: Person) -> dict[str, Value]:
    facts: dict[str, Value] = {}
    for entry in taken:
        if (value := _value(row, entry.field, person)) not in (None, ""):
            facts[entry.says] = value
    if facts:
        facts |= _places(row) | _others(row, person)
    return facts


def _value(row: Any, name: str, person: Person) -> Any:
    named = row._meta.get_field(name)
    if named.related_model is Person:
        key = getattr(row, named.attname)
        return None if key is None else "jij" if key == person.pk else SOMEBODY_ELSE
    if named.choices:
        return getattr(row, f"get_{name}_display")()
    return getattr(row, named.attname)


def _places(row: Any) -> dict[str, Value]:
    """Return the names of the circle, group or organisation of a row: these are no persons."""
    found: dict[str, Value] = {}
    for key in _keys(row):
        if key.related_model not in _of_persons() and getattr(row, key.attname) is not None:
            there = getattr(row, key.name)
            if name := getattr(there, "name", ""):
                found[PLACES.get(key.name, key.name)] = name
    return found


PLACES = {"circle": "kring", "organisation": "organisatie", "group": "groep", "hub": "buurthub"}


def _of_persons() -> set[type[Model]]:
    return {entry.model for entry in personal_fields() if entry.says}


def _others(row: Any, person: Person) -> dict[str, Value]:
    """Say that somebody else stands in a row, without saying who."""
    keys = [key.attname for key in _keys(row) if key.related_model is Person]
    others = [key for key in keys if getattr(row, key) not in (None, person.pk)]
    return {ALSO: SOMEBODY_ELSE} if others else {}


def _keys(row: Any) -> list[Any]:
    return [entry for entry in row._meta.concrete_fields if isinstance(entry, models.ForeignKey)]
