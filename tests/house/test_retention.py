"""Every field of every model has a retention class; one that has none is reported."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from wooncirkel.apps.people.models import Account
from wooncirkel.apps.shared.registry import (
    Erasure,
    PersonalField,
    Retention,
    Zone,
    check_retention,
    our_models,
    personal_fields,
    register_personal,
    unregistered_fields,
)


@pytest.fixture
def planted() -> Iterator[None]:
    """A model that a room forgot to register."""
    type(
        "Diary", (models.Model,), {"__module__": "wooncirkel.apps.people.models", "line": models.TextField()}
    )
    yield
    del apps.all_models["people"]["diary"]
    apps.clear_cache()


def test_every_field_has_a_retention_class() -> None:
    assert Account in our_models()
    assert unregistered_fields() == []
    assert check_retention() == []


@pytest.mark.usefixtures("planted")
def test_a_forgotten_field_is_reported() -> None:
    assert unregistered_fields() == ["people.Diary.id", "people.Diary.line"]
    assert {error.id for error in check_retention()} == {"wooncirkel.E002"}


def test_a_registered_field_exists() -> None:
    ghost = PersonalField(Account, "ghost", Zone.OWN, Retention.TECHNICAL, "Niemand", False, Erasure.DELETE)
    with pytest.raises(FieldDoesNotExist):
        register_personal(ghost)


def test_what_is_somebodys_own_can_be_taken_along() -> None:
    kept_back = [entry.field for entry in personal_fields() if entry.zone is Zone.OWN and not entry.export]
    secrets = {"password", "token_hash", "pictures_hash"}
    passing = {"to", "subject", "text", "fields"}  # letters on their way, and what somebody was typing
    assert set(kept_back) == secrets | passing
