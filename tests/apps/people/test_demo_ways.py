"""Ways in for the demo: for anybody as anybody, while the program runs as a demo, and never otherwise."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from cast import Cast
from wooncirkel.apps.circles.middleware import SET_UP
from wooncirkel.apps.people.actions.accounts import TakenError, account_for, demo_way_in
from wooncirkel.apps.people.means import MEANS, METHODS
from wooncirkel.apps.people.models import Account, Person

pytestmark = pytest.mark.database


def way(cast: Cast, name: str) -> str:
    """Return the way in of somebody."""
    account = cast.people[name].account
    assert account
    return demo_way_in(account=account, now=timezone.now())


@pytest.fixture
def demo(settings: Any) -> None:
    """The program as a demo."""
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["wim", "jan", "greet", "fatima"])
def test_residents_and_volunteers_come_in_as_by_card(cast: Cast, name: str) -> None:
    client = Client()
    assert client.get(way(cast, name)).headers["Location"] == "/inloggen/verder/"
    assert client.session[MEANS] == "card"
    assert METHODS not in client.session
    assert client.get("/inloggen/verder/").status_code == 302


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["anna", "bart", "gijs", "hanna", "lotte", "mo"])
def test_staff_come_in_with_their_role(cast: Cast, name: str) -> None:
    client = Client()
    client.get(way(cast, name))
    assert [shown["method"] for shown in client.session[METHODS]] == ["mfa"]
    assert MEANS not in client.session
    assert client.get("/inloggen/verder/").headers["Location"] != SET_UP


@pytest.mark.usefixtures("demo")
def test_from_one_to_another(cast: Cast) -> None:
    client = Client()
    for name in ("wim", "anna", "jan"):
        client.get(way(cast, name))
        account = cast.people[name].account
        assert account
        assert client.session[SESSION_KEY] == str(account.pk)
    assert METHODS not in client.session


def test_the_same_way_each_time(cast: Cast) -> None:
    assert way(cast, "wim") == way(cast, "wim") != way(cast, "els")


def test_outside_the_demo_they_lead_nowhere(cast: Cast) -> None:
    client = Client()
    answer = client.get(way(cast, "wim"))
    assert answer.status_code == 404
    assert answer.content == client.get("/inloggen/demo/made-up/").content
    assert SESSION_KEY not in client.session


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("how", ["forged", "deactivated"])
def test_a_way_that_was_not_made_here(cast: Cast, how: str) -> None:
    link = way(cast, "wim")
    if how == "forged":
        link = link.replace("demo/", "demo/x")
    else:
        Account.objects.filter(person=cast.people["wim"]).update(is_active=False)
    assert Client().get(link).status_code == 404


def test_an_account_for_somebody(cast: Cast) -> None:
    now = timezone.now()
    person = Person.objects.create(called="Nieuw", added_at=now)
    account = account_for(person=person, now=now)
    assert account == account_for(person=person, email=" Nieuw@Example.TEST ", now=now)
    account.refresh_from_db()
    assert account.email == "nieuw@example.test"
    assert not account.has_usable_password()
    account_for(person=person, email="other@example.test", now=now)
    account.refresh_from_db()
    assert account.email == "nieuw@example.test"


def test_an_address_belongs_to_one_account(cast: Cast) -> None:
    person = Person.objects.create(called="Nieuw", added_at=timezone.now())
    with pytest.raises(TakenError):
        account_for(person=person, email="WIM@example.test", now=timezone.now())
    assert Person.objects.get(pk=person.pk).account is None
