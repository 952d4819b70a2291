"""Before visitors come, everything that can be read is read; what cannot be is named."""

import logging

import pytest
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from django.template import engines
from django.utils.module_loading import import_string

from wooncirkel.apps.places.bridge.networks import NetworkFileError
from wooncirkel.apps.shared import hooks, warming

pytestmark = pytest.mark.django_db  # a request ends by looking after its connection
LOST = "The street network 0ab.npz is missing."


def lost() -> None:
    """Stand for a room whose file is gone."""
    raise NetworkFileError(LOST)


def found() -> None:
    """Stand for a room that is well."""
    logging.getLogger(__name__).error("found")


def kept_templates() -> set[str]:
    """Return the names of the templates that Django has read."""
    return {
        str(template.origin.template_name)
        for loader in engines["django"].engine.template_loaders
        for template in loader.get_template_cache.values()
    }


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read templates alone, from nothing."""
    monkeypatch.setattr(hooks, "READY", [])
    engines["django"].engine.template_loaders[0].reset()


@pytest.mark.usefixtures("alone")
def test_every_template_is_read_and_the_front_door_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    names = set(warming.template_names())
    assert "front/home.html" in names
    assert "shared/base.html" in names
    asked: list[tuple[str, int]] = []
    handler = WSGIHandler()

    def application(environ, start_response):
        answer = handler(environ, start_response)
        asked.append((environ["PATH_INFO"], answer.status_code))
        return answer

    warming.make_ready(application)
    assert names <= kept_templates()
    assert asked == [("/", 200)]


@pytest.mark.parametrize("hosts", [["kring.example"], [".kring.example"], ["*"], ["[::1]"]])
def test_the_front_door_opens_under_every_name(hosts: list[str], settings: LazySettings) -> None:
    """Also behind a web server with a certificate, where plain http is sent on."""
    settings.ALLOWED_HOSTS, settings.HTTPS = hosts, True
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    answers = []
    handler = WSGIHandler()
    warming.open_the_door(lambda environ, start: answers.append(handler(environ, start)) or answers[-1])
    assert [answer.status_code for answer in answers] == [200]


@pytest.mark.usefixtures("alone")
def test_a_lost_file_is_named_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hooks, "READY", [f"{__name__}.lost", f"{__name__}.found"])
    warming.make_ready(WSGIHandler())
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert said == [f"Some pages will not work: {LOST} ({__name__}.lost)", "found"]
    assert not any(record.exc_info for record in caplog.records if record.levelno >= logging.ERROR)


def test_every_name_that_a_room_has_left_leads_to_a_function() -> None:
    names = [*hooks.WARM, *hooks.READY, *hooks.DAILY]
    assert len(names) >= 3
    assert all(callable(import_string(name)) for name in names)
