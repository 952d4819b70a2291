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
    UNTIL_TAKEN_BACK = "Tot jij het weghaalt of stopt. Ga je weg uit de kring? Dan wissen we het na 30 dagen."
    WHILE_ROLE = "Zolang iemand dit doet in de kring, en daarna nog een jaar."
    FIVE_YEARS = "Vijf jaar. Dat hoort zo, want zo kan iedereen nazien wie er keek. Je naam staat er niet in."
    TWO_YEARS = "Twee jaar."
    A_MONTH = "Een maand."
    A_DAY = "Een dag."
    TECHNICAL = "Zolang de regel bestaat. Het zegt niets over jou."


class Erasure(Enum):
    """What erasing a person does to a field."""

    DELETE = "delete"
    KEEP_WITHOUT_NAME = "keep without name"


class Basis(Enum):
    """The legal basis of a processing (AVG 6); the value is the sentence that people read."""

    CONSENT = "Jij kiest het zelf, per regel. Je kunt het altijd terugnemen (AVG art. 6 lid 1 a)."
    CONTRACT = "Je doet mee, en dan is dit nodig (AVG art. 6 lid 1 b)."
    DUTY = "De wet vraagt het (AVG art. 6 lid 1 c)."
    INTEREST = "Het is nodig om het huis goed en veilig te laten draaien (AVG art. 6 lid 1 f)."


@dataclass(frozen=True, slots=True)
class Processing:
    """Something that is done with personal data; texts are Dutch, as people and the register read them."""

    key: str
    title: str
    purpose: str
    basis: Basis
    exception: str
    people: str
    receivers: str


_processings: dict[str, Processing] = {}


def register_processings(*declared: Processing) -> None:
    """Add what a room does with personal data."""
    _processings.update({processing.key: processing for processing in declared})


def processings() -> list[Processing]:
    """Return every processing, in order of registration."""
    return list(_processings.values())


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal field; `reader` says in Dutch who may read it.

    `path` leads from the model to the person, as a lookup ("" when the model is the person), and may end at a
    UUID that holds her public key. `processing` is the key of what it is for; `says` is what people call it.
    The retention runs from the moments `since`; without them the field stays as long as its row.
    """

    model: type[Model]
    field: str
    zone: Zone
    retention: Retention
    reader: str
    export: bool
    erase: Erasure
    processing: str = ""
    path: str = ""
    says: str = ""
    since: tuple[str, ...] = ()


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


def fields_without_processing() -> list[str]:
    """Return `app.Model.field` for each personal field that stands under no processing."""
    return [
        f"{entry.model._meta.label}.{entry.field}"
        for entry in personal_fields()
        if entry.processing not in _processings
    ]


@register
def check_processings(**_: Any) -> list[Error]:
    """Report each personal field that is for nothing to `manage check`."""
    return [
        Error(
            f"The field {name} stands under no processing.",
            hint="Name one in personal.py.",
            id="wooncirkel.E003",
        )
        for name in fields_without_processing()
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
