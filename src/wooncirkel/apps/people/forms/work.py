"""Forms of django-allauth with our words; the fields and the checks are allauth's."""

import hashlib
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import LoginForm as Login
from allauth.account.forms import ReauthenticateForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache
from django.http import HttpRequest

from wooncirkel.apps.people.forms import UNREADABLE

PASSWORD = {"required": "Typ je wachtwoord."}
CODE = {"required": "Typ de code."}
VALID_S = 120
"""Longer than a code is taken [s]: its own half minute, the one before and the one after."""

ADDRESS = {"required": "Typ je e-mailadres.", "invalid": UNREADABLE}


class LoginForm(Login):  # type: ignore[misc]
    """E-mail address and password of staff."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in our words what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages |= ADDRESS
        self.fields["password"].error_messages |= PASSWORD

    def clean_login(self) -> str:
        """Return the address as accounts have it."""
        return str(super().clean_login()).lower()


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link to choose a password goes, when somebody is known by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in our words what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages |= ADDRESS

    def clean_email(self) -> str:
        """Return the address; whether it is known is looked up when the form is saved."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Ask for the link."""
        get_account_adapter(request).ask_new_password(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, typed once: a password manager or the eye of the browser helps more than twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the second field."""
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].error_messages |= {"required": "Kies een wachtwoord."}


class AgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in our words what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages |= PASSWORD


class Once:
    """A code that was used is not good again, as long as it would be valid."""

    user: Any

    def clean_code(self) -> str:
        """Return the code, the first time."""
        code = str(super().clean_code())  # type: ignore[misc]
        used = hashlib.sha256(f"{self.user.pk}:{code}".encode()).hexdigest()
        if not cache.add(f"code-used-{used}", "y", timeout=VALID_S):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(Once, AuthenticateForm):  # type: ignore[misc]
    """The code of an app, or one of the spare codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in our words what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages |= CODE


class CodeAgainForm(Once, CodeReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in our words what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages |= CODE


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app, which shows that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say in our words what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages |= CODE
