"""Signing in through one's own organisation, against a small OpenID Connect server on this machine."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cast import Cast
from wooncirkel.apps.circles.middleware import SET_UP
from wooncirkel.apps.people.means import METHODS
from wooncirkel.apps.people.models import Account
from wooncirkel.project.environment import organisations_sign_in

pytestmark = pytest.mark.database

LOGIN = "/werk/via/zorgeen/"
SECRET = "a secret of thirty-two characters or more"


class Organisation(HTTPServer):
    """A sign-in server: what it says of somebody is set by a test."""

    claims: dict[str, Any]
    challenge = ""
    asked: list[str]

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """What the server answers."""

    server: Organisation

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Give the discovery document, or the facts about somebody."""
        self.server.asked.append(self.path)
        own = self.server.url
        if self.path.endswith("/openid-configuration"):
            self.send(
                {
                    "issuer": own,
                    "authorization_endpoint": f"{own}/authorize",
                    "token_endpoint": f"{own}/token",
                    "userinfo_endpoint": f"{own}/userinfo",
                    "jwks_uri": f"{own}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self.send(self.server.claims)

    def do_POST(self) -> None:
        """Give a token for a code, when the proof (PKCE) fits."""
        self.server.asked.append(self.path)
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if proof != self.server.challenge or sent["client_secret"] != ["hush"] or sent.get("code") != ["c"]:
            self.send({"error": "invalid_grant"}, 400)
            return
        claims = {"iss": self.server.url, "aud": "wooncirkel", "exp": 4102444800} | self.server.claims
        self.send({"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(claims, SECRET)})

    def send(self, answer: dict[str, Any], status: int = 200) -> None:
        """Send JSON."""
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def organisation(settings: Any, tmp_path: Path) -> Iterator[Organisation]:
    """A running server that this installation knows as Zorg Een, for addresses of example.test."""
    server = Organisation(("127.0.0.1", 0), Answers)
    server.claims, server.asked = person(), []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path / "oidc.json"
    file.write_text(json.dumps([entry(server=server.url)]))
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": organisations_sign_in(str(file))}}
    yield server
    server.shutdown()
    server.server_close()


def person(**more: Any) -> dict[str, Any]:
    """Return what an organisation says of Anna."""
    return {"sub": "anna-7", "email": "Anna@example.test", "email_verified": True} | more


def entry(**more: Any) -> dict[str, Any]:
    """Return one entry of the file."""
    return {
        "id": "zorgeen",
        "name": "Zorg Een",
        "server": "https://login.example",
        "client_id": "wooncirkel",
        "secret": "hush",
        "domains": ["example.test"],
    } | more


def come_back(client: Client, server: Organisation, onward: str = "", **more: str) -> Any:
    """Go to the organisation and come back with a code."""
    sent = client.get(LOGIN, {"next": onward} if onward else {})
    there = urlsplit(sent.headers["Location"])
    assert f"{there.scheme}://{there.netloc}" == server.url
    query = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert query["code_challenge_method"] == "S256"
    server.challenge = query["code_challenge"]
    return client.get(f"{LOGIN}terug/", {"code": "c", "state": query["state"]} | more)


def test_who_is_known_comes_in_with_her_role(cast: Cast, organisation: Organisation) -> None:
    client = Client()
    assert b"Via Zorg Een" in client.get("/werk/").content
    assert come_back(client, organisation).headers["Location"] == "/inloggen/verder/"
    account = cast.people["anna"].account
    assert account
    assert client.session[SESSION_KEY] == str(account.pk)
    assert [shown["method"] for shown in client.session[METHODS]] == ["socialaccount"]
    assert client.get("/inloggen/verder/").headers["Location"] != SET_UP
    assert not SocialAccount.objects.exists()  # matched by address each time; nothing of theirs is kept


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "yes"},
        {"email": "nobody@example.test"},
        {"email": "wim@elsewhere.test"},
        {"email": ""},
        {"email": "anna@example.test.evil.example"},
    ],
)
def test_who_is_not_known_does_not(cast: Cast, organisation: Organisation, claims: dict[str, Any]) -> None:
    organisation.claims = person(**claims)
    before, client = Account.objects.count(), Client()
    answer = come_back(client, organisation)
    assert answer.status_code == 200
    assert b"we kennen je hier nog niet" in answer.content
    assert SESSION_KEY not in client.session
    assert Account.objects.count() == before


def test_an_organisation_speaks_for_its_own_people_alone(cast: Cast, organisation: Organisation) -> None:
    """Another employer cannot say that somebody is Anna."""
    Account.objects.filter(person=cast.people["anna"]).update(email="anna@zorgtwee.test")
    organisation.claims = person(email="anna@zorgtwee.test")
    client = Client()
    assert come_back(client, organisation).status_code == 200
    assert SESSION_KEY not in client.session


def test_who_was_deactivated_stays_out(cast: Cast, organisation: Organisation) -> None:
    Account.objects.filter(person=cast.people["anna"]).update(is_active=False)
    client = Client()
    come_back(client, organisation)
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("more", [{"state": "made-up"}, {"error": "access_denied"}, {"code": ""}])
def test_a_forged_return_does_not_come_in(
    cast: Cast, organisation: Organisation, more: dict[str, str]
) -> None:
    client = Client()
    answer = come_back(client, organisation, **more)
    assert answer.status_code == 200
    assert SESSION_KEY not in client.session


def test_another_browser_cannot_use_the_return(cast: Cast, organisation: Organisation) -> None:
    mine, other = Client(), Client()
    there = urlsplit(mine.get(LOGIN).headers["Location"])
    state = parse_qs(there.query)["state"][0]
    other.get(f"{LOGIN}terug/", {"code": "c", "state": state})
    assert SESSION_KEY not in other.session


def test_onward_only_to_our_own_pages(cast: Cast, organisation: Organisation) -> None:
    assert come_back(Client(), organisation, "/waar/").headers["Location"] == "/waar/"
    assert come_back(Client(), organisation, "//evil.example").headers["Location"] == "/inloggen/verder/"


def test_a_server_that_is_down_is_told_kindly(cast: Cast, organisation: Organisation, settings: Any) -> None:
    organisation.shutdown()
    organisation.server_close()
    answer = Client().get(LOGIN)
    assert answer.status_code == 200
    assert b"geeft geen antwoord" in answer.content


def test_the_program_calls_out_for_the_sign_in_alone(cast: Cast, organisation: Organisation) -> None:
    client = Client()
    for path in ("/", "/inloggen/", "/werk/"):
        client.get(path)
    assert organisation.asked == []
    come_back(client, organisation)
    assert organisation.asked


def test_an_unknown_organisation_is_not_there(cast: Cast, organisation: Organisation) -> None:
    assert Client().get("/werk/via/nobody/").status_code == 404
    greet = cast.client("greet")  # a link to a server that is not there ends no session
    assert greet.get("/werk/via/nobody/").status_code == 404
    assert greet.get("/balie/").status_code == 200
    assert Client().get("/werk/via/nobody/terug/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"server": "http://login.example"},
        {"domains": []},
        {"domains": [""]},
        {"id": "zorg een"},
        {"secret": ""},
        {"name": None, "id": ""},
    ],
)
def test_a_file_that_cannot_be_right_stops_the_start(tmp_path: Path, change: dict[str, Any]) -> None:
    file = tmp_path / "oidc.json"
    file.write_text(json.dumps([entry(**change)]))
    with pytest.raises(ImproperlyConfigured, match="WOONCIRKEL_OIDC") as refused:
        organisations_sign_in(str(file))
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"id": "x"}]', '"x"'])
def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "oidc.json").write_text(text)
    with pytest.raises(ImproperlyConfigured, match="WOONCIRKEL_OIDC"):
        organisations_sign_in(str(tmp_path / "oidc.json"))
    with pytest.raises(ImproperlyConfigured, match="WOONCIRKEL_OIDC"):
        organisations_sign_in(str(tmp_path / "nowhere.json"))
