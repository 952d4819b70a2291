"""The one list of personal fields: what each is for, who reads it, how long it stays.

Every field of every model of ours stands here: as a `PersonalField`, or in a model that a room declares to
hold no persons. A field in neither place stops the start. *Mijn pagina*, export, erasure and the canary crawl
read this list and no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.db.models import Model


class Zone(IntEnum):
    """How near to the person a field is (design: trust)."""

    PUBLIC = 0
    OWN = 1
    COORDINATION = 2


class Retention(Enum):
    """How long a field stays; the value is the sentence that people read."""

    WHILE_ACCOUNT = "Zolang je meedoet. Daarna wissen we het binnen 30 dagen."
    TECHNICAL = "Zolang de regel bestaat. Het zegt niets over jou."


class Erasure(Enum):
    """What erasing a person does to a field."""

    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal field; `reader` says in Dutch who may read it."""

    model: type[Model]
    field: str
    zone: Zone
    retention: Retention
    reader: str
    export: bool
    erase: Erasure


_personal: dict[tuple[type[Model], str], PersonalField] = {}
_impersonal: dict[type[Model], Retention] = {}


def register_personal(*fields: PersonalField) -> None:
    """Add personal fields; a name that the model does not have raises FieldDoesNotExist."""
    for entry in fields:
        entry.model._meta.get_field(entry.field)
        _personal[entry.model, entry.field] = entry


def register_without_persons(*models: type[Model]) -> None:
    """Declare that these models hold nothing about a person."""
    _impersonal.update(dict.fromkeys(models, Retention.TECHNICAL))


def personal_fields() -> list[PersonalField]:
    """Return every registered personal field, in order of registration."""
    return list(_personal.values())


def our_models() -> Iterator[type[Model]]:
    """Yield every model that a room of ours defines."""
    for model in apps.get_models():
        if model.__module__.startswith("wooncirkel."):
            yield model


def unregistered_fields() -> list[str]:
    """Return `app.Model.field` for each field that no room has given a retention class."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model not in _impersonal
        for field in model._meta.concrete_fields
        if (model, field.name) not in _personal
    ]


@register
def check_retention(**_: Any) -> list[Error]:
    """Report each field without a retention class to `manage check`."""
    return [
        Error(
            f"The field {name} has no retention class.",
            hint="Register it in personal.py.",
            id="wooncirkel.E002",
        )
        for name in unregistered_fields()
    ]
