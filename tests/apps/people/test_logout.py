"""Going out: by a post alone, everything forgotten, and nothing left behind for who presses Back."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from cast import Cast

pytestmark = pytest.mark.database

OUT = "/uitloggen/"


@pytest.mark.parametrize("name", ["wim", "anna", "greet"])
def test_going_out_ends_the_session(cast: Cast, name: str) -> None:
    client = cast.client(name)
    key = client.session.session_key
    answer = client.post(OUT)
    assert answer.headers["Location"] == "/tot-ziens/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert SESSION_KEY not in client.session
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/inloggen/verder/").status_code == 404


def test_going_out_keeps_the_tablet_enrolled(cast: Cast) -> None:
    client = cast.client("greet")
    client.post(OUT)
    assert client.cookies["tablet"].value


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_goes_out(cast: Cast, method: str) -> None:
    client = cast.client("wim")
    assert getattr(client, method)(OUT).status_code == 405
    assert SESSION_KEY in client.session


def test_twice_is_once(cast: Cast) -> None:
    client = cast.client("wim")
    assert client.post(OUT).status_code == client.post(OUT).status_code == 302
    assert Client().post(OUT).status_code == 302


def test_a_forged_post_does_not_go_out(cast: Cast) -> None:
    client = cast.client("wim", csrf=True)
    assert client.post(OUT).status_code == 403
    assert SESSION_KEY in client.session


def test_every_page_has_the_way_out_or_in(cast: Cast) -> None:
    inside, outside = cast.client("wim").get("/").content.decode(), Client().get("/").content.decode()
    assert 'action="/uitloggen/"' in inside
    assert "csrfmiddlewaretoken" in inside
    assert 'href="/inloggen/"' not in inside
    assert 'action="/uitloggen/"' not in outside
    assert "csrfmiddlewaretoken" not in outside
    assert 'href="/inloggen/"' in outside


def test_error_pages_carry_no_form(cast: Cast) -> None:
    page = cast.client("wim").get("/nergens/").content.decode()
    assert "<form" not in page
    assert page == Client().get("/nergens/").content.decode() or "csrf" not in page


def test_pages_of_who_is_in_are_not_kept(cast: Cast) -> None:
    assert cast.client("wim").get("/inloggen/").headers["Cache-Control"] == "no-store"
