"""The page for planners: where a circle is needed. It knows places, no persons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wooncirkel.apps.circles.models import Role
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.places import answers
from wooncirkel.apps.places.forms import read_city, read_weights
from wooncirkel.apps.places.queries import network_or_default
from wooncirkel.apps.shared.policy import policy


@policy(role(Role.PLANNER))
def criteria(request: HttpRequest) -> HttpResponse:
    """Show three questions about every neighbourhood, each apart."""
    city = network_or_default(read_city(request.GET))
    if city is None:
        raise Http404
    by_together = request.GET.get("volgorde") == "samen"
    weights = read_weights(request.GET)
    page = answers.criteria_page(city, weights, by_together=by_together, path=request.path)
    return render(request, "places/criteria.html", page)
