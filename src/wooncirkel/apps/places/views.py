"""Pages of the room places. Short: read the address, ask, show."""

from functools import wraps
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control

from wooncirkel.apps.places import answers, queries
from wooncirkel.apps.places.addresses import Point
from wooncirkel.apps.places.forms import coordinates, find_place, read_address, read_city
from wooncirkel.apps.places.models import Neighbourhood, Network
from wooncirkel.apps.places.paper import circle_pdf
from wooncirkel.apps.places.tiles import tiles_path
from wooncirkel.apps.shared.policy import View, anyone, policy
from wooncirkel.apps.shared.ranges import ranged
from wooncirkel.apps.shared.shell import CIRCLE_WAYS, CITY_WAYS, open_to

computed = cache_control(public=True, max_age=3600)


def public_page(view: View) -> View:
    """Let anybody keep a page for a minute; one with the ways of somebody who signed in is kept by nobody."""
    kept = cache_control(public=True, max_age=60)(view)

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return (view if request.user.is_authenticated else kept)(request, *args, **kwargs)

    return shown


def _city(request: HttpRequest) -> Network:
    row = queries.network_or_default(read_city(request.GET))
    if row is None:
        raise Http404
    return row


def _neighbourhood(code: str) -> Neighbourhood:
    row = queries.neighbourhood(code)
    if row is None:
        raise Http404
    return row


def _point(request: HttpRequest) -> Point:
    point = coordinates(request.GET.get("plek", ""))
    if point is None:
        raise Http404
    return point


@policy(anyone)
@public_page
def neighbourhood(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is here already, then the figures beside the city's."""
    return render(request, "places/neighbourhood.html", answers.neighbourhood_page(_neighbourhood(code)))


@policy(anyone)
@computed
def neighbourhood_picture(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the neighbourhood with its facilities."""
    return _svg(answers.neighbourhood_svg(_neighbourhood(code)))


@policy(anyone)
@public_page
def where(request: HttpRequest) -> HttpResponse:
    """Show the city: what is where. The old address of the criteria leads to the page for planners."""
    if request.GET.get("kijk") == "criteria" and CITY_WAYS:
        return redirect(_with_question(CITY_WAYS[0].address, request.GET))
    page = answers.where_page(_city(request))
    return render(request, "places/where.html", {**page, "city_ways": open_to(request, CITY_WAYS)})


def _with_question(path: str, query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("kijk")
    return f"{path}?{kept.urlencode()}" if kept else path


@policy(anyone)
@computed
def facilities(request: HttpRequest) -> JsonResponse:
    """Give the facilities of a city to the map."""
    return JsonResponse(answers.facility_points(_city(request)))


@policy(anyone)
@public_page
def circle(request: HttpRequest) -> HttpResponse:
    """Show who can reach a hub in ten minutes, for up to four points."""
    city = _city(request)
    address, errors = read_address(request.GET, read_city(request.GET))
    if "zoek" in request.GET:
        typed = request.GET["zoek"].strip()
        if not typed and address.points and not address.adding:
            return redirect(address.url())
        found = find_place(typed, city)
        if isinstance(found, Point):
            return redirect(address.with_point(found).url())
        errors = {**errors, "zoek": found}
    page = answers.circle_page(city, address, errors, typed=request.GET)
    return render(request, "places/circle.html", {**page, "circle_ways": open_to(request, CIRCLE_WAYS)})


@policy(anyone)
@computed
def circle_drawing(request: HttpRequest) -> JsonResponse:
    """Give the streets that are reached to the map."""
    return JsonResponse(answers.circle_lines(_city(request), _point(request)))


@policy(anyone)
@computed
def circle_picture(request: HttpRequest) -> HttpResponse:
    """Draw the circle as a picture."""
    city = _city(request)
    address, _ = read_address(request.GET, read_city(request.GET))
    size = answers.SMALL if request.GET.get("maat") == "klein" else answers.PAGE
    return _svg(answers.circle_svg(city, address, size))


@policy(anyone)
def circle_paper(request: HttpRequest) -> HttpResponse:
    """Give the circle as two sheets of paper for the council."""
    city = _city(request)
    address, _ = read_address(request.GET, read_city(request.GET))
    pdf = circle_pdf(answers.paper_facts(city, address), answers.circle_svg(city, address, answers.PAPER))
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="wooncirkel.pdf"'
    return response


@policy(anyone)
def tiles(request: HttpRequest, sha256: str) -> HttpResponse | FileResponse:
    """Give a part of the base map; the name says what is in it, so it may be kept for ever."""
    path = tiles_path(sha256)
    if path is None:
        raise Http404
    return ranged(request, path, "application/vnd.pmtiles", for_ever=True)


@policy(anyone)
@public_page
def sources(request: HttpRequest) -> HttpResponse:
    """Say where every figure and line comes from."""
    return render(request, "places/sources.html", {"section": "sources", "sources": queries.sources()})


def _svg(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="image/svg+xml")
