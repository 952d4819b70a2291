"""A host at work takes in a list of people: look at it first, then one yes; or every mistake, and nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.circles.actions.importing import add_list
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.forms.host import ListForm
from wooncirkel.apps.circles.models import Circle
from wooncirkel.apps.circles.queries import desk
from wooncirkel.apps.circles.readers import PeopleList, as_text, read_people
from wooncirkel.apps.circles.views.desk import host_at_work, host_of, open_desk, show, since
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.shared.csvsafe import written
from wooncirkel.apps.shared.policy import policy

SHOWN = 50
"""How many people or mistakes a page shows; it says how many there are."""


@policy(host_at_work, methods=("GET", "POST"))
def people_list(request: HttpRequest) -> HttpResponse:
    """Choose a file; look at what is in it; say yes."""
    circle = open_desk(request)
    if request.method == "GET":
        return _page(request, circle)
    if "people" in request.POST:
        return _take_in(request, circle)
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, circle, errors=form.sentences())
    return _look(request, circle, _read(request, circle, form.cleaned_data["file"]))


def _take_in(request: HttpRequest, circle: Circle) -> HttpResponse:
    """Read once more what was shown, and store it."""
    found = _read(request, circle, request.POST["people"].encode("utf-8", "replace"))
    if found.problems:
        return _look(request, circle, found)
    persons = add_list(circle=circle, people=found.people, by=host_of(request), now=timezone.now())
    keys = [person.public_id for person in persons]
    actor_of(request).looked.at_all(keys, "name", "language", "likes", act=Act.ADDED)
    return redirect(f"{reverse('desk-list-done')}?kring={circle.public_id}")


def _read(request: HttpRequest, circle: Circle, data: bytes) -> PeopleList:
    return read_people(data, desk.names(actor_of(request), circle, since(request, timezone.now())))


def _look(request: HttpRequest, circle: Circle, found: PeopleList) -> HttpResponse:
    more = {"problems": found.problems[:SHOWN], "problem_count": len(found.problems)}
    if not found.problems:
        more |= {"people": found.people[:SHOWN], "count": len(found.people), "text": as_text(found.people)}
    return _page(request, circle, **more)


def _page(request: HttpRequest, circle: Circle, **more: Any) -> HttpResponse:
    return show(request, "list", {"circle": circle} | more)


@policy(host_at_work)
def done(request: HttpRequest) -> HttpResponse:
    """Show how many people came in, and give the way to the paper to tick off."""
    circle = open_desk(request)
    count = desk.count_added(actor_of(request), circle, since(request, timezone.now()))
    return show(request, "list_done", {"circle": circle, "count": count})


@policy(host_at_work)
def names(request: HttpRequest) -> HttpResponse:
    """Give the names of whom this host took in just now: names, and nothing else."""
    circle = open_desk(request)
    people = desk.added(actor_of(request), circle, since(request, timezone.now()))
    rows = [["naam"], *([resident.person.called] for resident in people)]
    response = HttpResponse(written(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="namen.csv"'
    return response
