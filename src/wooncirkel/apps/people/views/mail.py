"""Coming in with a link by e-mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.people.actions.mail import ask_link, come_in_by_mail, is_open
from wooncirkel.apps.people.forms import AddressForm
from wooncirkel.apps.people.queries import mail_link
from wooncirkel.apps.shared.policy import anyone, policy


@policy(anyone, methods=("GET", "POST"))
def ask(request: HttpRequest) -> HttpResponse:
    """Take an address and send a link, when somebody is known by it; the answer is always the same."""
    if request.method != "POST":
        return render(request, "people/mail.html")
    form = AddressForm(request.POST)
    if not form.is_valid():
        page = {"typed": request.POST.get("email", "")[:200], "error": form.sentence()}
        return render(request, "people/mail.html", page)
    ask_link(address=form.cleaned_data["email"], now=timezone.now())
    return redirect("mail_sent")


@policy(anyone)
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now, whether or not somebody is known by the address."""
    return render(request, "people/mail_sent.html")


@policy(anyone, methods=("GET", "POST"), once=False)
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; the button signs in. Programs that look into letters only fetch the page.

    Two quick taps are one use; see `come_in_by_mail`.
    """
    now = timezone.now()
    if request.method == "POST" and come_in_by_mail(request=request, token=token, now=now):
        return redirect("onward")
    if not is_open(mail_link(token), now):
        return render(request, "people/mail_used.html")
    request.session.setdefault("opened", True)
    return render(request, "people/mail_link.html")
