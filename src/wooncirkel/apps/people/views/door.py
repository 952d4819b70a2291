"""The door: which way in, where to after it, and out."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.people.actions.accounts import account_of_demo, come_in_to_the_demo
from wooncirkel.apps.people.actions.sessions import BLOCKED, NEXT, forget_text
from wooncirkel.apps.people.queries import kept_texts
from wooncirkel.apps.people.views.common import at_work, in_the_demo, kept_fields, person_of
from wooncirkel.apps.shared import shell
from wooncirkel.apps.shared.ownpath import own_path
from wooncirkel.apps.shared.policy import anyone, policy, signed_in


@policy(anyone)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the three ways in: a card, a link by e-mail, or as staff."""
    onward = own_path(request.GET.get("next"))
    if onward:
        request.session[NEXT] = onward
    page = {"section": "sign_in", "onward": onward, "blocked": request.session.pop(BLOCKED, False)}
    return render(request, "people/sign_in.html", page)


@policy(signed_in)
def onward(request: HttpRequest) -> HttpResponse:
    """Send on who has just come in: to where she was going, or to her own first page."""
    wanted = own_path(request.session.pop(NEXT, ""))
    if at_work(request) and kept_texts(person_of(request)).exists():
        return redirect("kept_text")
    return redirect(wanted or _own_page(request))


def _own_page(request: HttpRequest) -> str:
    """Return where the day begins: what only she may open (the desk, the log), or her own page."""
    here = shell.open_to(request, shell.WAYS)
    own = [way for way in here if way.rule is not anyone] or [way for way in here if way.section == "mine"]
    return own[0].address if own else "/"


@policy(anyone, methods=("POST",), once=False)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and ask the browser to forget its pages; a second time changes nothing."""
    logout(request)
    answer = redirect("signed_out")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@policy(anyone)
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that somebody is out, and how to come in again."""
    return render(request, "people/signed_out.html")


@policy(at_work, methods=("GET", "POST"))
def kept_text(request: HttpRequest) -> HttpResponse:
    """Give back what somebody was typing when her session ended; a post says that she has it."""
    account = person_of(request)
    if request.method == "POST":
        forget_text(account=account)
        return redirect("onward")
    page = {"texts": [(kept, kept_fields(kept)) for kept in kept_texts(account)]}
    return render(request, "people/staff/kept.html", page)


@policy(in_the_demo)
def demo_way_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as somebody of the demo."""
    account = account_of_demo(token)
    if account is None:
        raise Http404
    come_in_to_the_demo(request=request, account=account, now=timezone.now())
    return redirect("onward")
