"""Named reads of the room people."""

import uuid

from django.db.models import Q, QuerySet

from wooncirkel.apps.people.models import Account, Card, KeptText, MailLink
from wooncirkel.apps.people.tokens import hashed

ALIVE = Q(person=None) | Q(person__died_on=None)


def account_of_address(address: str) -> Account | None:
    """Return who may sign in with this e-mail address."""
    return Account.objects.filter(ALIVE, email__iexact=address.strip(), is_active=True).first()


def account_by_key(key: uuid.UUID) -> Account | None:
    """Return an account that may sign in, by its public key."""
    return Account.objects.filter(ALIVE, public_id=key, is_active=True).first()


def card_works(key: int) -> bool:
    """Return whether a card still opens the door."""
    return Card.objects.filter(pk=key, blocked_at=None).exists()


def mail_link(token: str) -> MailLink | None:
    """Return the link that a letter held, used or not."""
    return MailLink.objects.filter(token_hash=hashed(token)).select_related("account__person").first()


def kept_texts(account: Account) -> QuerySet[KeptText]:
    """Return what somebody was typing when her session ended, the newest first."""
    return KeptText.objects.filter(account=account).order_by("-kept_at")
