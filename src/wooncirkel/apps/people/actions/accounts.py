"""Accounts: a way to sign in, made when somebody needs one."""

import uuid
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from wooncirkel.apps.people.actions.sessions import begin_work, prove, sign_in
from wooncirkel.apps.people.means import Means
from wooncirkel.apps.people.models import Account, Person
from wooncirkel.apps.people.queries import account_by_key
from wooncirkel.apps.shared.rowsecurity import as_program

DEMO_SALT = "wooncirkel.demo"


class TakenError(ValueError):
    """The e-mail address belongs to another account."""


@as_program("accounts")
def account_for(*, person: Person, email: str | None = None, now: datetime) -> Account:
    """Return the account of a person; makes one without a usable password when there is none.

    An address fills an empty place, and never replaces another. Raises TakenError when somebody else has it.
    """
    address = email.strip().lower() if email else None
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        _refuse_taken(address, locked.account_id)
        account = locked.account or _made(locked, address)
        if address and not account.email:
            account.email = address
            account.save(update_fields=["email"])
    person.account = account
    return account


def _refuse_taken(address: str | None, own: int | None) -> None:
    if address and Account.objects.filter(email__iexact=address).exclude(pk=own or 0).exists():
        raise TakenError


def _made(person: Person, address: str | None) -> Account:
    account = Account.objects.create(email=address, password=make_password(None))
    person.account = account
    person.save(update_fields=["account"])
    return account


def demo_way_in(*, account: Account, now: datetime) -> str:
    """Return the path that signs this account in, as long as the program runs as a demo."""
    return reverse("demo_way_in", args=[signing.Signer(salt=DEMO_SALT).sign(account.public_id.hex)])


def account_of_demo(token: str) -> Account | None:
    """Return whom a way in of the demo is for; nobody when it was not made here."""
    try:
        key = signing.Signer(salt=DEMO_SALT).unsign(token)
    except signing.BadSignature:
        return None
    return account_by_key(uuid.UUID(key))


def come_in_to_the_demo(*, request: HttpRequest, account: Account, now: datetime) -> None:
    """Sign in as somebody of the demo: staff as if with a second factor, others as if with a card."""
    sign_in(request=request, account=account, means=Means.CARD, now=now)
    if _works(account):
        begin_work(request=request, now=now)
        prove(request=request, kind="demo", key=0, now=now)


def _works(account: Account) -> bool:
    """Return whether somebody has a role for an organisation; the rows are of a higher room."""
    person = Person.objects.filter(account=account).first()
    roles = getattr(person, "memberships", None)
    return roles is not None and roles.filter(organisation__isnull=False).exists()
