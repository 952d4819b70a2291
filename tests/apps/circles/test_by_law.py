"""A curator, mentor or parent is written down without telling who lives in the circle."""

from typing import Any

import pytest
from django.test import Client

from apps.circles.steering import NOT_GIJS, place, post, refused, run, text
from cast import Cast, day
from wooncirkel.apps.circles.models import Circle, Representative
from wooncirkel.apps.people.models import AccessLine, Account, Act, Person
from wooncirkel.apps.shared.models import Message

pytestmark = pytest.mark.database


def where(cast: Cast, name: str = "linde") -> str:
    """Return the address of the page."""
    return place(cast, name) + "beslissen/"


def record(cast: Cast, **fields: Any) -> Any:
    """Send the form."""
    filled = {
        "resident": "Wim", "called": "Mentor Maas", "email": "maas@example.test", "kind": "mentor",
        "starts_on": day().isoformat(), "ends_on": day(300).isoformat(),
    }  # fmt: skip
    return post(cast.client("gijs"), where(cast), filled | fields)


@pytest.mark.parametrize("tail", ["", "klaar/"])
def test_only_who_runs_the_circle_and_names_are_open(cast: Cast, tail: str) -> None:
    refused(cast, where(cast) + tail, NOT_GIJS)
    assert Client().get(where(cast) + tail).status_code == 404
    assert cast.client("gijs").get(where(cast) + tail).status_code == 200
    Circle.objects.update(names_open_at=None)
    assert cast.client("gijs").get(where(cast) + tail).status_code == 404
    assert record(cast).status_code == 404


def test_a_mentor_is_written_down(cast: Cast) -> None:
    record(cast, resident=" wïm")
    row = Representative.objects.get(resident=cast.residents["wim"])
    assert (row.kind, row.person.called, row.recorded_by) == ("mentor", "Mentor Maas", cast.people["gijs"])
    assert (row.starts_on, row.ends_on) == (day(), day(300))
    assert Message.objects.get().to == "maas@example.test"
    line = AccessLine.objects.get(act=Act.CHANGED)
    assert (line.subject, line.what) == (cast.people["wim"].public_id, "representative")


def test_the_answer_tells_not_who_lives_here(cast: Cast) -> None:
    people = Person.objects.count()
    answers = [record(cast, resident=name) for name in ("Wim", "Noor", "Nobody", "Fatima", "Gijs")]
    assert {(answer.status_code, answer.headers["Location"], answer.content) for answer in answers} == {
        (302, where(cast) + "klaar/", b"")
    }
    assert Representative.objects.exclude(resident=cast.residents["sipke"]).count() == 1
    assert Person.objects.count() == people + 1
    assert Message.objects.count() == 1
    assert "Wim" not in text(cast.client("gijs").get(where(cast) + "klaar/"))


def test_of_two_with_the_same_name_neither(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["roya"].pk).update(called="Wim")
    assert record(cast).status_code == 302
    assert not Representative.objects.filter(kind="mentor", person__called="Mentor Maas").exists()


@pytest.mark.parametrize("name", ["gijs", "wim"])
def test_neither_she_herself_nor_the_resident(cast: Cast, name: str) -> None:
    before = Representative.objects.count()
    assert record(cast, email=f"{name}@example.test").status_code == 302
    assert Representative.objects.count() == before
    assert not Message.objects.exists()


def test_an_address_of_an_account_without_a_person(cast: Cast) -> None:
    Account.objects.create(email="maas@example.test")
    assert record(cast).status_code == 302
    assert not Representative.objects.filter(resident=cast.residents["wim"]).exists()


def test_somebody_of_another_circle_stays_unseen(cast: Cast) -> None:
    run(cast, "piet", "anker")
    assert record(cast, resident="Noor").status_code == 302
    assert not Representative.objects.filter(resident=cast.residents["noor"]).exists()


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("resident", "", "Vul dit in."),
    ("resident", "a\0b", "niet kunnen lezen"),
    ("called", "", "Vul dit in."),
    ("email", "", "Vul dit in."),
    ("kind", "chosen", "Kies er een uit de lijst."),
    ("kind", "king", "Kies er een uit de lijst."),
    ("starts_on", "9999-12-31", "Deze dag ligt te ver weg."),
    ("starts_on", "0001-01-01", "Deze dag ligt te ver weg."),
    ("ends_on", "9999-12-31", "Deze dag past niet."),
    ("ends_on", "2000-01-01", "Deze dag past niet."),
])  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(cast: Cast, field: str, typed: str, said: str) -> None:
    answer = record(cast, **{field: typed})
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Message.objects.exists()
