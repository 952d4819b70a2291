"""The documents say what the program declares, and the program has no field for what it says it has not."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client

from support.tree import ROOT
from wooncirkel.apps.circles.models import Role
from wooncirkel.apps.circles.rules import FINDING, TAKING_PART
from wooncirkel.apps.front import documents
from wooncirkel.apps.front.documents import LOGGED, NAMES, NO_FIELD_FOR, breaches, facts, told, written
from wooncirkel.apps.people.models import AccessLine, Person
from wooncirkel.apps.shared import registry
from wooncirkel.apps.shared.registry import (
    Erasure,
    PersonalField,
    Retention,
    Zone,
    our_models,
    personal_fields,
    processings,
)

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_committed_is_what_is_declared(name: str) -> None:
    """After a change of a declaration: `wooncirkel documents --write`."""
    assert (DOCS / name).read_text(encoding="utf-8") == written(name)


def test_a_document_that_differs_is_seen_and_written_again(tmp_path: Path) -> None:
    for name in NAMES:
        shutil.copy(DOCS / name, tmp_path)
    (tmp_path / "dpia.md").write_text("wij doen maar wat")
    (tmp_path / "works-council.md").unlink()
    with pytest.raises(CommandError, match=r"dpia\.md, works-council\.md"):
        call_command("documents", "--check", f"--folder={tmp_path}")
    call_command("documents", "--write", f"--folder={tmp_path}")
    call_command("documents", "--check", f"--folder={tmp_path}")
    assert (tmp_path / "dpia.md").read_text() == written("dpia.md")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("documents", "--check", f"--folder={tmp_path / 'nowhere'}")


def test_a_new_field_changes_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    before = written("processing-register.md")
    added = PersonalField(
        Person,
        "likes",
        Zone.OWN,
        Retention.A_DAY,
        "Iedereen",
        True,
        Erasure.DELETE,
        "person",
        "",
        "schoenmaat",
    )
    monkeypatch.setitem(registry._personal, (Person, "likes"), added)
    assert "schoenmaat" in written("processing-register.md")
    assert "schoenmaat" not in before


def test_the_register_holds_every_processing_and_every_field_that_says_something() -> None:
    text = written("processing-register.md")
    for one in processings():
        assert f"## {one.title}" in text
        for words in (one.purpose, one.basis.value, one.exception, one.people, one.receivers):
            assert words in text
    said = {entry.says for entry in personal_fields() if entry.says}
    assert len(said) > 30
    assert [says for says in said if says not in text] == []


def test_fields_with_the_same_promises_stand_together_and_others_apart() -> None:
    lines = told("lines")
    assert len({(line.reader, line.stays, line.taken, line.erased, line.zone) for line in lines}) == len(
        lines
    )


def test_the_dpia_has_the_seventeen_points_in_four_parts() -> None:
    text = written("dpia.md")
    assert [int(found) for found in re.findall(r"^## (\d+)\. ", text, re.M)] == list(range(1, 18))
    assert re.findall(r"^# ([A-D])\. ", text, re.M) == ["A", "B", "C", "D"]
    assert "[vul in: " in text
    assert all(retention.value in text for retention in Retention)


def test_every_risk_has_a_measure() -> None:
    text = written("dpia.md")
    risks, measures = text.split("## 17.")
    numbers = set(re.findall(r"^\| (\d+) \|", risks.split("## 16.")[1], re.M))
    assert numbers - {"13"} == set(re.findall(r"^\| (\d+) \|", measures, re.M))


def test_the_works_council_reads_every_field_of_the_log() -> None:
    text = written("works-council.md")
    names = [field.name for field in AccessLine._meta.concrete_fields]
    assert set(names) == set(LOGGED)
    assert all(LOGGED[name] in text for name in names)


def test_there_is_no_field_for_what_we_say_there_is_none_for() -> None:
    assert breaches() == []
    pieces = [piece for words in NO_FIELD_FOR.values() for piece in words]
    assert [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model._meta.app_label != "places"  # holds no persons; distances and sources are no origin
        for field in model._meta.concrete_fields
        if any(piece in field.name for piece in pieces)
    ] == []


def test_such_a_field_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = personal_fields()[0]
    planted = PersonalField(
        Person, "diagnosis", Zone.OWN, entry.retention, "", True, Erasure.DELETE, "person", "", "hoe het gaat"
    )
    monkeypatch.setattr(documents, "personal_fields", lambda: [planted])
    assert breaches() == ["people.Person.diagnosis"]


def test_roles_are_told_as_the_rules_have_them() -> None:
    now = facts()
    assert all(Role(role).label in now["around"] for role in TAKING_PART)
    assert not any(Role(role).label in now["blind"] for role in TAKING_PART)
    assert all(Role(role).label in now["finding_or"] for role in FINDING)


@pytest.mark.django_db
def test_the_page_wie_krijgt_dit_nooit_is_for_everybody_and_says_the_same() -> None:
    page = Client().get("/wie-krijgt-dit-nooit/")
    assert page.status_code == 200
    text = page.content.decode()
    assert facts()["blind"] in text
    assert facts()["around"] in text
    assert all(thing in text for thing in NO_FIELD_FOR)
    assert "/wie-krijgt-dit-nooit/" in Client().get("/").content.decode()


def test_our_models_have_names_to_check() -> None:
    """The check above looks at something."""
    assert (
        sum(isinstance(field, models.Field) for m in our_models() for field in m._meta.concrete_fields) > 100
    )
