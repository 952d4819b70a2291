"""A curator, mentor or parent is written down without telling who lives in the circle."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.steering import NOT_GIJS, place, post, refused, run, text
from cast import Cast, day, membership
from wooncirkel.apps.circles.actions import reviews
from wooncirkel.apps.circles.actor import Actor, actors_as
from wooncirkel.apps.circles.models import Circle, Line, Membership, Representative, Review, Role
from wooncirkel.apps.circles.rules import lines_seen
from wooncirkel.apps.people.means import METHODS
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
    return post(cast.client("gijs", HTTP_HOST="localhost"), where(cast), filled | fields)


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
    assert not Message.objects.exists()
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
    assert not Message.objects.exists()
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


def confirm(cast: Cast, who: str = "bart", **fields: Any) -> Any:
    """Send the form of the second person."""
    filled = {
        "resident": "Wim", "email": "maas@example.test", "kind": "mentor", "ends_on": day(300).isoformat(),
    }  # fmt: skip
    return post(cast.client(who, HTTP_HOST="localhost"), where(cast) + "bevestigen/", filled | fields)


def maas(cast: Cast) -> Actor:
    """Return the mentor as she asks for a page."""
    person = Person.objects.get(called="Mentor Maas")
    return actors_as(person, day())[0]


def test_before_a_second_person_confirms_it_gives_nothing(cast: Cast) -> None:
    record(cast)
    assert maas(cast).helps == frozenset()
    assert not Line.objects.filter(lines_seen(maas(cast))).exists()
    assert "Mentor Maas" not in text(cast.client("wim").get("/mijn/wie-helpt/"))
    Representative.objects.filter(kind="mentor").update(ended_at=None)  # even if it would seem to run
    assert cast.residents["wim"].pk not in maas(cast).helps


@pytest.mark.parametrize("who", ["bart", "piet"])
def test_a_second_person_lets_it_begin(cast: Cast, who: str) -> None:
    membership(cast.people["piet"], Role.ADMINISTRATOR, cast.circles["linde"])
    as_staff(cast)
    record(cast)
    assert confirm(cast, who).headers["Location"] == where(cast) + "bevestigd/"
    row = Representative.objects.get(resident=cast.residents["wim"])
    assert (row.ended_at, row.confirmed_by) == (None, cast.people[who])
    assert row.confirmed_at
    assert maas(cast).helps == {cast.residents["wim"].pk}
    letter = Message.objects.get()
    assert letter.to == "maas@example.test"
    assert "http://localhost:8000/inloggen/mail/" in letter.text
    assert not [word for word in ("Linde", "Wim", "kring") if word in letter.text + letter.subject]
    lines = AccessLine.objects.filter(act=Act.CHANGED, what="representative")
    assert set(lines.values_list("actor", flat=True)) == {cast.people[n].public_id for n in ("gijs", who)}
    reviews.fill_queues(now=timezone.now() + timedelta(seconds=1))
    raised = Review.objects.filter(circle=cast.circles["linde"], rule="by-law")
    assert set(raised.values_list("access_line", flat=True)) == set(lines.values_list("pk", flat=True))


def as_staff(cast: Cast) -> None:
    """Let Piet sign in as staff do."""
    sign_in = cast.sign_in

    def signing(client: Client, name: str) -> None:
        sign_in(client, name)
        if name == "piet":
            session = client.session
            session[METHODS] = [{"method": "mfa", "type": "totp"}]
            session.save()

    cast.sign_in = signing  # type: ignore[method-assign]


@pytest.mark.parametrize("change", [
    {"resident": "Roya"}, {"email": "ria@example.test"}, {"kind": "curator"},
    {"ends_on": day(299).isoformat()}, {"resident": "Nobody"},
])  # fmt: skip
def test_what_says_something_else_confirms_nothing_and_tells_nothing(
    cast: Cast, change: dict[str, str]
) -> None:
    record(cast)
    before = AccessLine.objects.filter(act=Act.CHANGED).count()
    answer = confirm(cast, **change)
    assert (answer.status_code, answer.headers["Location"]) == (302, where(cast) + "bevestigd/")
    assert not Representative.objects.filter(confirmed_by__isnull=False).exists()
    assert not Message.objects.exists()
    assert AccessLine.objects.filter(act=Act.CHANGED).count() == before


def test_who_wrote_it_down_cannot_confirm_it(cast: Cast) -> None:
    record(cast)
    assert confirm(cast, "gijs").status_code == 302
    assert maas(cast).helps == frozenset()
    assert not Message.objects.exists()


def test_neither_who_helps_nor_the_resident_confirms_it(cast: Cast) -> None:
    record(cast, email="bart@example.test")
    confirm(cast, "bart", email="bart@example.test")
    assert not Representative.objects.filter(confirmed_by__isnull=False).exists()


def test_after_a_month_it_can_no_longer_be_confirmed(cast: Cast) -> None:
    record(cast)
    Representative.objects.filter(kind="mentor", confirmed_at=None).update(
        ended_at=timezone.now() - timedelta(days=31)
    )
    confirm(cast)
    assert maas(cast).helps == frozenset()


def test_help_that_was_confirmed_and_ended_does_not_come_back(cast: Cast) -> None:
    record(cast)
    confirm(cast)
    Representative.objects.filter(resident=cast.residents["wim"]).update(ended_at=timezone.now())
    confirm(cast)
    assert maas(cast).helps == frozenset()


@pytest.mark.parametrize("tail", ["bevestigen/", "bevestigd/"])
def test_only_an_administrator_or_a_host_at_work_confirms(cast: Cast, tail: str) -> None:
    others = [name for name in NOT_GIJS if name != "bart"]
    run(cast, "piet", "anker")
    for name in others:  # Greet, a volunteer host, is among them
        assert cast.client(name).get(where(cast) + tail).status_code == 404
    refused(cast, where(cast) + "bevestigen/", ["greet", "piet", "anna", "wim"])
    for name in ("gijs", "bart"):
        assert cast.client(name).get(where(cast) + tail).status_code == 200
    Circle.objects.update(names_open_at=None)
    assert cast.client("bart").get(where(cast) + tail).status_code == 404


@pytest.mark.parametrize("tail", ["", "klaar/"])
def test_the_page_says_who_can_confirm(cast: Cast, tail: str) -> None:
    gijs = cast.client("gijs")
    page = text(gijs.get(where(cast) + tail))
    assert "Bart" in page
    assert "Greet" not in page
    Membership.objects.filter(person=cast.people["bart"]).update(ends_on=day(-1))
    page = text(gijs.get(where(cast) + tail))
    assert "Er is nu niemand die dit kan bevestigen." in page
    assert "Dat kan een tweede kringbeheerder." in page


def test_a_chosen_helper_stays_until_the_other_help_begins(cast: Cast) -> None:
    fatima = cast.people["fatima"]
    chosen = Representative.objects.create(
        resident=cast.residents["wim"], person=fatima, kind="chosen", starts_on=day(), ends_on=day(30)
    )
    record(cast, email="fatima@example.test")
    chosen.refresh_from_db()
    assert chosen.ended_at is None
    confirm(cast, email="fatima@example.test")
    chosen.refresh_from_db()
    assert chosen.ended_at is not None
    running = Representative.objects.get(resident=cast.residents["wim"], ended_at=None)
    assert running.kind == "mentor"


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
