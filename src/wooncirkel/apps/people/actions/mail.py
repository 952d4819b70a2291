"""Letters with a link: to come in, or to choose a password. Who is not known costs the same time."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from wooncirkel.apps.people.actions.sessions import sign_in
from wooncirkel.apps.people.means import Means
from wooncirkel.apps.people.models import Account, MailLink
from wooncirkel.apps.people.queries import account_of_address, mail_link
from wooncirkel.apps.people.tokens import hashed, new_token
from wooncirkel.apps.shared.models import Once
from wooncirkel.apps.shared.outbox import send_later

GOOD_FOR = timedelta(minutes=30)
MOST = 3
"""Letters to one account within `GOOD_FOR`; what is asked beyond that is not sent."""

TWO_TAPS = timedelta(minutes=1)
ASKED = "password_asked"

COME_IN = """Dag,

Met deze link kom je binnen bij Wooncirkel:
{address}

De link werkt één keer, en een half uur lang.
Vroeg je dit niet zelf? Dan hoef je niets te doen.

Nu iemand spreken? Bel {phone}.
"""

CHOOSE = """Dag,

Met deze link kies je een wachtwoord voor Wooncirkel:
{address}

De link werkt één keer, en een dag lang.
Vroeg u dit niet zelf? Dan hoeft u niets te doen: er verandert niets.
"""


def ask_link(*, address: str, now: datetime) -> None:
    """Send a link to come in when somebody is known by this address; otherwise do the same work in vain."""
    account = account_of_address(address)
    recent = MailLink.objects.filter(account=account, made_at__gt=now - GOOD_FOR).count()
    token = new_token()
    text = COME_IN.format(
        address=settings.URL + reverse("mail_link", args=[token]), phone=settings.HELP_PHONE
    )
    with transaction.atomic():
        MailLink.objects.create(
            account_id=account.pk if account else 0, token_hash=hashed(token), made_at=now
        )
        _send(account, "Jouw link om binnen te komen", text, now)
        if account is None or recent >= MOST:
            transaction.set_rollback(True)


def _send(account: Account | None, subject: str, text: str, now: datetime) -> None:
    to = (account.email if account else "") or ""
    send_later(to=to, person=_person_key(account), subject=subject, text=text, now=now)


def _person_key(account: Account | None) -> UUID | None:
    person = getattr(account, "person", None)
    return person.public_id if person else None


def is_open(link: MailLink | None, now: datetime) -> bool:
    """Return whether a link can still be used."""
    return link is not None and link.used_at is None and now < link.made_at + GOOD_FOR


def come_in_by_mail(*, request: HttpRequest, token: str, now: datetime) -> bool:
    """Sign in with the link of a letter; False when it is used, old, or unknown.

    Two quick taps on one button are one use: the browser that used the link may send the same form once more.
    """
    link, browser = mail_link(token), hashed(request.session.session_key or "")
    if link is None or not _may_come_in(link.account) or now >= link.made_at + GOOD_FOR:
        return False
    fresh = MailLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now, used_in=browser)
    if not fresh and not _second_tap(link.pk, browser, now):
        return False
    sign_in(request=request, account=link.account, means=Means.MAIL, now=now)
    return True


def _may_come_in(account: Account) -> bool:
    person = getattr(account, "person", None)
    return account.is_active and (person is None or person.died_on is None)


def _second_tap(link: int, browser: str, now: datetime) -> bool:
    same = MailLink.objects.filter(pk=link, used_in=browser, used_at__gt=now - TWO_TAPS)
    return browser != hashed("") and same.exists()


def ask_new_password(*, address: str, now: datetime) -> None:
    """Send a link to choose a password when somebody is known by this address; otherwise do the same work."""
    account = account_of_address(address)
    nobody = Account(pk=0, email=address, password="!")  # noqa: S106
    link = new_password_address(account or nobody)
    with transaction.atomic():
        _leave_a_mark(now)
        with transaction.atomic():
            send_new_password_link(account=account or nobody, address=link, now=now)
            if account is None:
                transaction.set_rollback(True)


def _leave_a_mark(now: datetime) -> None:
    """Write a row that says nothing: for nobody too something is committed, and that takes the time."""
    Once.objects.create(key=uuid4(), path=ASKED, at=now)


def new_password_address(account: Account) -> str:
    """Return the address under which somebody chooses a password, once."""
    names = {"uidb36": user_pk_to_url_str(account), "key": default_token_generator.make_token(account)}
    return settings.URL + reverse("account_reset_password_from_key", kwargs=names)


def send_new_password_link(*, account: Account, address: str, now: datetime) -> None:
    """Send somebody the address under which she chooses a password."""
    _send(account, "Een wachtwoord kiezen", CHOOSE.format(address=address), now)
