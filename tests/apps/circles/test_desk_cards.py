"""Cards at the desk: a lost one is blocked without telling whose; nobody makes one of who works."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast, day
from support.posts import post
from wooncirkel.apps.circles.models import Membership, Resident, Role
from wooncirkel.apps.people.actions.cards import make_card
from wooncirkel.apps.people.models import AccessLine, Act, Card

pytestmark = pytest.mark.database

NOT_HOSTS = ("wim", "els", "anna", "dewi", "eva", "gijs", "hanna", "jan", "lotte", "otto", "piet", "ria")

PICTURES = {"picture1": "book", "picture2": "ball", "picture3": "apple"}


def give_card(cast: Cast, *names: str) -> None:
    """Give people a card."""
    for name in names:
        make_card(person=cast.people[name], pictures=("fish", "sun", "key"), by=None, now=timezone.now())


def open_cards() -> set[str]:
    """Return who has a card that opens."""
    return set(Card.objects.filter(blocked_at=None).values_list("person__called", flat=True))


@pytest.mark.parametrize("host", ["greet", "bart"])
def test_a_lost_card_is_blocked_by_name_and_nobody_is_told_whose(cast: Cast, host: str) -> None:
    give_card(cast, "wim", "els", "noor")
    client, cards = cast.client(host), {"Wim", "Els", "Noor"}
    said = set()
    for called, stays in [
        ("Wi", cards),
        ("Noor", cards),  # she lives in another circle
        ("Niemand", cards),
        ("wim ", {"Els", "Noor"}),  # he did not agree to be found
        ("Wim", {"Els", "Noor"}),
        ("Els", {"Noor"}),  # she is on pause
    ]:
        answer = post(client, "/balie/kaart-kwijt/", called=called)
        assert open_cards() == stays, called
        page = client.get(answer.headers["Location"]).content.decode()
        said.add((answer.status_code, answer.headers["Location"], re.sub(r'value="[^"]{36,}"', "", page)))
    assert len(said) == 1
    assert "We hebben gekeken." in said.pop()[2]
    noted = AccessLine.objects.values_list("subject", "act", "what", "route")
    people = [cast.people["wim"].public_id, cast.people["els"].public_id]
    assert sorted(noted) == sorted((key, Act.CHANGED, "card", "desk-lost") for key in people)


def test_a_card_that_waits_to_be_printed_is_blocked_too(cast: Cast) -> None:
    client = cast.client("greet")
    fields = {"called": "Saar", "language": "nl", "likes": "hear", "findable": "nee"}
    assert post(client, "/balie/nieuw/", **fields, **PICTURES).status_code == 302
    resident = Resident.objects.get(person__called="Saar")
    post(client, "/balie/kaart-kwijt/", called="Saar")
    assert not Card.objects.filter(person=resident.person, blocked_at=None).exists()
    assert client.get(f"/balie/mens/{resident.public_id}/kaart.pdf").status_code == 404


@pytest.mark.parametrize(("called", "sentence"), [("", "Vul in hoe"), ("a\0", "niet kunnen lezen")])
def test_a_lost_card_without_a_name(cast: Cast, called: str, sentence: str) -> None:
    give_card(cast, "wim")
    answer = post(cast.client("greet"), "/balie/kaart-kwijt/", called=called)
    assert (answer.status_code, open_cards()) == (200, {"Wim"})
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("name", NOT_HOSTS)
def test_only_a_host_blocks_by_name(cast: Cast, name: str) -> None:
    give_card(cast, "wim")
    client = cast.client(name)
    assert client.get("/balie/kaart-kwijt/").status_code == 404
    assert post(client, "/balie/kaart-kwijt/", called="Wim").status_code == 404
    assert open_cards() == {"Wim"}


@pytest.mark.parametrize("name", ["wim", "els", "roya", "jan"])
def test_her_own_card_is_blocked_by_herself(cast: Cast, name: str) -> None:
    give_card(cast, name, "sipke")
    client = cast.client(name)
    assert "Blokkeer mijn kaart" in client.get("/mijn/kaart/").content.decode()
    assert client.post("/mijn/kaart/").status_code == 400
    assert post(client, "/mijn/kaart/").headers["Location"] == "/mijn/kaart/"
    assert open_cards() == {"Sipke"}
    page = client.get("/mijn/kaart/").content.decode()
    assert "Je hebt nu geen kaart die werkt." in page
    assert "Blokkeer mijn kaart" not in page


def test_a_resident_finds_the_way_to_her_card(cast: Cast, client: Client) -> None:
    assert 'href="/mijn/kaart/"' in cast.client("els").get("/mijn/").content.decode()
    assert client.get("/mijn/kaart/").status_code == 404


WORKS = [
    (Role.LINK_WORKER, "linde", "Zorg Een", False),
    (Role.ROSTERER, "anker", None, False),  # no organisation yet, in another circle
    (Role.PLANNER, None, "Welzijn", False),
    (Role.GOOD_NEIGHBOUR, "linde", "Welzijn", False),
    (Role.HOST, "anker", "Zorg Twee", False),
    (Role.GOOD_NEIGHBOUR, "linde", None, True),
    (Role.HOST, "linde", None, True),
]


@pytest.mark.parametrize("host", ["greet", "bart"])
@pytest.mark.parametrize(("role", "circle", "organisation", "may"), WORKS)
def test_a_desk_makes_no_card_of_who_works(
    cast: Cast, host: str, role: Role, circle: str | None, organisation: str | None, may: bool
) -> None:
    give_card(cast, "roya")
    row = Membership.objects.create(
        circle=cast.circles[circle] if circle else None,
        person=cast.people["roya"],
        role=role,
        organisation=cast.organisations[organisation] if organisation else None,
        starts_on=day(),
        ends_on=day(),
    )
    client, own = cast.client(host), f"/balie/mens/{cast.residents['roya'].public_id}/"
    assert (f'href="{own}kaart/"' in client.get(own).content.decode()) is may
    assert client.get(f"{own}kaart/").status_code == (200 if may else 404)
    assert post(client, f"{own}kaart/", **PICTURES).status_code == (302 if may else 404)
    assert Card.objects.filter(person=cast.people["roya"]).count() == 1 + may
    row.starts_on = row.ends_on = day(-1)
    row.save()
    assert client.get(f"{own}kaart/").status_code == 200


def test_a_card_made_just_before_she_began_to_work_is_not_printed(cast: Cast) -> None:
    client, own = cast.client("greet"), f"/balie/mens/{cast.residents['roya'].public_id}/"
    assert post(client, f"{own}kaart/", **PICTURES).status_code == 302
    Membership.objects.create(
        circle=cast.circles["anker"],
        person=cast.people["roya"],
        role=Role.LINK_WORKER,
        starts_on=day(),
        ends_on=day(9),
    )
    assert client.get(f"{own}kaart.pdf").status_code == 404
    assert post(client, f"{own}kaart/blokkeren/").status_code == 302
    assert open_cards() == set()
