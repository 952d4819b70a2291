"""The front door."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.circles.actions.demo_cast import tablet_secret
from wooncirkel.apps.circles.actor import TABLET_COOKIE_PLAIN, actor_of
from wooncirkel.apps.circles.queries.mine import myself
from wooncirkel.apps.circles.views.homes import homes_of
from wooncirkel.apps.front import answers, documents
from wooncirkel.apps.front import demo as ways
from wooncirkel.apps.people.views.common import in_the_demo
from wooncirkel.apps.shared.policy import anyone, policy


@policy(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """Say in five sentences what a wooncirkel is, and show the ways on."""
    return render(request, "front/home.html", {"section": "home"})


@policy(in_the_demo)
def demo(request: HttpRequest) -> HttpResponse:
    """Show everybody as whom one can look around in the demo."""
    return render(request, "front/demo.html", {"section": "demo", "parts": ways.parts()})


@policy(in_the_demo)
def demo_as(request: HttpRequest, slug: str) -> HttpResponse:
    """Go in as somebody of the demo; for a host at the hub this browser becomes its tablet."""
    way = ways.way_in(slug)
    if way is None:
        raise Http404
    answer = redirect(ways.opens(way, timezone.now()))
    if way.tablet:
        answer.set_cookie(TABLET_COOKIE_PLAIN, tablet_secret(), httponly=True, samesite="Lax")
    elif TABLET_COOKIE_PLAIN in request.COOKIES:
        answer.delete_cookie(TABLET_COOKIE_PLAIN, samesite="Lax")
    return answer


@policy(anyone)
def mine(request: HttpRequest) -> HttpResponse:
    """Show somebody her own page; who has not signed in does that first."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('sign_in')}?next={reverse('mine')}")
    actor = actor_of(request)
    home, homes = homes_of(request)
    if home:
        return render(request, "front/mine.html", answers.page_of(request, home, homes))
    facts = {"homes": homes, "me": myself(actor), **answers.common(request, actor)}
    return render(request, "front/no_home.html", facts)


@policy(anyone)
def never(request: HttpRequest) -> HttpResponse:
    """Say who never gets what residents tell, and who does when they choose so."""
    return render(request, "front/never.html", {"section": "never", **documents.facts()})
