"""The tablet of the hub: enrolled, open for today's host, locked, ended; and nothing after midnight."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from cast import TABLET_SECRET, Cast
from wooncirkel.apps.circles.actor import TABLET_COOKIE, TABLET_COOKIE_PLAIN
from wooncirkel.apps.circles.models import Membership, Role, Tablet
from wooncirkel.apps.people.actions.cards import make_card
from wooncirkel.apps.people.actions.sessions import BEGUN
from wooncirkel.apps.people.models import Account, Card
from wooncirkel.apps.people.tokens import hashed

pytestmark = pytest.mark.database

PICTURES = ("boat", "cat", "tree")
OTHERS = ["wim", "anna", "bart", "chris", "dewi", "eva", "finn", "hanna", "jan", "kees", "lotte"]


def post(client: Client, path: str, **fields: Any) -> Any:
    """Send a form, with a key of its own."""
    return client.post(path, {"once": str(uuid.uuid4())} | fields)


def at_tablet() -> Client:
    """Return the browser of the enrolled tablet, with nobody there."""
    client = Client()
    client.cookies[TABLET_COOKIE_PLAIN] = TABLET_SECRET
    return client


def card_of(cast: Cast, name: str) -> str:
    """Give somebody a card, and return its code."""
    return make_card(person=cast.people[name], pictures=PICTURES, by=None, now=timezone.now())


def tap(client: Client, pictures: tuple[str, ...] = PICTURES) -> Any:
    """Tap three pictures."""
    return client.post("/inloggen/plaatjes/", {"once": str(uuid.uuid4()), "picture": pictures})


def come_in(client: Client, code: str) -> str:
    """Type the code of a card and tap three pictures; return where that leads."""
    answer = post(client, "/tablet/", code=code)
    assert answer.headers["Location"] == "/inloggen/plaatjes/"
    assert tap(client).status_code == 302
    return str(client.get("/inloggen/verder/").headers["Location"])


def enrol(cast: Cast, client: Client, name: str = "de keuken") -> Any:
    """Enrol the device of this browser."""
    return post(client, f"/tablet/aanmelden/{cast.circles['linde'].public_id}/", name=name)


def test_an_administrator_enrols_a_tablet_and_is_out(cast: Cast) -> None:
    client = cast.client("gijs")
    linde = cast.circles["linde"].public_id
    assert client.get(f"/tablet/aanmelden/{linde}/").status_code == 200
    assert enrol(cast, client).headers["Location"] == "/tablet/"
    page = client.get("/tablet/")
    cookie = page.cookies[TABLET_COOKIE_PLAIN]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] > 360 * 24 * 3600
    tablet = Tablet.objects.get(token_hash=hashed(cookie.value))
    assert (tablet.name, tablet.circle, tablet.enrolled_by) == (
        "de keuken",
        cast.circles["linde"],
        cast.people["gijs"],
    )
    assert client.get(f"/cirkel/{linde}/tablets/").status_code == 404
    assert "Wie is er vandaag gastheer?" in client.get("/tablet/").content.decode()


@override_settings(HTTPS=True)
def test_over_https_the_cookie_is_secure(cast: Cast) -> None:
    client = cast.client("gijs")
    enrol(cast, client)
    cookie = client.get("/tablet/").cookies[TABLET_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert client.get("/tablet/").status_code == 200


def test_enrolling_twice_by_two_taps_enrols_once(cast: Cast) -> None:
    client, key = cast.client("gijs"), str(uuid.uuid4())
    path = f"/tablet/aanmelden/{cast.circles['linde'].public_id}/"
    before = Tablet.objects.count()
    answers = [client.post(path, {"once": key, "name": "de keuken"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/tablet/", "/tablet/"]
    assert Tablet.objects.count() == before + 1
    assert client.get("/tablet/").status_code == 200


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "a\0"])
def test_a_tablet_needs_a_name(cast: Cast, name: str) -> None:
    answer = enrol(cast, cast.client("gijs"), name)
    assert (answer.status_code, Tablet.objects.count()) == (200, 1)
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize("name", [*OTHERS, "greet"])
def test_only_an_administrator_reaches_the_tablets(cast: Cast, name: str) -> None:
    client, linde = cast.client(name), cast.circles["linde"].public_id
    assert client.get(f"/cirkel/{linde}/tablets/").status_code == 404
    assert client.get(f"/tablet/aanmelden/{linde}/").status_code == 404
    assert enrol(cast, client).status_code == 404
    assert cast.tablet
    assert post(client, f"/cirkel/{linde}/tablets/{cast.tablet.public_id}/stoppen/").status_code == 404
    assert Tablet.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("circle", ["anker", "eik"])
def test_an_administrator_reaches_no_other_circle(cast: Cast, circle: str) -> None:
    client, other = cast.client("gijs"), cast.circles[circle]
    assert client.get(f"/cirkel/{other.public_id}/tablets/").status_code == 404
    assert client.get(f"/tablet/aanmelden/{other.public_id}/").status_code == 404
    theirs = Tablet.objects.create(
        circle=other, name="hun", token_hash=hashed("x"), enrolled_at=timezone.now()
    )
    linde = cast.circles["linde"].public_id
    assert post(client, f"/cirkel/{linde}/tablets/{theirs.public_id}/stoppen/").status_code == 404
    assert Tablet.objects.get(pk=theirs.pk).ended_at is None


def test_no_page_without_a_tablet(cast: Cast, client: Client) -> None:
    nothing = client.get("/nergens/").content
    assert client.get("/tablet/").content == nothing
    client.cookies[TABLET_COOKIE_PLAIN] = "guessed"
    assert client.get("/tablet/").content == nothing
    assert client.post("/tablet/klaar/").status_code == 404


def test_a_host_comes_in_by_card(cast: Cast) -> None:
    client = at_tablet()
    page = client.get("/tablet/").content.decode()
    assert "Wie is er vandaag gastheer?" in page
    assert "Balie" not in page
    where = come_in(client, card_of(cast, "greet"))
    assert where == "/tablet/"
    assert client.get(where).headers["Location"] == "/balie/"
    page = client.get("/balie/").content.decode()
    assert "Klaar" in page
    assert "Greet" in page


def test_the_code_is_in_no_address_and_not_kept(cast: Cast) -> None:
    from wooncirkel.apps.shared.models import Once

    client, code = at_tablet(), card_of(cast, "greet")
    assert code not in post(client, "/tablet/", code=code).headers["Location"]
    assert not Once.objects.filter(location__contains=code).exists()


def test_spaces_in_a_code_do_not_matter(cast: Cast) -> None:
    code = card_of(cast, "greet")
    assert come_in(at_tablet(), f" {code[:4]} {code[4:9]}\t{code[9:]} ") == "/tablet/"


@pytest.mark.parametrize("code", ["", "   ", "ab", "é" * 20, "a/../b" * 4, "a" * 200, "\0" * 20])
def test_what_is_no_code_is_asked_again(cast: Cast, code: str) -> None:
    answer = post(at_tablet(), "/tablet/", code=code)
    assert answer.status_code == 200
    assert "Typ de code die op je kaart staat." in answer.content.decode()


def test_a_code_of_nobody_is_not_told_apart(cast: Cast) -> None:
    client = at_tablet()
    assert post(client, "/tablet/", code="abcdefghijklmnop").headers["Location"] == "/inloggen/plaatjes/"
    assert tap(client).headers["Location"] == "/inloggen/plaatjes/"
    assert client.get("/balie/").status_code == 404


def test_five_wrong_tries_let_the_card_rest(cast: Cast) -> None:
    client, code = at_tablet(), card_of(cast, "greet")
    for _ in range(5):
        post(client, "/tablet/", code=code)
        tap(client, ("tree", "cat", "boat"))
    post(client, "/tablet/", code=code)
    tap(client)
    assert client.get("/balie/").status_code == 404
    assert Card.objects.get(person=cast.people["greet"]).rests_until is not None


def test_a_resident_comes_in_as_herself_and_not_as_host(cast: Cast) -> None:
    client = at_tablet()
    where = come_in(client, card_of(cast, "roya"))
    page = client.get(where).content.decode()
    assert "niet als gastheer" in page
    assert client.get("/balie/").status_code == 404


def test_without_the_tablet_a_card_opens_no_desk(cast: Cast) -> None:
    client = cast.client("greet")
    del client.cookies[TABLET_COOKIE_PLAIN]
    assert client.get("/balie/").status_code == 404


def test_a_host_of_another_circle_is_no_host_here(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["greet"]).update(circle=cast.circles["anker"])
    assert cast.client("greet").get("/balie/").status_code == 404


def test_klaar_locks_and_the_tablet_stays(cast: Cast) -> None:
    client = cast.client("greet")
    answer = client.post("/tablet/klaar/")
    assert answer.headers["Location"] == "/tablet/"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/balie/").status_code == 404
    assert "Wie is er vandaag gastheer?" in client.get("/tablet/").content.decode()
    assert client.post("/tablet/klaar/").headers["Location"] == "/tablet/"  # a second tap


def test_after_klaar_there_is_no_way_back_to_what_was_done(cast: Cast) -> None:
    client, code = at_tablet(), card_of(cast, "greet")
    come_in(client, code)
    saar = {"called": "Saar", "language": "nl", "likes": "read", "findable": "nee"}
    pictures = {"picture1": "sun", "picture2": "key", "picture3": "fish"}
    own = post(client, "/balie/nieuw/", **saar, **pictures).headers["Location"]
    assert client.get(own).status_code == 200
    client.post("/tablet/klaar/")
    come_in(client, code)
    assert client.get(own).status_code == 404
    assert client.get(f"{own}kaart.pdf").status_code == 404
    assert post(client, f"{own}toch-niet/").status_code == 404


def yesterday(client: Client, cast: Cast) -> None:
    """Let the session of a host have begun yesterday."""
    before = timezone.now() - timedelta(days=1)
    session = client.session
    session[BEGUN] = before.isoformat()
    session.save()


def test_after_midnight_nothing_is_shown(cast: Cast) -> None:
    client = cast.client("greet")
    assert client.get("/balie/").status_code == 200
    yesterday(client, cast)
    answer = client.get("/balie/")
    assert answer.headers["Location"] == "/tablet/"
    assert "Wie is er vandaag gastheer?" in client.get("/tablet/").content.decode()
    assert client.get("/balie/").status_code == 404


def test_a_session_without_a_beginning_counts_from_the_last_sign_in(cast: Cast) -> None:
    client = cast.client("greet")
    before = timezone.now() - timedelta(days=1)
    Account.objects.filter(person=cast.people["greet"]).update(last_login=before)
    assert client.get("/balie/").headers["Location"] == "/tablet/"


def test_residents_elsewhere_stay_signed_in_overnight(cast: Cast) -> None:
    client = cast.client("wim")
    yesterday(client, cast)
    assert client.get("/uitloggen/").status_code == 405
    assert client.session.get("_auth_user_id")


def test_an_ended_tablet_is_closed_at_once(cast: Cast) -> None:
    greet, gijs = cast.client("greet"), cast.client("gijs")
    assert greet.get("/balie/").status_code == 200
    assert cast.tablet
    linde = cast.circles["linde"].public_id
    assert "de balie" in gijs.get(f"/cirkel/{linde}/tablets/").content.decode()
    stop = f"/cirkel/{linde}/tablets/{cast.tablet.public_id}/stoppen/"
    assert gijs.get(stop).status_code == 405
    assert post(gijs, stop).headers["Location"] == f"/cirkel/{linde}/tablets/"
    assert greet.get("/balie/").headers["Location"] == "/"
    assert greet.get("/balie/").status_code == 404
    assert greet.get("/tablet/").status_code == 404
    assert "Er is nog geen tablet." in gijs.get(f"/cirkel/{linde}/tablets/").content.decode()


def test_a_role_that_ended_today_closes_the_desk_in_an_open_page(cast: Cast) -> None:
    client = cast.client("greet")
    Membership.objects.filter(person=cast.people["greet"], role=Role.HOST).update(ended_at=timezone.now())
    assert post(client, "/balie/", called="roya").status_code == 404


def test_a_deactivated_host(cast: Cast) -> None:
    client = cast.client("greet")
    Account.objects.filter(person=cast.people["greet"]).update(is_active=False)
    assert client.get("/balie/").status_code == 404
