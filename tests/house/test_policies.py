"""Every route declares who may use it, and the program does not start with one that does not."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path

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


urlpatterns = [*real, path("plant/", include([path("forgotten/", forgotten), path("declared/", declared)]))]


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
