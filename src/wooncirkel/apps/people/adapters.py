"""How django-allauth and django-axes work here: nobody signs up, letters go through the outbox."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wooncirkel.apps.people.actions.mail import ask_new_password, send_new_password_link
from wooncirkel.apps.people.actions.sessions import begin_work
from wooncirkel.apps.people.models import Account
from wooncirkel.apps.people.queries import account_of_address
from wooncirkel.apps.shared.ownpath import own_path

FRESH_S = 600
"""For how long [s] somebody who has just signed in can set up her first second factor."""

WRONG = "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Kijk ze rustig na."
WAIT = "Er is te vaak geprobeerd. Wacht een paar minuten en probeer het dan nog eens."
WRONG_CODE = "Deze code klopt niet. Kijk of er al een nieuwe code staat."


class WorkAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in of staff."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "incorrect_password": "Dit wachtwoord klopt niet.",
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts are made by the circle."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing in passing: a page says itself what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing of allauth's own."""

    def ask_new_password(self, address: str) -> None:
        """Send a link to choose a password to whoever has this address; to nobody in the same time."""
        ask_new_password(address=address, now=timezone.now())

    def send_password_reset_mail(self, user: Account, email: str, context: dict[str, Any]) -> None:
        """Send the link to choose a password, to the address that the account has."""
        send_new_password_link(account=user, address=context["password_reset_url"], now=timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link with the address of the settings; what a visitor sends as host plays no part."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.URL + path.replace("UID-KEY", key)

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether this leads to a page of ours."""
        return bool(own_path(url))

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin a session of staff."""
        super().login(request, user)
        begin_work(request=request, now=timezone.now())

    def reauthenticate(self, user: Account, password: str) -> bool:
        """Return whether this is her password; tries count as those of signing in."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password once more, unless she came in just now and sets up her first second factor."""
        if app == "allauth.mfa" and _first_factor(self.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of the visitor."""
        return visitor_ip(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count tries per account and per visitor together: nobody locks somebody else out."""
        return f"{visitor_ip(request)}:{hashed_name(request, credentials)}"


def _first_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    records = get_authentication_records(request, request.user)
    fresh = any(timezone.now().timestamp() - record.get("at", 0) < FRESH_S for record in records)
    return fresh and not is_mfa_enabled(request.user)


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in through one's own organisation (OpenID Connect)."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say no: only who is known here comes in."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Leave it to `pre_social_login`, which also looks at whose address it is."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in who is known by an address that this organisation has checked, and may speak for."""
        account = _vouched_for(sociallogin)
        if account is None or sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(render(request, "people/staff/unknown.html"))
        sociallogin.user = account

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Show a calm page; what went wrong stands nowhere for a visitor."""
        raise ImmediateHttpResponse(render(request, "people/staff/unknown.html"))


def _vouched_for(sociallogin: Any) -> Account | None:
    domains = set(sociallogin.provider.app.settings.get("domains", []))
    for address in sociallogin.email_addresses:
        if address.verified is True and address.email.rpartition("@")[2].lower() in domains:
            return account_of_address(address.email)
    return None


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor of staff; its secrets are kept under a key derived from the program's own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": "Stel eerst een code-app of een passkey in.",
    }

    def encrypt(self, text: str) -> str:
        """Return the secret as it is kept."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Account, type: Any) -> str:
        """Name a passkey that got no name."""
        return "Mijn passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for which site a passkey is."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Wooncirkel"}


def _box() -> Fernet:
    key = hashlib.sha256(b"second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def visitor_ip(request: HttpRequest) -> str:
    """Return the address of the visitor; behind a web server, the one which that server saw."""
    return get_client_ip(request) or "unknown"


def hashed_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return under what tries to come in as somebody are counted: no address stands in cache or log."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or request.POST.get("login", "")
    return hashlib.sha256(str(name).strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


def wait_a_minute(request: HttpRequest, credentials: dict[str, Any] | None, *args: Any) -> HttpResponse:
    """Answer who tried too often, known or not."""
    return render(request, "429.html", status=429)
