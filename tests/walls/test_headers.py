"""P8: every answer carries every header, errors and files too; private pages are kept by nobody."""

from typing import Any

import pytest
from django.test import Client

from cast import Cast
from support.crawl import walk
from walls.test_canaries import starts

pytestmark = pytest.mark.database

ALWAYS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "",
}


def faults(address: str, answer: Any) -> list[str]:
    """Return what a header lacks."""
    found = [
        f"{address}: {name}" for name, word in ALWAYS.items() if word not in answer.headers.get(name, "-")
    ]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "unsafe" in policy or "http" in policy.replace("https://", "http://").replace("'self'", ""):
        found.append(f"{address}: {policy}")
    if answer.status_code >= 400 and answer.headers.get("Cache-Control") != "no-store":
        found.append(f"{address}: an error that may be kept")
    return found


@pytest.mark.parametrize("name", ["wim", "anna", "gijs", "hanna", "greet", "lotte", ""])
def test_every_answer_carries_every_header(cast: Cast, name: str) -> None:
    client = cast.client(name) if name else Client()
    wrong = [fault for address, answer in walk(client, starts(cast)) for fault in faults(address, answer)]
    assert wrong == []


@pytest.mark.parametrize("name", ["wim", "anna"])
def test_pages_of_somebody_are_kept_by_nobody(cast: Cast, name: str) -> None:
    """Whoever has signed in gets no page that a browser or a proxy may keep; drawings of the map may be."""
    kept = [address for address, answer in walk(cast.client(name), starts(cast)) if may_be_kept(answer)]
    assert kept == []


def may_be_kept(answer: Any) -> bool:
    """Return whether a page (not a drawing of the map) may be kept by somebody."""
    page = answer.headers.get("Content-Type", "").startswith("text/html")
    return page and ("no-store" not in answer.headers["Cache-Control"] or "ETag" in answer.headers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/nergens/", 404), ("delete", "/", 405), ("post", "/", 405), ("get", "/?plek=\x00", 200)],
)
def test_errors_carry_them_too(method: str, address: str, status: int) -> None:
    answer = getattr(Client(raise_request_exception=False), method)(address)
    assert answer.status_code == status
    assert faults(address, answer) == []


def test_a_wrong_host_gets_them_too() -> None:
    answer = Client(HTTP_HOST="evil.example", raise_request_exception=False).get("/")
    assert answer.status_code == 400
    assert faults("/", answer) == []
