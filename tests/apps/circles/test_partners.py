"""Partners come and go by day, with whom to ask there; their people's roles stop with them."""

import uuid
from typing import Any

import pytest
from django.test import Client

from apps.circles.steering import NOT_GIJS, place, post, refused, run, text
from cast import Cast, day, membership
from wooncirkel.apps.circles.models import Membership, Partner, PartnerContact, Role
from wooncirkel.apps.people.models import Organisation

pytestmark = pytest.mark.database


def where(cast: Cast) -> str:
    """Return the address of the list."""
    return place(cast) + "partners/"


def partner(cast: Cast, name: str, circle: str = "linde") -> Partner:
    """Return a partner by the name of its organisation."""
    return Partner.objects.get(circle=cast.circles[circle], organisation__name=name)


def one(cast: Cast, name: str, tail: str = "") -> str:
    """Return the address of a partner."""
    return f"{where(cast)}{partner(cast, name).public_id}/{tail}"


def add(cast: Cast, **fields: Any) -> Any:
    """Send the form."""
    filled = {"name": "De Kerk", "kind": "church", "starts_on": day().isoformat()}
    return post(cast.client("gijs"), where(cast), filled | fields)


def contact(cast: Cast, name: str = "Zorg Een", circle: str = "linde") -> PartnerContact:
    """Store a contact person."""
    return PartnerContact.objects.create(partner=partner(cast, name, circle), name="Saskia", phone="050 1")


def test_only_who_runs_the_circle(cast: Cast) -> None:
    paths = [where(cast), one(cast, "Zorg Een"), one(cast, "Zorg Een", "stop/")]
    paths.append(f"{place(cast)}contact/{contact(cast).public_id}/weg/")
    for path in paths:
        refused(cast, path, NOT_GIJS)
        assert Client().get(path).status_code == 404
    run(cast, "piet", "anker")
    refused(cast, where(cast), ["piet"])
    assert PartnerContact.objects.exists()


def test_what_belongs_to_another_circle_is_not_there(cast: Cast) -> None:
    client = cast.client("gijs")
    foreign = partner(cast, "Zorg Twee", "anker").public_id
    theirs = contact(cast, "Zorg Twee", "anker").public_id
    for there, gone in (
        (f"{where(cast)}{foreign}/", f"{where(cast)}{uuid.uuid4()}/"),
        (f"{where(cast)}{foreign}/stop/", f"{where(cast)}{uuid.uuid4()}/stop/"),
        (f"{place(cast)}contact/{theirs}/weg/", f"{place(cast)}contact/{uuid.uuid4()}/weg/"),
    ):
        answers = [post(client, there), post(client, gone)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert PartnerContact.objects.count() == 1


def test_partners_stand_by_kind(cast: Cast) -> None:
    add(cast)
    page = text(cast.client("gijs").get(where(cast)))
    assert page.index("Zorg</h2>") < page.index("Welzijn</h2>") < page.index("Kerk of moskee</h2>")
    assert "De Kerk" in text(Client().get(place(cast)))


def test_an_organisation_that_we_know_is_not_made_twice(cast: Cast) -> None:
    before = Organisation.objects.count()
    Partner.objects.filter(pk=partner(cast, "Zorg Twee").pk).update(ends_on=day(-1))
    assert add(cast, name="zorg twee").status_code == 302
    assert Organisation.objects.count() == before
    assert "Dit is er al." in text(add(cast, name="Zorg Een"))


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("name", "", "Vul dit in."),
    ("name", "a\0b", "niet kunnen lezen"),
    ("name", "a" * 201, "Gebruik hooguit 200 tekens."),
    ("kind", "bank", "Kies er een uit de lijst."),
    ("starts_on", "morgen", "Deze dag kennen we niet."),
])  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(cast: Cast, field: str, typed: str, said: str) -> None:
    assert said in text(add(cast, **{field: typed}))
    assert Partner.objects.filter(circle=cast.circles["linde"]).count() == 3


def test_whom_to_ask(cast: Cast) -> None:
    client, path = cast.client("gijs"), one(cast, "Zorg Een")
    answer = post(client, path, name="Saskia", phone="050 123", email="s@example.test")
    assert answer.headers["Location"] == path
    row = PartnerContact.objects.get()
    assert (row.partner, row.name, row.phone) == (partner(cast, "Zorg Een"), "Saskia", "050 123")
    assert "050 123" in text(client.get(path))
    assert "Dit is geen e-mailadres." in text(post(client, path, name="Saskia", email="s"))
    assert "Vul dit in." in text(post(client, path, name=""))
    post(client, f"{place(cast)}contact/{row.public_id}/weg/")
    assert not PartnerContact.objects.exists()


def test_sent_twice_there_is_one(cast: Cast) -> None:
    client, key = cast.client("gijs"), "0b0e3b9e-3f0a-4d8c-9df2-0f6e6a6f0a05"
    for _ in range(2):
        post(client, one(cast, "Zorg Een"), name="Saskia", once=key)
    assert PartnerContact.objects.count() == 1


def test_the_roles_of_its_people_stop_with_a_partner(cast: Cast) -> None:
    chris = Membership.objects.get(person=cast.people["chris"])
    later = membership(
        cast.people["piet"], Role.HOST, cast.circles["linde"], cast.organisations["Zorg Twee"],
        starts_on=day(30), ends_on=day(60),
    )  # fmt: skip
    elsewhere = Membership.objects.get(person=cast.people["otto"])
    before = elsewhere.ends_on
    answer = post(cast.client("gijs"), one(cast, "Zorg Twee", "stop/"), ends_on=day(10).isoformat())
    assert answer.status_code == 302
    for row in (chris, later, elsewhere):
        row.refresh_from_db()
    assert chris.ends_on == day(10)
    assert later.ended_at is not None
    assert elsewhere.ends_on == before
    assert partner(cast, "Zorg Twee").ends_on == day(10)


def test_a_partner_that_ends_today_is_gone_tomorrow(cast: Cast) -> None:
    Partner.objects.filter(pk=partner(cast, "Zorg Twee").pk).update(ends_on=day(-1))
    assert "Zorg Twee" not in text(Client().get(place(cast)))
    assert cast.client("gijs").get(one(cast, "Zorg Twee")).status_code == 404


def test_a_partner_does_not_take_the_last_administrator_along(cast: Cast) -> None:
    path = one(cast, "Welzijn", "stop/")
    answer = post(cast.client("gijs"), path, ends_on=day(10).isoformat())
    assert "Er moet iemand kringbeheerder blijven." in text(answer)
    assert partner(cast, "Welzijn").ends_on is None
    run(cast, "piet", "linde")
    assert post(cast.client("gijs"), path, ends_on=day(10).isoformat()).status_code == 302


def test_a_partner_cannot_have_stopped_yesterday(cast: Cast) -> None:
    answer = post(cast.client("gijs"), one(cast, "Zorg Twee", "stop/"), ends_on=day(-1).isoformat())
    assert "De laatste dag kan niet voor vandaag liggen" in text(answer)
    assert partner(cast, "Zorg Twee").ends_on is None
