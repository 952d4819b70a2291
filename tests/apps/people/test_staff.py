"""Staff: password and second factor, lock-out, choosing a password, thirty idle minutes."""

import base64
import hmac
import re
import struct
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone

from cast import PASSWORD, Cast
from wooncirkel.apps.circles.middleware import SET_UP
from wooncirkel.apps.people.actions.mail import ask_new_password
from wooncirkel.apps.people.actions.sessions import BEGUN, SEEN
from wooncirkel.apps.people.means import MEANS, METHODS
from wooncirkel.apps.people.models import Account, KeptText
from wooncirkel.apps.shared.models import Cached, Message, Once
from wooncirkel.apps.shared.once import new_key

pytestmark = pytest.mark.database

WORK, CODE = "/werk/", "/werk/code/"


def employ(cast: Cast, name: str = "anna") -> Account:
    """Give somebody a password."""
    account = cast.people[name].account
    assert account
    Account.objects.filter(pk=account.pk).update(password=make_password(PASSWORD))
    account.refresh_from_db()
    return account


def sign_in(client: Client, address: str = "anna@example.test", password: str = PASSWORD, **more: Any) -> Any:
    """Send address and password."""
    return client.post(WORK, {"login": address, "password": password}, **more)


def totp(secret: str, *, at: float | None = None) -> str:
    """Compute the code of an app (RFC 6238), by hand."""
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", int((at or timezone.now().timestamp()) // 30)), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def set_up(client: Client) -> str:
    """Set up a code app; return its secret."""
    page = client.get("/werk/2fa/app/").content.decode()
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found, page
    secret = found[1].replace(" ", "")
    answer = client.post("/werk/2fa/app/", {"code": totp(secret)})
    assert answer.headers.get("Location") == "/werk/2fa/codes/", answer.content.decode()
    return secret


def test_a_password_alone_gets_no_further_than_the_second_factor(cast: Cast) -> None:
    employ(cast)
    client = Client()
    assert sign_in(client).headers["Location"] == "/inloggen/verder/"
    assert client.get("/inloggen/verder/").headers["Location"] == SET_UP
    page = client.get(SET_UP)
    assert page.status_code == 200
    assert b"Kies eerst een tweede slot" in page.content
    assert client.get("/mijn/").headers["Location"] == SET_UP


def test_setting_up_an_app_opens_the_house(cast: Cast) -> None:
    employ(cast)
    client = Client()
    sign_in(client)
    before = client.session.session_key
    secret = set_up(client)
    assert client.session.session_key != before
    assert [shown["method"] for shown in client.session[METHODS]] == ["password", "mfa"]
    assert client.get("/inloggen/verder/").headers["Location"] != SET_UP
    codes = client.get("/werk/2fa/codes/").content.decode()
    assert len(re.findall(r"<li>[0-9]{8}</li>|<li>[0-9]{4}[- ][0-9]{4}</li>", codes)) == 10, codes
    assert secret not in str(Authenticator.objects.get(type="totp").data)  # kept under a key


def wait_out(secret: str) -> str:
    """Return a code that this account has not used yet: of the next half minute, which counts as well."""
    return totp(secret, at=timezone.now().timestamp() + 30)


def test_signing_in_with_the_code(cast: Cast) -> None:
    employ(cast)
    first = Client()
    sign_in(first)
    secret = set_up(first)
    client = Client()
    assert sign_in(client).headers["Location"] == CODE
    assert SESSION_KEY not in client.session
    assert client.get("/inloggen/verder/").status_code == 404
    page = client.post(CODE, {"code": "000000"})
    assert page.status_code == 200
    assert b"Deze code klopt niet" in page.content
    code = wait_out(secret)
    assert client.post(CODE, {"code": code}).headers["Location"] == "/inloggen/verder/"
    assert client.session[SESSION_KEY]
    Cached.objects.filter(cache_key__contains="totp.used").delete()  # allauth forgets it after half a minute
    again = Client()
    sign_in(again)
    assert again.post(CODE, {"code": code}).status_code == 200  # a code that was used
    assert SESSION_KEY not in again.session


def test_a_spare_code_works_once(cast: Cast) -> None:
    employ(cast)
    first = Client()
    sign_in(first)
    set_up(first)
    [spare, *_] = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    for expected in (302, 200):
        client = Client()
        sign_in(client)
        assert client.post(CODE, {"code": spare}).status_code == expected


def test_another_factor_asks_who_is_there_again(cast: Cast) -> None:
    employ(cast)
    client = Client()
    sign_in(client)
    set_up(client)
    session = client.session
    for shown in (records := session[METHODS]):
        shown["at"] -= 3600
    session[METHODS] = records
    session.save()
    answer = client.get("/werk/2fa/app/weg/")
    assert answer.headers["Location"].startswith("/werk/nog-eens/")
    page = client.get(answer.headers["Location"])
    assert b"Nog even je wachtwoord" in page.content
    assert client.post(answer.headers["Location"], {"password": "fout"}).status_code == 200
    assert client.post(answer.headers["Location"], {"password": PASSWORD}).status_code == 302
    assert client.get("/werk/2fa/app/weg/").status_code == 200
    assert client.post("/werk/2fa/app/weg/").status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["2fa/", "2fa/app/", "2fa/passkeys/", "2fa/codes/", "nog-eens/", "bewaard/", "2fa/passkeys/nieuw/"],
)
def test_pages_of_staff_are_for_staff(cast: Cast, path: str) -> None:
    for client in (Client(), cast.client("wim")):
        assert client.get(f"/werk/{path}").status_code == 404


def clean(page: bytes) -> bytes:
    """Return a page without what differs each time."""
    page = re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", page)
    return re.sub(rb"(anna|bart|eva|nobody)@example.test", b"", page)


def test_known_unknown_and_deactivated_get_the_same_answer(cast: Cast) -> None:
    employ(cast)
    employ(cast, "bart")
    Account.objects.filter(email="bart@example.test").update(is_active=False)
    seen = set()
    for address, password in (
        ("anna@example.test", "wrong"),
        ("nobody@example.test", PASSWORD),
        ("bart@example.test", PASSWORD),
        ("eva@example.test", PASSWORD),  # has no password at all
    ):
        answer = sign_in(Client(), address, password)
        seen.add((answer.status_code, clean(answer.content)))
    [(status, page)] = seen
    assert status == 200
    assert b"horen niet bij elkaar" in page


def test_an_unknown_address_costs_a_hash_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import get_hasher

    employ(cast)
    employ(cast, "bart")
    Account.objects.filter(email="bart@example.test").update(is_active=False)
    kind, spent = type(get_hasher()), []
    encode = kind.encode
    monkeypatch.setattr(kind, "encode", lambda *a, **k: (spent.append(1), encode(*a, **k))[1])
    counts = []
    for address in ("anna@example.test", "nobody@example.test", "bart@example.test", "eva@example.test"):
        spent.clear()
        sign_in(Client(), address, "wrong")
        counts.append(len(spent))
    assert len(set(counts)) == 1
    assert counts[0] >= 1


def test_after_five_wrong_passwords_this_visitor_waits_and_nobody_else(cast: Cast) -> None:
    employ(cast)
    here, elsewhere = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.9"}
    for _ in range(4):
        assert sign_in(Client(), password="wrong", **here).status_code == 200
    assert sign_in(Client(), password="wrong", **here).status_code == 429
    assert sign_in(Client(), **here).status_code == 429
    assert sign_in(Client(), **elsewhere).status_code == 302
    assert sign_in(Client(), "bart@example.test", "wrong", **here).status_code == 200
    Cached.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert sign_in(Client(), **here).status_code == 302


def test_an_unknown_account_is_locked_out_in_the_same_way(cast: Cast) -> None:
    seen = [sign_in(Client(), "nobody@example.test", "wrong").status_code for _ in range(6)]
    assert seen == [200, 200, 200, 200, 429, 429]


def test_one_visitor_tries_twenty_accounts_a_minute(cast: Cast) -> None:
    statuses = [sign_in(Client(), f"n{number}@example.test", "wrong") for number in range(22)]
    assert [b"te vaak geprobeerd" in answer.content for answer in statuses].index(True) == 20


def test_counting_tries_keeps_no_names(cast: Cast, caplog: Any) -> None:
    for _ in range(6):
        sign_in(Client(), "anna@example.test", "wrong")
    assert Cached.objects.exists()
    for row in Cached.objects.all():
        assert "anna" not in row.cache_key
        assert "anna" not in base64.b64decode(row.value).decode(errors="replace")
    assert "anna" not in caplog.text


def test_nobody_signs_up(cast: Cast) -> None:
    for path in ("/werk/aanmelden/", "/werk/signup/", "/accounts/signup/", "/werk/social/signup/"):
        assert Client().get(path).status_code == 404


def reset_link(address: str) -> str:
    """Ask for a link to choose a password."""
    answer = Client().post("/werk/wachtwoord/", {"email": address}, HTTP_HOST="localhost")
    assert answer.headers["Location"] == "/werk/wachtwoord/verstuurd/"
    found = re.search(r"http://localhost:8000(/\S+)", Message.objects.latest("pk").text)
    assert found
    return found[1]


def choose(client: Client, link: str, password: str) -> Any:
    """Follow the link and choose a password."""
    onward = client.get(link)
    if onward.status_code != 302:
        return onward
    return client.post(onward.headers["Location"], {"password1": password})


def test_choosing_a_password(cast: Cast) -> None:
    employ(cast)
    link, new = reset_link("anna@example.test"), "nog een veel langere zin"
    client = Client()
    page = choose(client, link, "kort")
    assert page.status_code == 200
    assert b'aria-invalid="true"' in page.content
    assert choose(client, link, new).headers["Location"] == "/werk/wachtwoord/klaar/"
    assert SESSION_KEY not in client.session
    assert sign_in(Client(), password=PASSWORD).status_code == 200
    assert sign_in(Client(), password=new).status_code == 302
    assert b"werkt niet meer" in choose(Client(), link, new).content


def test_asking_for_a_password_tells_nothing(cast: Cast) -> None:
    Account.objects.filter(email="bart@example.test").update(is_active=False)
    seen = {
        (answer.status_code, answer.headers["Location"])
        for address in ("anna@example.test", "nobody@example.test", "bart@example.test")
        for answer in [Client().post("/werk/wachtwoord/", {"email": address})]
    }
    assert seen == {(302, "/werk/wachtwoord/verstuurd/")}
    assert [letter.to for letter in Message.objects.all()] == ["anna@example.test"]
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_asking_for_a_password_commits_a_row_for_nobody_too(cast: Cast) -> None:
    """The disk is waited for in either case: the time tells nothing."""
    for count, address in enumerate(("anna@example.test", "nobody@example.test"), start=1):
        ask_new_password(address=address, now=timezone.now())
        assert Once.objects.count() == count
    assert Message.objects.count() == 1


def test_the_host_header_plays_no_part(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/werk/wachtwoord/", {"email": "anna@example.test"}, HTTP_HOST="evil.example")
    assert "evil" not in Message.objects.get().text


def wait(client: Client, **ago: timedelta) -> None:
    """Let time pass for a session."""
    session = client.session
    for name, span in ago.items():
        session[name] = (timezone.now() - span).isoformat()
    session.save()


def test_thirty_idle_minutes_end_a_session_of_staff(cast: Cast) -> None:
    client = cast.client("anna")
    client.get("/")
    wait(client, **{SEEN: timedelta(minutes=29)})
    client.get("/")
    assert SESSION_KEY in client.session
    wait(client, **{SEEN: timedelta(minutes=31)})
    answer = client.get("/waar/")
    assert answer.headers["Location"] == "/werk/?next=%2Fwaar%2F"
    assert SESSION_KEY not in client.session
    assert b"Je was een tijdje weg" in client.get("/werk/").content


def test_twelve_hours_end_it_too(cast: Cast) -> None:
    client = cast.client("anna")
    wait(client, **{SEEN: timedelta(minutes=1), BEGUN: timedelta(hours=11)})
    assert client.get("/").status_code == 200
    wait(client, **{SEEN: timedelta(minutes=1), BEGUN: timedelta(hours=13)})
    assert client.get("/").status_code == 302


def test_sessions_of_residents_stay(cast: Cast) -> None:
    client = cast.client("wim")
    wait(client, **{SEEN: timedelta(days=20), BEGUN: timedelta(days=20)})
    client.get("/")
    assert SESSION_KEY in client.session


def test_what_was_typed_is_given_back(cast: Cast) -> None:
    account = employ(cast)
    client = cast.client("anna")
    wait(client, **{SEEN: timedelta(minutes=31)})
    typed = {"text": "Wim wil graag vissen", "password": "geheim", "once": new_key(), "empty": ""}
    answer = client.post("/inloggen/mail/", typed)
    assert answer.headers["Location"] == "/werk/"
    kept = KeptText.objects.get()
    assert kept.account == account
    assert kept.fields == {"text": ["Wim wil graag vissen"], "empty": [""]}
    assert b"Wim wil graag" not in client.get("/werk/").content  # before she has said who she is
    back = cast.client("anna")
    assert back.get("/inloggen/verder/").headers["Location"] == "/werk/bewaard/"
    page = back.get("/werk/bewaard/").content.decode()
    assert "Wim wil graag vissen" in page
    assert 'href="/inloggen/mail/"' in page
    assert "Wim wil" not in cast.client("bart").get("/werk/bewaard/").content.decode()
    assert back.post("/werk/bewaard/", {"once": new_key()}).headers["Location"] == "/inloggen/verder/"
    assert not KeptText.objects.exists()


def test_no_secret_and_no_list_of_names_is_kept(cast: Cast) -> None:
    client = cast.client("anna")
    wait(client, **{SEEN: timedelta(minutes=31)})
    secret = {
        "picture1": "sun",
        "picture2": "key",
        "picture3": "fish",
        "picture": "sun",
        "people": "Saartje;Ali",
    }
    client.post("/inloggen/mail/", {"called": "Wim"} | secret)
    assert KeptText.objects.get().fields == {"called": ["Wim"]}


def in_with(cast: Cast, name: str, means: str) -> Client:
    """Return a browser of somebody who came in with a card or a letter."""
    client, account = Client(), cast.people[name].account
    assert account
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[MEANS] = means
    session.save()
    return client


@pytest.mark.parametrize("means", ["card", "mail"])
def test_who_is_in_with_a_card_can_sign_in_as_staff(cast: Cast, means: str) -> None:
    employ(cast)
    first = Client()
    sign_in(first)
    secret = set_up(first)
    client = in_with(cast, "anna", means)
    page = client.get(WORK)
    assert page.status_code == 200
    assert b'name="login"' in page.content
    assert SESSION_KEY in client.session  # looking ends nothing
    assert sign_in(client).headers["Location"] == CODE
    assert SESSION_KEY not in client.session  # a password alone is no card and no work
    assert client.post(CODE, {"code": wait_out(secret)}).headers["Location"] == "/inloggen/verder/"
    assert client.session[METHODS]
    assert client.get(WORK).status_code == 302


def test_a_passkey_asks_nobody_with_a_card(cast: Cast) -> None:
    client = in_with(cast, "anna", "card")
    answer = client.get("/werk/passkey/", headers={"accept": "application/json"})
    assert "challenge" in answer.json()["request_options"]["publicKey"]
    assert SESSION_KEY not in client.session


def test_a_card_of_one_and_the_password_of_another_are_never_mixed(cast: Cast) -> None:
    employ(cast)
    client = in_with(cast, "wim", "card")
    assert sign_in(client, password="wrong").status_code == 200
    assert SESSION_KEY not in client.session
    client = in_with(cast, "wim", "card")
    sign_in(client)
    assert client.session[SESSION_KEY] == str(cast.people["anna"].account_id)


@pytest.mark.parametrize("text", ["a\0b", "x" * 100_000, "‮omgekeerd"])
def test_any_text_can_be_kept(cast: Cast, text: str) -> None:
    client = cast.client("anna")
    wait(client, **{SEEN: timedelta(minutes=31)})
    assert client.post("/inloggen/mail/", {"text": text}).status_code == 302
    assert KeptText.objects.count() == 1


def test_pages_of_who_is_in_are_kept_by_nobody(cast: Cast) -> None:
    client = cast.client("anna")
    for path in ("/", "/inloggen/", "/bronnen/"):
        answer = client.get(path)
        if answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "no-store", path
