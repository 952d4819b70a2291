"""The ways into the demo: one for each role, one click to another, and nothing of them outside the demo."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.demo_city import make_neighbourhoods
from wooncirkel.apps.circles.actions.demo import load_demo_people
from wooncirkel.apps.circles.actor import TABLET_COOKIE_PLAIN, tablet_of
from wooncirkel.apps.circles.models import Membership, Representative, Resident, Role
from wooncirkel.apps.front.demo import announce, opens, parts, ways_in
from wooncirkel.apps.people.models import Account, Organisation, Person
from wooncirkel.apps.places.models import Neighbourhood

pytestmark = [pytest.mark.database, pytest.mark.django_db]

BASE = "http://localhost:8807/"
ROLES = {
    "greet": Role.HOST,
    "jan": Role.GOOD_NEIGHBOUR,
    "ruth": Role.COACH,
    "anna": Role.LINK_WORKER,
    "dieuwke": Role.COMMUNITY_WORKER,
    "tjerk": Role.TEAM_LEAD,
    "hilde": Role.ROSTERER,
    "corrie": Role.ADMINISTRATOR,
    "yvonne": Role.LOG_KEEPER,
    "ingmar": Role.PLANNER,
    "loubna": Role.RESEARCHER,
}


@pytest.fixture
def demo(settings: Any) -> None:
    """The demo people in a program that runs as a demo."""
    settings.DEMO = True
    make_neighbourhoods()
    load_demo_people(now=timezone.now())


def actor_after(client: Client) -> Any:
    """Return who the program takes this browser for."""
    from wooncirkel.apps.circles.actor import actor_of

    return actor_of(client.get("/").wsgi_request)


def come_in(client: Client, path: str) -> None:
    """Follow a way in, and forget the cookies that the answer ends, as a browser does."""
    first = client.get(path)
    for name in [name for name, cookie in client.cookies.items() if cookie["max-age"] == 0]:
        del client.cookies[name]
    assert client.get(first.headers["Location"], follow=True).status_code == 200, path


def test_there_is_a_way_in_for_every_role(demo: None) -> None:
    ways = {way.slug: way for way in ways_in()}
    assert {role for slug, role in ROLES.items() if slug in ways} == set(Role)
    for slug, role in ROLES.items():
        assert Membership.objects.filter(person__account=ways[slug].account, role=role).exists(), slug
    assert Resident.objects.filter(person__account=ways["wim"].account).exists()
    assert Representative.objects.filter(person__account=ways["marijke"].account).exists()
    assert len({way.slug for way in ways_in()}) == len(ways_in())
    assert {way for _, found in parts() for way in found} == set(ways.values())


def test_one_click_makes_one_that_person(demo: None) -> None:
    client = Client()
    for way in ways_in():
        come_in(client, way.address)
        actor = actor_after(client)
        assert actor.key == Person.objects.get(account=way.account).public_id, way.slug
        assert not actor.unproven, way.slug
        if way.slug in ROLES:
            assert actor.has(ROLES[way.slug]), way.slug
        assert (actor.tablet is not None) is way.tablet, way.slug


def test_the_host_stands_at_the_tablet_of_her_hub(demo: None) -> None:
    client = Client()
    answer = client.get("/demo/als/greet/")
    cookie = answer.cookies[TABLET_COOKIE_PLAIN]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    tablet = tablet_of(client.get("/").wsgi_request)
    assert tablet is not None
    assert tablet.circle.hub.name == "De Vensterbank"


def test_the_page_names_everybody_with_one_sentence(demo: None) -> None:
    page = Client().get("/demo/").content.decode()
    for way in ways_in():
        assert f'href="{way.address}"' in page
        assert way.can in page
    assert page.count("Dit is een voorbeeld. Alle mensen zijn verzonnen.") == 1


def test_every_page_says_that_it_is_an_example(demo: None, settings: Any) -> None:
    says = "Alle mensen zijn verzonnen."
    assert says in Client().get("/").content.decode()
    assert says in Client().get("/niet-hier/").content.decode()
    settings.DEMO = False
    assert says not in Client().get("/").content.decode()


def test_outside_the_demo_there_is_nothing(demo: None, settings: Any) -> None:
    ways = ways_in()
    paths = ["/demo/", *(way.address for way in ways), *(opens(way, timezone.now()) for way in ways)]
    settings.DEMO = False
    client = Client()
    assert {client.get(path).status_code for path in paths} == {404}
    assert client.get("/demo/als/wim/").content == client.get("/demo/als/niemand/").content
    assert not actor_after(client).person
    assert list(announce(BASE)) == []


def test_who_was_erased_or_blocked_is_no_longer_offered(demo: None) -> None:
    Account.objects.filter(email="wim@example.org").delete()
    Account.objects.filter(email="jan@example.org").update(is_active=False)
    assert not {"wim", "jan"} & {way.slug for way in ways_in()}
    client = Client()
    assert client.get("/demo/als/wim/").status_code == 404
    assert client.get("/demo/").status_code == 200
    assert all("als/jan/" not in line for line in announce(BASE))


def test_the_terminal_tells_whole_addresses(demo: None) -> None:
    lines = list(announce(BASE))
    assert lines[1] == f"Come in as one of the invented people, or choose at {BASE}demo/"
    assert len(lines) == 2 + len(ways_in())
    for way, line in zip(ways_in(), lines[2:], strict=True):
        assert line.split("  ")[1] == way.called
        assert way.english in line
        assert line.endswith(f"{BASE}demo/als/{way.slug}/")
    assert max(map(len, lines)) <= 100


def test_without_people_the_page_still_stands(settings: Any) -> None:
    settings.DEMO = True
    assert Client().get("/demo/").status_code == 200
    assert Client().get("/demo/als/wim/").status_code == 404
    assert list(announce(BASE)) == []


def test_without_its_neighbourhoods_nobody_is_loaded() -> None:
    with pytest.raises(Neighbourhood.DoesNotExist):
        load_demo_people(now=timezone.now())
    assert (Organisation.objects.count(), Person.objects.count()) == (0, 0)
