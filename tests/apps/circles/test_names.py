"""Names open when each organisation is named for what it answers for, and close while nobody is stored."""

from typing import Any

import pytest
from django.test import Client

from apps.circles.steering import NOT_GIJS, place, post, refused, run, text
from cast import NOON, Cast, day, membership
from wooncirkel.apps.circles.actions.members import RoleRefusedError, give_role
from wooncirkel.apps.circles.actions.names import NamesRefusedError, close_names, open_names
from wooncirkel.apps.circles.actions.partners import add_partner
from wooncirkel.apps.circles.models import Circle, Controller, Resident, Role
from wooncirkel.apps.people.models import Organisation
from wooncirkel.apps.shared.registry import processings

pytestmark = pytest.mark.database


@pytest.fixture
def eik(cast: Cast) -> Circle:
    """A circle that Gijs runs, without names, with one partner."""
    circle = cast.circles["eik"]
    run(cast, "gijs", "eik")
    _partner(cast, "Welzijn")
    return circle


def _partner(cast: Cast, name: str) -> Organisation:
    circle = cast.circles["eik"]
    row = add_partner(circle=circle, name=name, starts_on=day(-1), by=None, now=NOON)
    return row.organisation


def where(cast: Cast) -> str:
    """Return the address of the page."""
    return place(cast, "eik") + "namen/"


def ticked(*organisations: Organisation, without: str = "") -> dict[str, str]:
    """Fill in the form for these organisations, but for one processing."""
    filled: dict[str, str] = {}
    for one in organisations:
        filled |= {f"name-{one.public_id}": "Truus", f"as-{one.public_id}": "directeur"}
        boxes = {f"{each.key}-{one.public_id}": "on" for each in processings() if each.key != without}
        filled |= boxes
    return filled


def opened(circle: Circle) -> bool:
    """Return whether names are open."""
    return Circle.objects.get(pk=circle.pk).names_open_at is not None


def test_only_who_runs_the_circle(cast: Cast) -> None:
    for tail in ("namen/", "namen/dicht/"):
        refused(cast, place(cast) + tail, NOT_GIJS)
    run(cast, "piet", "anker")
    refused(cast, place(cast) + "namen/", ["piet"])
    assert Client().get(place(cast) + "namen/").status_code == 404


def test_the_page_says_what_opens_and_why(cast: Cast, eik: Circle) -> None:
    page = text(cast.client("gijs").get(where(cast)))
    assert "Er staan nu geen namen van bewoners in." in page
    assert "0 bewoners." in page
    assert "AVG artikel 26" in page
    assert 'href="/wie-krijgt-dit-nooit/"' in page
    assert all(one.title in page for one in processings())
    assert "Welzijn" in page
    assert "Zorg Een" not in page


def test_names_open_when_everything_is_named(cast: Cast, eik: Circle) -> None:
    answer = post(cast.client("gijs"), where(cast), ticked(cast.organisations["Welzijn"]))
    assert answer.headers["Location"] == where(cast)
    eik.refresh_from_db()
    assert eik.names_opened_by == cast.people["gijs"]
    rows = Controller.objects.filter(circle=eik)
    assert set(rows.values_list("processing", flat=True)) == {one.key for one in processings()}
    assert set(rows.values_list("decided_by", "decided_as", "named_by")) == {
        ("Truus", "directeur", cast.people["gijs"].pk)
    }
    page = text(cast.client("gijs").get(where(cast)))
    assert "Namen staan open sinds" in page
    assert "Wie is waarvoor verantwoordelijk" in page
    assert "Wie staat in voor wat" not in page
    assert "Truus" in page


@pytest.mark.parametrize("key", [one.key for one in processings()])
def test_each_processing_needs_somebody(cast: Cast, eik: Circle, key: str) -> None:
    fields = ticked(cast.organisations["Welzijn"], without=key)
    answer = post(cast.client("gijs"), where(cast), fields)
    title = next(one.title for one in processings() if one.key == key)
    assert f"Wie is verantwoordelijk voor: {title}?" in text(answer)
    assert 'value="Truus"' in text(answer)
    assert not opened(eik)
    assert not Controller.objects.filter(circle=eik).exists()


@pytest.mark.parametrize("field", ["name", "as"])
def test_who_decided_it_must_be_named(cast: Cast, eik: Circle, field: str) -> None:
    work = cast.organisations["Welzijn"]
    fields = ticked(work) | {f"{field}-{work.public_id}": " "}
    assert "Vul dit in." in text(post(cast.client("gijs"), where(cast), fields))
    assert not opened(eik)


def test_every_partner_that_sees_names_is_named(cast: Cast, eik: Circle) -> None:
    care = _partner(cast, "Zorg Een")
    membership(cast.people["anna"], Role.LINK_WORKER, eik, care)
    answer = post(cast.client("gijs"), where(cast), ticked(cast.organisations["Welzijn"]))
    assert "Deze organisaties zien namen, maar staan hier nog niet bij: Zorg Een." in text(answer)
    assert not opened(eik)
    assert (
        post(cast.client("gijs"), where(cast), ticked(cast.organisations["Welzijn"], care)).status_code == 302
    )


def test_a_partner_that_sees_no_names_may_be_left_out(cast: Cast, eik: Circle) -> None:
    _partner(cast, "Kerk")
    assert post(cast.client("gijs"), where(cast), ticked(cast.organisations["Welzijn"])).status_code == 302
    assert set(Controller.objects.filter(circle=eik).values_list("organisation__name", flat=True)) == {
        "Welzijn"
    }


def test_an_organisation_from_elsewhere_counts_for_nothing(cast: Cast, eik: Circle) -> None:
    foreign = post(cast.client("gijs"), where(cast), ticked(cast.organisations["Zorg Twee"]))
    assert foreign.status_code == 200
    assert not opened(eik)
    every = {one.key: [cast.organisations["Zorg Twee"]] for one in processings()}
    with pytest.raises(NamesRefusedError) as found:
        open_names(circle=eik, controllers=every, by=cast.people["gijs"], now=NOON)
    assert found.value.reason == "partner"


def test_a_partner_who_comes_later_is_named_before_its_people_see_names(cast: Cast, eik: Circle) -> None:
    post(cast.client("gijs"), where(cast), ticked(cast.organisations["Welzijn"]))
    care = _partner(cast, "Zorg Een")
    give: dict[str, Any] = {
        "circle": eik, "person": cast.people["anna"], "role": Role.LINK_WORKER, "organisation": care,
        "starts_on": day(), "ends_on": day(10), "by": None, "now": NOON,
    }  # fmt: skip
    with pytest.raises(RoleRefusedError) as found:
        give_role(**give)
    assert found.value.reason == "controller"
    page = text(cast.client("gijs").get(where(cast)))
    assert "Er is een partner bij gekomen" in page
    assert post(cast.client("gijs"), where(cast), ticked(care)).status_code == 302
    assert give_role(**give).role == Role.LINK_WORKER


def test_without_a_partner_nobody_answers_for_it(cast: Cast) -> None:
    run(cast, "gijs", "eik")
    page = text(cast.client("gijs").get(where(cast)))
    assert "Zet er eerst een partner bij." in page
    assert post(cast.client("gijs"), where(cast)).status_code == 200
    assert not opened(cast.circles["eik"])


def test_the_missing_second_wall_is_said(cast: Cast, eik: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = "wooncirkel.apps.circles.queries.circles.second_wall"
    monkeypatch.setattr(wall, lambda: False)
    assert "tweede muur" not in text(cast.client("gijs").get(where(cast)))
    _partner(cast, "Zorg Een")
    page = text(cast.client("gijs").get(where(cast)))
    assert "Er staat één muur. De tweede ontbreekt." in page
    assert "PostgreSQL" in page
    monkeypatch.setattr(wall, lambda: True)
    assert "Er staan twee muren." in text(cast.client("gijs").get(where(cast)))


def test_names_close_while_nobody_is_stored(cast: Cast, eik: Circle) -> None:
    client = cast.client("gijs")
    post(client, where(cast), ticked(cast.organisations["Welzijn"]))
    assert "Toch liever zonder namen?" in text(client.get(where(cast)))
    assert post(client, where(cast) + "dicht/").status_code == 302
    assert not opened(eik)
    assert not Controller.objects.filter(circle=eik).exists()


def test_names_do_not_close_over_a_resident(cast: Cast) -> None:
    client = cast.client("gijs")
    assert "Toch liever zonder namen?" not in text(client.get(place(cast) + "namen/"))
    answer = post(client, place(cast) + "namen/dicht/")
    assert "Er staan al namen in deze kring." in text(answer)
    assert opened(cast.circles["linde"])
    Resident.objects.filter(circle=cast.circles["linde"]).update(left_at=NOON)
    with pytest.raises(NamesRefusedError):
        close_names(circle=cast.circles["linde"], by=None, now=NOON)


def test_sent_twice_it_opens_once(cast: Cast, eik: Circle) -> None:
    client, key = cast.client("gijs"), "0b0e3b9e-3f0a-4d8c-9df2-0f6e6a6f0a02"
    fields = ticked(cast.organisations["Welzijn"])
    for _ in range(2):
        assert post(client, where(cast), fields, once=key).status_code == 302
    assert Controller.objects.filter(circle=eik).count() == len(processings())


@pytest.mark.parametrize("typed", ["Tr\0us", "a" * 201])
def test_a_name_that_cannot_be_kept(cast: Cast, eik: Circle, typed: str) -> None:
    work = cast.organisations["Welzijn"]
    answer = post(cast.client("gijs"), where(cast), ticked(work) | {f"name-{work.public_id}": typed})
    assert answer.status_code == 200
    assert not opened(eik)
