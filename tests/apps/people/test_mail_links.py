"""A link by e-mail: the same answer for everybody, good once, for half an hour."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cast import Cast
from wooncirkel.apps.people.actions.mail import MOST
from wooncirkel.apps.people.means import MEANS
from wooncirkel.apps.people.models import Account, MailLink, Person
from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.once import new_key

pytestmark = pytest.mark.database

ASK, SENT, IN = "/inloggen/mail/", "/inloggen/mail/verstuurd/", "/inloggen/verder/"


def ask(address: str, client: Client | None = None, **more: Any) -> Any:
    """Ask for a link."""
    return (client or Client()).post(ASK, {"email": address, "once": new_key()}, **more)


def link_of(address: str = "wim@example.test") -> str:
    """Ask for a link and take it out of the letter."""
    ask(address)
    found = re.search(r"http://localhost:8000(/inloggen/mail/[^/\s]+/)", Message.objects.latest("pk").text)
    assert found
    return found[1]


def test_the_link_of_a_letter_comes_in(cast: Cast) -> None:
    link, client = link_of(), Client()
    page = client.get(link)
    assert page.status_code == 200
    assert b"Kom binnen" in page.content
    assert MailLink.objects.get().used_at is None
    assert client.post(link).headers["Location"] == IN
    assert client.session[SESSION_KEY] == str(cast.people["wim"].account_id)
    assert client.session[MEANS] == "mail"


def test_looking_at_the_link_does_not_use_it_up(cast: Cast) -> None:
    link = link_of()
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert Client().post(link).headers["Location"] == IN


def test_the_letter_goes_to_the_address_that_we_have(cast: Cast) -> None:
    ask(" WIM@Example.TEST ")
    letter = Message.objects.get()
    assert (letter.to, letter.person) == ("wim@example.test", cast.people["wim"].public_id)
    assert "Nu iemand spreken?" in letter.text
    assert MailLink.objects.get().token_hash not in letter.text


def test_a_link_works_once(cast: Cast) -> None:
    link, first, second = link_of(), Client(), Client()
    first.get(link)
    second.get(link)  # both have the page open before anybody uses it
    assert first.post(link).status_code == 302
    for client in (second, Client(), first):
        answer = client.post(link)
        assert answer.status_code == 200
        assert b"werkt niet meer" in answer.content
    assert b"werkt niet meer" in Client().get(link).content
    assert SESSION_KEY not in second.session


def test_two_quick_taps_are_one_use(cast: Cast) -> None:
    link, client = link_of(), Client()
    client.get(link)
    old = client.cookies["wooncirkel"].value
    assert client.post(link).status_code == 302
    client.cookies["wooncirkel"] = old
    assert client.post(link).status_code == 302
    assert SESSION_KEY in client.session
    MailLink.objects.update(used_at=timezone.now() - timedelta(minutes=2))
    client.cookies["wooncirkel"] = old
    assert client.post(link).status_code == 200


@pytest.mark.parametrize(("minutes", "good"), [(29, True), (31, False)])
def test_a_link_works_for_half_an_hour(cast: Cast, minutes: int, good: bool) -> None:
    link = link_of()
    MailLink.objects.update(made_at=timezone.now() - timedelta(minutes=minutes))
    assert (b"Kom binnen" in Client().get(link).content) is good
    assert (Client().post(link).status_code == 302) is good


def gone(cast: Cast, how: str) -> None:
    """Let Wim be gone."""
    if how == "deactivated":
        Account.objects.filter(person=cast.people["wim"]).update(is_active=False)
    else:
        Person.objects.filter(pk=cast.people["wim"].pk).update(died_on=timezone.localdate())


@pytest.mark.parametrize("how", ["deactivated", "died"])
def test_who_is_gone_gets_no_letter_and_does_not_come_in(cast: Cast, how: str) -> None:
    link = link_of()
    gone(cast, how)
    assert Client().post(link).status_code == 200
    ask("wim@example.test")
    assert Message.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "x" * 3000, "a%00b", "..%2f..", "%F0%9F%92%A9"])
def test_a_link_that_nobody_sent(cast: Cast, token: str) -> None:
    assert Client().post(f"/inloggen/mail/{token}/").status_code in {200, 404}
    assert Client().get(f"/inloggen/mail/{token}/").status_code in {200, 404}


def clean(page: bytes) -> bytes:
    """Return a page without what differs each time."""
    return re.sub(rb'(csrfmiddlewaretoken|once)" value="[^"]*"', b"", page)


def test_known_unknown_and_deactivated_get_the_same_answer(cast: Cast) -> None:
    Account.objects.filter(person=cast.people["els"]).update(is_active=False)
    seen = set()
    for address in ("wim@example.test", "nobody@example.test", "els@example.test"):
        client = Client()
        answer = ask(address, client)
        follow = client.get(answer.headers["Location"])
        seen.add((answer.status_code, answer.headers["Location"], answer.content, clean(follow.content)))
    [(status, location, _, _)] = seen
    assert (status, location) == (302, SENT)
    assert [letter.to for letter in Message.objects.all()] == ["wim@example.test"]
    assert MailLink.objects.count() == 1


def work(address: str) -> list[str]:
    """Return which questions an address costs the database, without what is in them."""
    with CaptureQueriesContext(connection) as found:
        ask(address)
    return [re.split(r"\s(?:VALUES|WHERE)\s", query["sql"])[0][:60] for query in found]


@pytest.mark.django_db(transaction=True)
def test_known_and_unknown_cost_the_database_the_same(cast: Cast) -> None:
    """Equal time, counted in what takes time: the same writes, of which one is taken back."""
    known, unknown = work("wim@example.test"), work("nobody@example.test")
    writes = [[sql for sql in found if sql.startswith(("INSERT", "UPDATE"))] for found in (known, unknown)]
    assert writes[0][:3] == writes[1][:3]
    assert abs(len(known) - len(unknown)) <= 4  # the task that sends the letter


def test_nobody_is_flooded(cast: Cast) -> None:
    for _ in range(MOST + 3):
        assert ask("wim@example.test").headers["Location"] == SENT
    assert Message.objects.count() == MOST


@pytest.mark.parametrize("address", ["", "wim", "wim@", "a\0b@example.test", "w" * 300 + "@example.test"])
def test_what_is_no_address_is_said_kindly(cast: Cast, address: str) -> None:
    answer = ask(address)
    assert answer.status_code == 200
    assert b'aria-invalid="true"' in answer.content
    assert not Message.objects.exists()


def test_the_same_form_twice_sends_one_letter(cast: Cast) -> None:
    client, sent = Client(), {"email": "wim@example.test", "once": new_key()}
    assert client.post(ASK, sent).headers["Location"] == SENT
    assert client.post(ASK, sent).headers["Location"] == SENT
    assert Message.objects.count() == 1


def test_the_host_header_plays_no_part(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.URL = "https://wooncirkel.example"
    ask("wim@example.test", HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    text = Message.objects.get().text
    assert "https://wooncirkel.example/inloggen/mail/" in text
    assert "evil" not in text


PAYLOADS = [
    "https://evil.example",
    "http://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\tevil.example",
    "/\n/evil.example",
    "/%09/evil.example\t",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    " https://evil.example",
    "\x00//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http://localhost:8000@evil.example/",
    "http://testserver/",
    "@evil.example",
    "evil.example",
    "/ /evil.example",
    "/" + "a" * 400,
    "//google.com/%2f..",
    "/\u2028/evil.example",
    "ftp://evil.example",
    "mailto:x@evil.example",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("door", ["/inloggen/", "/werk/"])
def test_nobody_is_sent_to_another_house(cast: Cast, payload: str, door: str) -> None:
    client = Client()
    page = client.get(door, {"next": payload})
    assert b"evil" not in page.content
    client.post(link_of())  # somebody else's: only to have a letter
    link = link_of("els@example.test")
    assert client.post(link).headers["Location"] == IN
    assert client.get(IN).headers["Location"] == "/" or client.get(IN).headers["Location"].startswith("/mijn")


def test_who_was_going_somewhere_gets_there(cast: Cast) -> None:
    client = Client()
    client.get("/inloggen/", {"next": "/waar/?kaart=groningen"})
    client.post(link_of())
    assert client.get(IN).headers["Location"] == "/waar/?kaart=groningen"
    assert client.get(IN).headers["Location"] != "/waar/?kaart=groningen"
