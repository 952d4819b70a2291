"""The paper card: three pictures in order, five wrong tries, renewing, blocking, and the card on paper."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.utils import timezone

from cast import Cast
from wooncirkel.apps.people.actions.cards import TRIES, block_card, make_card
from wooncirkel.apps.people.cards import TWELVE, is_three, pictures_match, some_three
from wooncirkel.apps.people.means import MEANS
from wooncirkel.apps.people.models import Account, Card, Person
from wooncirkel.apps.people.paper import card_pdf
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.once import new_key
from wooncirkel.project import settings as real

pytestmark = pytest.mark.database

MINE, OTHER = ("fish", "key", "sun"), ("key", "fish", "sun")
PICTURES = "/inloggen/plaatjes/"


def card_of(cast: Cast, name: str = "wim") -> str:
    """Make a card for somebody."""
    return make_card(person=cast.people[name], pictures=MINE, by=None, now=timezone.now())


def scan(secret: str, client: Client | None = None) -> Client:
    """Scan the code of a card, in a browser that does not know anybody yet."""
    client = client or Client()
    answer = client.get(f"/k/{secret}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, PICTURES)
    return client


def tap(client: Client, pictures: tuple[str, ...], once: str = "") -> str:
    """Tap pictures; return where that leads."""
    sent = {"picture": list(pictures), "once": once or new_key()}
    answer = client.post(PICTURES, sent)
    return answer.headers.get("Location", "") if answer.status_code == 302 else "shown again"


def signed_in(client: Client) -> bool:
    """Return whether somebody is in."""
    return "_auth_user_id" in client.session


def test_the_right_pictures_in_order_come_in(cast: Cast) -> None:
    client = scan(card_of(cast))
    assert tap(client, MINE) == "/inloggen/verder/"
    assert client.session["_auth_user_id"] == str(cast.people["wim"].account_id)
    assert client.session[MEANS] == "card"
    assert client.session.get_expiry_age() > timedelta(days=300).total_seconds()


def test_tapping_one_by_one_needs_no_script(cast: Cast) -> None:
    client = scan(card_of(cast))
    page = client.get(PICTURES).content.decode()
    assert "eerste plaatje" in page
    assert page.count('class="pick"') == len(TWELVE)
    page = client.post(PICTURES, {"picture": ["fish"], "once": new_key()}).content.decode()
    assert "tweede plaatje" in page
    assert '<input type="hidden" name="picture" value="fish">' in page
    page = client.post(PICTURES, {"picture": ["fish", "key"], "once": new_key()}).content.decode()
    assert "derde plaatje" in page
    assert tap(client, MINE) == "/inloggen/verder/"


def test_coming_in_gives_a_new_session(cast: Cast) -> None:
    client = scan(card_of(cast))
    before = client.session.session_key
    tap(client, MINE)
    assert client.session.session_key != before
    assert "card" not in client.session


@pytest.mark.parametrize(
    "pictures", [OTHER, ("fish", "key", "cat"), ("fish", "fish", "fish"), ("sun", "key", "fish")]
)
def test_other_pictures_or_another_order_do_not(cast: Cast, pictures: tuple[str, ...]) -> None:
    client = scan(card_of(cast))
    assert tap(client, pictures) == PICTURES
    assert not signed_in(client)
    page = client.get(PICTURES).content.decode()
    assert "Dat lukte nog niet" in page
    assert "eerste plaatje" in page


@pytest.mark.parametrize("sent", [{}, {"picture": ["goat"]}, {"picture": ["fish", "\0", "key"]}])
def test_what_is_no_picture_is_passed_by(cast: Cast, sent: dict[str, list[str]]) -> None:
    client = scan(card_of(cast))
    assert client.post(PICTURES, sent).status_code == 200
    assert Card.objects.get().wrong == 0


def test_five_wrong_tries_let_the_card_rest(cast: Cast) -> None:
    secret = card_of(cast)
    for _ in range(TRIES):
        assert (
            tap(scan(secret), OTHER) == PICTURES
        )  # another browser each time: the card counts, not the browser
    client = scan(secret)
    assert tap(client, MINE) == PICTURES
    assert not signed_in(client)
    page = client.get(PICTURES).content.decode()
    assert "Je kaart rust even" in page
    assert "buurthub" in page
    rests = Card.objects.get().rests_until
    assert rests is not None
    assert timedelta(minutes=14) < rests - timezone.now() <= timedelta(minutes=15)


def test_after_the_rest_the_right_pictures_come_in_and_the_count_begins_anew(cast: Cast) -> None:
    secret = card_of(cast)
    for _ in range(TRIES):
        tap(scan(secret), OTHER)
    Card.objects.update(rests_until=timezone.now() - timedelta(seconds=1))
    client = scan(secret)
    assert tap(client, MINE) == "/inloggen/verder/"
    assert Card.objects.get().wrong == 0


def test_a_card_that_is_guessed_on_rests_longer_and_longer(cast: Cast) -> None:
    secret = card_of(cast)
    lasted = []
    for _ in range(4):
        for _ in range(TRIES):
            tap(scan(secret), OTHER)
        rests = Card.objects.get().rests_until
        assert rests
        lasted.append(round((rests - timezone.now()) / timedelta(minutes=1)))
        Card.objects.update(rests_until=timezone.now() - timedelta(seconds=1))
    assert lasted == [15, 60, 24 * 60, 24 * 60]


def test_the_fourth_wrong_try_does_not_let_it_rest(cast: Cast) -> None:
    client = scan(card_of(cast))
    for _ in range(TRIES - 1):
        tap(client, OTHER)
    assert tap(client, MINE) == "/inloggen/verder/"


def test_two_quick_taps_are_one_wrong_try(cast: Cast) -> None:
    client, key = scan(card_of(cast)), new_key()
    tap(client, OTHER, key)
    tap(client, OTHER, key)
    assert Card.objects.get().wrong == 1


def test_one_key_is_no_way_to_go_on_trying(cast: Cast) -> None:
    """The key of a form counts a try once; with other pictures it is another try."""
    client, key = scan(card_of(cast)), new_key()
    for number in range(TRIES):
        tap(client, (TWELVE[number], TWELVE[number + 1], TWELVE[number + 2]), key)
    assert Card.objects.get().wrong == TRIES
    assert tap(client, MINE, key) == PICTURES
    assert not signed_in(client)


def test_a_key_that_was_used_for_another_card_counts_for_this_one(cast: Cast) -> None:
    """Nobody prepares keys on a card that does not exist, in another browser, to guess on without end."""
    key, secret = new_key(), card_of(cast)
    prepare, guess = scan("nonsense"), scan(secret)
    every = [(TWELVE[number], TWELVE[number + 1], TWELVE[number + 2]) for number in range(TRIES)]
    for pictures in [*every, MINE]:
        tap(prepare, pictures, key)
    for pictures in every:
        tap(guess, pictures, key)
    assert Card.objects.get().wrong == TRIES
    assert tap(guess, MINE, key) == PICTURES
    assert not signed_in(guess)


def test_what_is_sent_while_the_card_rests_counts_afterwards(cast: Cast) -> None:
    client, key = scan(card_of(cast)), new_key()
    every = [(TWELVE[number], TWELVE[number + 1], TWELVE[number + 2]) for number in range(TRIES)]
    Card.objects.update(rests_until=timezone.now() + timedelta(minutes=1))
    for pictures in every:
        tap(client, pictures, key)
    Card.objects.update(rests_until=None)
    for pictures in every:
        tap(client, pictures, key)
    assert Card.objects.get().wrong == TRIES


def test_the_same_key_in_another_browser_is_another_try(cast: Cast) -> None:
    secret, key = card_of(cast), new_key()
    tap(scan(secret), OTHER, key)
    tap(scan(secret), OTHER, key)
    assert Card.objects.get().wrong == 2


def test_a_try_counts_before_it_is_looked_at(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends many tries while the first is still being hashed gets five looked at all the same."""
    secret, looked = card_of(cast), []

    def slow(*_: Any) -> bool:
        looked.append(1)
        if len(looked) < 20:
            tap(scan(secret), OTHER)
        return False

    monkeypatch.setattr("wooncirkel.apps.people.actions.cards.pictures_match", slow)
    tap(scan(secret), OTHER)
    assert len(looked) == TRIES
    assert Card.objects.get().wrong == TRIES


def test_two_quick_taps_come_in_both_times(cast: Cast) -> None:
    """A browser drops the answer to the first of two posts: the second, with the old cookie, must do."""
    client, key = scan(card_of(cast)), new_key()
    old = client.cookies["wooncirkel"].value
    assert tap(client, MINE, key) == "/inloggen/verder/"
    client.cookies["wooncirkel"] = old
    assert tap(client, MINE, key) == "/inloggen/verder/"
    assert signed_in(client)


def test_a_new_card_blocks_the_one_before(cast: Cast) -> None:
    old, new = card_of(cast), card_of(cast)
    assert tap(scan(old), MINE) == PICTURES
    assert tap(scan(new), MINE) == "/inloggen/verder/"


def test_a_blocked_card_opens_nothing(cast: Cast) -> None:
    secret = card_of(cast)
    block_card(person=cast.people["wim"], now=timezone.now())
    client = scan(secret)
    assert tap(client, MINE) == PICTURES
    assert not signed_in(client)


def test_blocking_a_card_ends_every_session_that_it_opened(cast: Cast) -> None:
    """Whoever found the card, and came in with it, is out on the next click; other sessions stay."""
    secret = card_of(cast)
    finder, other, by_mail = scan(secret), scan(card_of(cast, "els")), cast.client("wim")
    assert tap(finder, MINE) == tap(other, MINE) == "/inloggen/verder/"
    assert finder.get("/mijn/").status_code == 200
    block_card(person=cast.people["wim"], now=timezone.now())
    assert finder.get("/mijn/").headers["Location"] == "/inloggen/"
    assert "is geblokkeerd" in finder.get("/inloggen/").content.decode()
    assert "is geblokkeerd" not in finder.get("/inloggen/").content.decode()
    assert finder.get("/mijn/").headers["Location"] == "/inloggen/?next=/mijn/"
    assert other.get("/mijn/").status_code == by_mail.get("/mijn/").status_code == 200


def test_a_new_card_ends_the_sessions_of_the_one_before(cast: Cast) -> None:
    client = scan(card_of(cast))
    tap(client, MINE)
    card_of(cast)
    assert client.get("/mijn/").headers["Location"] == "/inloggen/"


def test_who_blocks_her_own_card_stays_in_there(cast: Cast) -> None:
    secret = card_of(cast)
    here, there = scan(secret), scan(secret)
    for client in (here, there):
        tap(client, MINE)
    assert here.post("/mijn/kaart/", {"once": new_key()}).headers["Location"] == "/mijn/kaart/"
    assert here.get("/mijn/").status_code == 200
    assert there.get("/mijn/").headers["Location"] == "/inloggen/"


@pytest.mark.parametrize("gone", ["deactivated", "died"])
def test_who_is_gone_does_not_come_in(cast: Cast, gone: str) -> None:
    secret = card_of(cast)
    if gone == "deactivated":
        Account.objects.filter(person=cast.people["wim"]).update(is_active=False)
    else:
        Person.objects.filter(pk=cast.people["wim"].pk).update(died_on=timezone.localdate())
    client = scan(secret)
    assert tap(client, MINE) == PICTURES
    assert not signed_in(client)


def pages(secret: str) -> list[bytes]:
    """Return what somebody sees who tries a card seven times with pictures that are not hers."""
    client, seen = scan(secret), []
    for _ in range(7):
        page = client.get(PICTURES).content
        answer = client.post(PICTURES, {"picture": list(OTHER), "once": new_key()})
        seen += [answer.headers["Location"].encode(), clean(page)]
    return [*seen, clean(client.get(PICTURES).content)]


def clean(page: bytes) -> bytes:
    """Return a page without what differs each time: its token and its key."""
    import re

    return re.sub(rb'(csrfmiddlewaretoken|once)" value="[^"]*"', b"", page)


def test_known_unknown_and_blocked_cards_show_the_same_pages(cast: Cast) -> None:
    known, blocked = card_of(cast), card_of(cast, "els")
    block_card(person=cast.people["els"], now=timezone.now())
    seen = pages(known)
    assert any(b"rust even" in page for page in seen)
    assert pages(blocked) == seen
    assert pages("nobody-has-this-secret") == seen


@pytest.fixture
def argon2(settings: Any) -> None:
    """Hash as the real program does; other tests hash quickly."""
    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS


@pytest.mark.usefixtures("argon2")
def test_an_unknown_card_costs_a_hash_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal time, counted in the only thing that takes time."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *a, **k: (hashed.append("one"), encode(*a, **k))[1]
    )
    monkeypatch.setattr(
        Argon2PasswordHasher, "verify", lambda *a, **k: (hashed.append("one"), verify(*a, **k))[1]
    )
    known, blocked = card_of(cast), card_of(cast, "els")
    block_card(person=cast.people["els"], now=timezone.now())
    counts = []
    for secret in (known, blocked, "nobody-has-this"):
        client = scan(secret)
        hashed.clear()
        tap(client, OTHER)
        counts.append(len(hashed))
    assert counts == [1, 1, 1]


def test_without_a_card_there_are_no_pictures(cast: Cast) -> None:
    answer = Client().get(PICTURES)
    assert b"Scan eerst je kaart" in answer.content
    assert Client().post(PICTURES, {"picture": list(MINE), "once": new_key()}).status_code == 200


def test_a_very_long_secret_is_no_error(cast: Cast) -> None:
    client = scan("x" * 5000)
    assert tap(client, MINE) == PICTURES


@pytest.mark.usefixtures("argon2")
def test_the_secret_is_kept_nowhere(cast: Cast) -> None:
    secret = card_of(cast)
    row = Card.objects.get()
    assert secret not in (row.token_hash, row.pictures_hash)
    assert identify_hasher(row.pictures_hash).algorithm == "argon2"
    assert not any(name in row.pictures_hash for name in MINE)
    assert pictures_match(secret, MINE, row.pictures_hash)
    assert not pictures_match("another", MINE, row.pictures_hash)  # worthless without the card


def test_a_person_without_account_gets_one_with_her_card(cast: Cast) -> None:
    person = Person.objects.create(called="Nieuw", added_at=timezone.now())
    secret = make_card(person=person, pictures=MINE, by=cast.people["greet"], now=timezone.now())
    client = scan(secret)
    assert tap(client, MINE) == "/inloggen/verder/"
    account = Person.objects.get(pk=person.pk).account
    assert account
    assert account.email is None
    assert not account.has_usable_password()
    assert Card.objects.get(person=person).made_by == cast.people["greet"]


@pytest.mark.parametrize("pictures", [MINE[:2], ("fish", "fish", "sun"), ("fish", "goat", "sun"), ()])
def test_a_card_needs_three_different_drawings(cast: Cast, pictures: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="three different"):
        make_card(person=cast.people["wim"], pictures=pictures, by=None, now=timezone.now())
    assert not Card.objects.exists()


def test_the_twelve_are_drawn() -> None:
    assert len(set(TWELVE)) == 12
    assert set(TWELVE) <= set(DRAWINGS)
    assert is_three(some_three())


ADDRESS = "https://wooncirkel.example/k/abcdefghijklmnopqrstuvwxyz0/"


@pytest.mark.parametrize("called", ["Wim", "H" * 200, "فاطمة", "ትግርኛ", "李小龍", "a\u202eb\0c", "  "])
def test_the_card_on_paper(called: str) -> None:
    reader = pypdf.PdfReader(BytesIO(card_pdf(called=called, address=ADDRESS)))
    [page] = reader.pages
    size = [round(float(side) / 72 * 25.4, 1) for side in page.mediabox[2:]]
    assert size == [85.6, 54.0]
    text = page.extract_text()
    assert "Nu iemand spreken? Bel" in text
    assert "050 000 00 00" in text
    assert ADDRESS not in text
    assert not any(f" {word}" in text for word in (DRAWINGS[name] for name in TWELVE))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "nl"
    if called == "Wim":
        assert "Wim" in text
    assert called not in str(reader.metadata)
