"""Every route declares who may use it, and the program does not start with one that does not."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path, reverse

from wooncirkel.apps.shared.once import new_key
from wooncirkel.apps.shared.policy import (
    anyone,
    check_policies,
    policy,
    refuse_undeclared_routes,
    routes,
    undeclared_routes,
)
from wooncirkel.project.urls import urlpatterns as real


def forgotten(request: HttpRequest) -> HttpResponse:
    """A view whose maker forgot the policy."""
    return HttpResponse("open to all")


@policy(anyone)
def declared(request: HttpRequest) -> HttpResponse:
    """A view with a policy."""
    return HttpResponse("fine")


@policy(lambda request: False)
def closed(request: HttpRequest) -> HttpResponse:
    """A view for nobody."""
    return HttpResponse("secret")


@policy(anyone, methods=("GET", "POST"))
def written(request: HttpRequest) -> HttpResponse:
    """A view that takes posts."""
    return HttpResponse(get_token(request))


@policy(lambda request: False, methods=("GET", "POST"))
def kept(request: HttpRequest) -> HttpResponse:
    """A view that takes posts, from nobody."""
    return HttpResponse("secret")


PLANTED = [path("forgotten/", forgotten), path("declared/", declared)]
urlpatterns = [*real, path("plant/", include(PLANTED)), path("written/", written), path("kept/", kept)]
handler404 = "wooncirkel.apps.shared.views.not_found"


def test_every_route_declares_its_policy() -> None:
    assert len(list(routes())) > 3
    assert undeclared_routes() == []
    assert check_policies() == []
    refuse_undeclared_routes()


@pytest.mark.urls(__name__)
def test_a_forgotten_policy_stops_the_start() -> None:
    assert undeclared_routes() == ["plant/forgotten/"]
    assert [error.id for error in check_policies()] == ["wooncirkel.E001"]
    with pytest.raises(ImproperlyConfigured, match="plant/forgotten/"):
        refuse_undeclared_routes()


def test_a_refusal_looks_like_nothing_there() -> None:
    with pytest.raises(Http404):
        closed(RequestFactory().get("/"))


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("head", 200), ("post", 405), ("delete", 405)])
def test_a_policy_names_the_verbs(method: str, status: int) -> None:
    assert declared(getattr(RequestFactory(), method)("/")).status_code == status


@pytest.fixture
def stranger() -> Client:
    """A browser whose posts are checked, as those of the real program."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("name", ["home", "where", "circle", "sources"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_to_read_takes_no_writing(stranger: Client, name: str, method: str) -> None:
    answer = getattr(stranger, method)(reverse(name))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.database
@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_forged_post_is_refused_and_a_real_one_is_not(stranger: Client) -> None:
    assert stranger.post("/written/").status_code == 403
    token = stranger.get("/written/").content.decode()
    assert stranger.post("/written/", {"csrfmiddlewaretoken": token, "once": new_key()}).status_code == 200
    assert stranger.post("/written/", {"csrfmiddlewaretoken": token}).status_code == 400
    assert stranger.delete("/written/").status_code == 405


@override_settings(ROOT_URLCONF=__name__)
def test_a_forged_post_does_not_tell_what_there_is(stranger: Client) -> None:
    here, nowhere = stranger.post("/kept/"), stranger.post("/nowhere/")
    assert here.status_code == nowhere.status_code == 404
    assert here.content == nowhere.content
