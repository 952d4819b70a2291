"""What every answer carries, and the pages for when something is amiss."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from wooncirkel.apps.shared import views
from wooncirkel.apps.shared.policy import anyone, policy, signed_in
from wooncirkel.apps.shared.views import broken, csrf_failed
from wooncirkel.project.urls import urlpatterns as real_urlpatterns

HEADERS = {
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cache-Control",
}


@policy(anyone)
def boom(request):
    raise RuntimeError("boom")


@policy(signed_in, methods=("GET", "POST"))
def private(request):
    return HttpResponse("private")


urlpatterns = [path("boom/", boom), path("private/", private), *real_urlpatterns]
handler400 = "wooncirkel.apps.shared.views.bad_request"
handler404 = "wooncirkel.apps.shared.views.not_found"
handler500 = "wooncirkel.apps.shared.views.broken"


@pytest.mark.parametrize("address", ["/boom/", "/private/", "/nothing/"])
def test_every_answer_carries_all_headers(client, address):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        answer = client.get(address)
    assert set(answer.headers) >= HEADERS
    assert answer.headers["Content-Security-Policy"].count("unsafe") == 0
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_wrong_host_gets_headers_too(client):
    client.raise_request_exception = False
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert set(answer.headers) >= HEADERS


def test_our_fault_is_said_kindly(client):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        answer = client.get("/boom/")
    assert answer.status_code == 500
    assert "Dat ligt niet aan jou." in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


def test_our_fault_is_said_also_when_the_house_is_down(client, monkeypatch, settings):
    """No database (this test may not touch it), no template, no list of static files."""

    def down(*args, **kwargs):
        raise RuntimeError("no template today")

    monkeypatch.setattr(views, "render", down)
    settings.TEMPLATES = []
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "wooncirkel.apps.shared.assets.Storage"}
    }
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        answer = client.get("/boom/")
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert '<html lang="nl">' in page
    assert "Het lukt nu niet" in page
    assert "Dat ligt niet aan jou. Wij kijken ernaar. Probeer het straks nog eens." in page
    assert '<a href="/">' in page


def test_a_refusal_looks_like_nothing_there(client):
    with override_settings(ROOT_URLCONF=__name__):
        refused, missing = client.get("/private/"), client.get("/nothing/")
        assert client.post("/private/").status_code == 404
    assert refused.status_code == missing.status_code == 404
    assert refused.content == missing.content


def test_error_pages_carry_no_form_and_no_token():
    request = RequestFactory().get("/")
    for page in (broken(request), csrf_failed(request)):
        assert "<form" not in page.content.decode()
        assert "csrfmiddlewaretoken" not in page.content.decode()


def test_text_is_packed_for_who_can_unpack_it(client):
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Fijn wonen" in gzip.decompress(answer.content).decode()


def test_the_first_page_says_who_to_call(client, settings):
    settings.HELP_PHONE, settings.HELP_IS_EXAMPLE = "06-1234 5678", False
    page = client.get("/").content.decode()
    assert '<a href="tel:0612345678">06-1234 5678</a>' in page
    assert "Gevaar? Bel 112." in page


def test_an_example_of_a_number_is_no_link(client):
    page = client.get("/").content.decode()
    assert 'href="tel:' not in page
    assert "een voorbeeld" in page
    assert "Gevaar? Bel 112." in page
