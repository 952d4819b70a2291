"""Addresses of the room people: ways in and out. Of django-allauth only what is used stands here."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, re_path

from wooncirkel.apps.people.views import card, door, mail
from wooncirkel.apps.people.views.common import at_work
from wooncirkel.apps.people.views.work import (
    NewApp,
    NewPasskey,
    StaffDoor,
    afresh,
    from_organisation,
    to_organisation,
)
from wooncirkel.apps.shared.policy import Rule, View, anyone, foreign


def _of_allauth(address: str, name: str, view: View, rule: Rule, *methods: str) -> URLPattern:
    return path(address, foreign(rule, view, methods=methods or ("GET", "POST")), name=name)


urlpatterns: list[URLPattern] = [
    path("inloggen/", door.sign_in, name="sign_in"),
    path("inloggen/verder/", door.onward, name="onward"),
    path("inloggen/plaatjes/", card.pictures, name="pictures"),
    path("inloggen/mail/", mail.ask, name="mail"),
    path("inloggen/mail/verstuurd/", mail.sent, name="mail_sent"),
    path("inloggen/mail/<str:token>/", mail.link, name="mail_link"),
    path("inloggen/demo/<str:token>/", door.demo_way_in, name="demo_way_in"),
    path("k/<str:secret>/", card.scanned, name="scanned"),
    path("uitloggen/", door.sign_out, name="sign_out"),
    path("uitloggen/", door.sign_out, name="account_logout"),
    path("tot-ziens/", door.signed_out, name="signed_out"),
    path("werk/bewaard/", door.kept_text, name="kept_text"),
    _of_allauth("werk/", "account_login", StaffDoor.as_view(), anyone),
    _of_allauth("werk/wachtwoord/", "account_reset_password", account.password_reset, anyone),
    _of_allauth(
        "werk/wachtwoord/verstuurd/",
        "account_reset_password_done",
        account.password_reset_done,
        anyone,
        "GET",
    ),
    _of_allauth(
        "werk/wachtwoord/klaar/",
        "account_reset_password_from_key_done",
        account.password_reset_from_key_done,
        anyone,
        "GET",
    ),
    re_path(
        r"^werk/wachtwoord/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        foreign(anyone, account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _of_allauth("werk/nog-eens/", "account_reauthenticate", account.reauthenticate, at_work),
    _of_allauth("werk/code/", "mfa_authenticate", mfa.authenticate, anyone),
    _of_allauth("werk/nog-eens/code/", "mfa_reauthenticate", mfa.reauthenticate, at_work),
    _of_allauth(
        "werk/nog-eens/passkey/", "mfa_reauthenticate_webauthn", webauthn.reauthenticate_webauthn, at_work
    ),
    _of_allauth("werk/passkey/", "mfa_login_webauthn", afresh(webauthn.login_webauthn), anyone),
    _of_allauth("werk/2fa/", "mfa_index", mfa.index, at_work, "GET"),
    _of_allauth("werk/2fa/app/", "mfa_activate_totp", NewApp.as_view(), at_work),
    _of_allauth("werk/2fa/app/weg/", "mfa_deactivate_totp", totp.deactivate_totp, at_work),
    _of_allauth("werk/2fa/passkeys/", "mfa_list_webauthn", webauthn.list_webauthn, at_work, "GET"),
    _of_allauth("werk/2fa/passkeys/nieuw/", "mfa_add_webauthn", NewPasskey.as_view(), at_work),
    _of_allauth("werk/2fa/passkeys/<int:pk>/weg/", "mfa_remove_webauthn", webauthn.remove_webauthn, at_work),
    _of_allauth("werk/2fa/codes/", "mfa_view_recovery_codes", codes.view_recovery_codes, at_work, "GET"),
    _of_allauth(
        "werk/2fa/codes/nieuw/", "mfa_generate_recovery_codes", codes.generate_recovery_codes, at_work
    ),
    _of_allauth("werk/via/<str:provider_id>/", "openid_connect_login", to_organisation, anyone, "GET"),
    _of_allauth(
        "werk/via/<str:provider_id>/terug/", "openid_connect_callback", from_organisation, anyone, "GET"
    ),
]
