"""Canaries: one unique word in every registered personal text of every person; a leak shows whose it is.

`plant(cast.people)` walks the registry by model, field and path. It fills every row that there is, and makes
a row where somebody has none. Plant before anybody signs in or looks: names and addresses change.

Left alone: closed vocabularies (choices, names of drawings), the access log, and rows that would give
somebody rights she does not have (`NEVER_MADE`; those that exist are filled). A secret that is there stays
as it is, and counts as a canary itself.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.db.models import Model
from django.utils import timezone

from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.declare import NOBODY
from wooncirkel.apps.shared.registry import Erasure, PersonalField, personal_fields

NEVER_MADE = {"circles.Resident", "circles.Membership", "circles.Representative"}
EXTRA: dict[str, dict[str, Any]] = {
    "shared.Message": {"sent_at": timezone.now},
    "circles.Draft": {"place": lambda: f"add:{uuid.uuid4()}"},
}
"""Values for rows that are made, where a default would start something: a letter that waits is sent."""

TEXTS = (models.CharField, models.TextField, models.JSONField)
SHORTEST = 30
"""Characters: what is shorter holds a word from a list."""

SHORTEST_SECRET = 16
CANARY = re.compile(r"kanarie[0-9a-f]{16}")


class Canary(NamedTuple):
    """Where a canary sits: a name of the cast ("" for a row about nobody of it), `app.Model` and field."""

    person: str
    model: str
    field: str


def plant(people: Mapping[str, Person]) -> dict[str, Canary]:
    """Fill the registered texts of these persons; return where each canary sits."""
    found: dict[str, Canary] = {}
    for model, fields in _by_model().items():
        path = fields[0].path
        if path or model is Person:
            for name, person in people.items():
                for row in _rows(model, path, person):
                    found |= _filled(row, fields, name)
        else:
            for row in list(model.objects.all()) or [_make(model)]:
                found |= _filled(row, fields, "")
    for person in people.values():
        person.refresh_from_db()
    return found


def canaries_in(data: bytes | str) -> set[str]:
    """Return the words in an answer, a file or a log that look like a planted canary (secrets do not)."""
    text = data.decode(errors="replace") if isinstance(data, bytes) else data
    return set(CANARY.findall(text.casefold()))


def of(found: Mapping[str, Canary], *names: str) -> set[str]:
    """Return the canaries of these persons."""
    return {word for word, canary in found.items() if canary.person in names}


def fillable(entry: PersonalField) -> bool:
    """Return whether a field can hold a canary."""
    field = entry.model._meta.get_field(entry.field)
    if entry.erase is Erasure.KEEP_WITHOUT_NAME or not isinstance(field, TEXTS) or not entry.says:
        return False
    return not field.choices and (field.max_length is None or field.max_length >= SHORTEST)


def _by_model() -> dict[Any, list[PersonalField]]:
    fields: dict[Any, list[PersonalField]] = {}
    for entry in personal_fields():
        if fillable(entry):
            fields.setdefault(entry.model, []).append(entry)
    return fields


def _rows(model: Any, path: str, person: Person) -> list[Any]:
    """Return the rows of somebody; one that was made when there was none."""
    if not path:
        return [person]
    rows = list(model.objects.filter(**{path: person.public_id if _is_key(model, path) else person.pk}))
    if rows or model._meta.label in NEVER_MADE:
        return rows
    parent = _parent(model, path, person)
    return [_make(model, **parent)] if parent else []


def _is_key(model: Any, path: str) -> bool:
    return isinstance(model._meta.get_field(path.split("__")[0]), models.UUIDField)


def _parent(model: Any, path: str, person: Person) -> dict[str, Any]:
    """Return the value of the first step of the path, or nothing when there is no row to stand under."""
    first, _, rest = path.partition("__")
    field = model._meta.get_field(first)
    if isinstance(field, models.UUIDField):
        return {first: person.public_id}
    if not field.concrete:  # the other end points here, as a person does to her account
        return {}
    if not rest:
        return {first: person}
    above = field.related_model.objects.filter(**{rest: person}).first()
    return {first: above} if above else {}


def _make(model: Any, **given: Any) -> Any:
    """Store a row, with something in every field that asks for it."""
    extra = {name: value() for name, value in EXTRA.get(model._meta.label, {}).items()}
    for field in model._meta.concrete_fields:
        if field.name not in given and not field.has_default() and not field.null and not field.primary_key:
            given[field.name] = _some(field, given)
    return model.objects.create(**given | extra)


def _some(field: Any, given: dict[str, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        taken = [value.pk for value in given.values() if isinstance(value, Model)]
        above: Any = field.related_model
        return above.objects.exclude(pk__in=taken).first() or _make(above)
    if field.choices:
        return field.choices[0][0]
    if field.blank and field.empty_strings_allowed:
        return ""
    return next(value() for kind, value in SOME if isinstance(field, kind))


SOME: list[tuple[Any, Any]] = [
    (models.DateTimeField, timezone.now),
    (models.DateField, timezone.localdate),
    (models.UUIDField, uuid.uuid4),
    (models.BooleanField, lambda: False),
    ((models.IntegerField, models.FloatField), lambda: uuid.uuid4().int % 30_000),
    (models.JSONField, dict),
    (models.CharField, lambda: uuid.uuid4().hex[:12]),
    (models.TextField, lambda: uuid.uuid4().hex),
]


def _filled(row: Any, fields: list[PersonalField], name: str) -> dict[str, Canary]:
    """Put a canary in every field of a row; return where they sit."""
    found: dict[str, Canary] = {}
    changed: dict[str, Any] = {}
    for entry in fields:
        word = _secret(row, entry) or f"kanarie{uuid.uuid4().hex[:16]}"
        if word.startswith("kanarie"):
            changed[entry.field] = _worn(entry.model._meta.get_field(entry.field), word)
        found[word] = Canary(name, entry.model._meta.label, entry.field)
    type(row).objects.filter(pk=row.pk).update(**changed)
    return found


def _secret(row: Any, entry: PersonalField) -> str:
    word = str(getattr(row, entry.field)) if entry.reader == NOBODY else ""
    return word if len(word) >= SHORTEST_SECRET else ""


def _worn(field: Any, word: str) -> Any:
    """Return a canary as the field takes it."""
    if isinstance(field, models.EmailField):
        return f"{word}@example.test"
    return {"text": word} if isinstance(field, models.JSONField) else word


def everything_stored() -> Iterator[tuple[str, str]]:
    """Yield (table, row as text) of every row of every model, also of those that others made."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values_list():
            yield model._meta.db_table, repr(row)
