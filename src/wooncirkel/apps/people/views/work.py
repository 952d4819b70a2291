"""Pages of django-allauth that do something more here: who sets up a second factor has shown it."""

from collections.abc import Callable
from typing import Any

from allauth.account.mixins import RedirectAuthenticatedUserMixin
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from requests import RequestException

from wooncirkel.apps.people.actions.sessions import prove
from wooncirkel.apps.people.means import Means, means_of


def _here_otherwise(request: HttpRequest) -> bool:
    """Return whether somebody is in with a card or a link by e-mail."""
    return request.user.is_authenticated and means_of(request) is not Means.WORK


def afresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """End a session of a card or a letter before somebody signs in as staff: the two are never mixed."""

    def begin(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _here_otherwise(request):
            logout(request)
        return view(request, *args, **kwargs)

    return begin


class StaffDoor(LoginView):  # type: ignore[misc]
    """Sign in as staff, also for who is in with a card or a link by e-mail; looking ends no session."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or take what was sent."""
        if not _here_otherwise(request):
            answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        elif request.method == "POST":
            answer = afresh(super().dispatch)(request, *args, **kwargs)
        else:  # past the redirect of who is in already
            answer = super(RedirectAuthenticatedUserMixin, self).dispatch(request, *args, **kwargs)
        return answer


def to_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the sign-in server of her organisation: the only place where the program calls out.

    A server that nobody named is not there, and ends no session.
    """
    try:
        get_adapter(request).get_app(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return _reached(afresh(openid.login), request, provider_id)


def from_organisation(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take somebody back from there, and ask that server who she is."""
    return _reached(openid.callback, request, provider_id)


def _reached(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view(request, provider_id)
    except (RequestException, KeyError, ValueError):  # it is down, or does not speak OpenID Connect
        return render(request, "people/staff/unreached.html")
    return answer


class NewApp(ActivateTOTPView):  # type: ignore[misc]
    """Set up an app that makes codes; a first good code counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the app, and note that it was shown."""
        answer: HttpResponse = super().form_valid(form)
        _proven(self.request, Authenticator.Type.TOTP)
        return answer


class NewPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Set up a passkey; making it counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the passkey, and note that it was shown."""
        answer: HttpResponse = super().form_valid(form)
        _proven(self.request, Authenticator.Type.WEBAUTHN)
        return answer


def _proven(request: Any, kind: str) -> None:
    newest = request.user.authenticator_set.filter(type=kind).latest("pk")
    prove(request=request, kind=kind, key=newest.pk, now=timezone.now())
