"""Cards: make one, block one, come in with one."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from wooncirkel.apps.people.actions.accounts import account_for
from wooncirkel.apps.people.actions.sessions import sign_in
from wooncirkel.apps.people.cards import CardAnswer, is_three, pictures_hash, pictures_match
from wooncirkel.apps.people.means import Means
from wooncirkel.apps.people.models import Card, Person
from wooncirkel.apps.people.tokens import hashed, new_token
from wooncirkel.apps.shared.models import Once
from wooncirkel.apps.shared.rowsecurity import as_program

TRIES = 5
RESTS = (timedelta(minutes=15), timedelta(hours=1), timedelta(days=1))
"""After every fifth wrong try in a row: the first, the second, and each later rest."""

TRIED = "card_tried"


def make_card(*, person: Person, pictures: Sequence[str], by: Person | None, now: datetime) -> str:
    """Make a card and block the one before it; return its secret, which is stored nowhere else.

    `pictures` are three different names of `cards.TWELVE`; anything else raises ValueError.
    """
    if not is_three(pictures):
        raise ValueError("three different drawings of the twelve")
    secret = new_token()
    kept = pictures_hash(secret, pictures)
    with transaction.atomic():
        account_for(person=person, now=now)
        block_card(person=person, now=now)
        Card.objects.create(
            person=person, token_hash=hashed(secret), pictures_hash=kept, made_at=now, made_by=by
        )
    return secret


def block_card(*, person: Person, now: datetime) -> None:
    """Make the card of a person useless, from now on."""
    Card.objects.filter(person=person, blocked_at=None).update(blocked_at=now)


@as_program("sign-in")
def open_with_card(
    *,
    request: HttpRequest,
    secret: str,
    pictures: Sequence[str],
    now: datetime,
    until: datetime | None = None,
    key: uuid.UUID | None = None,
) -> CardAnswer:
    """Sign in with a card; the session is new, and ends at `until` when that is given.

    A card that is unknown or blocked takes as long and is counted in the same way. `key` is that of the form:
    the same pictures for the same card from the same browser under the same key are one try.
    """
    card = Card.objects.filter(token_hash=hashed(secret)).select_related("person__account").first()
    form = _form(request, secret, pictures, key)
    tried = _count(request, card, now, form)  # before the hash, so that many tries at once are counted
    if not tried:
        return CardAnswer.RESTING
    fits = pictures_match(secret, pictures, card.pictures_hash if card else "")
    if card and fits and _opens(card):
        _begin(request, card, now, until)
        return CardAnswer.IN
    if tried % TRIES == 0:
        return CardAnswer.RESTING
    return CardAnswer.WRONG if card else CardAnswer.UNKNOWN


def _form(
    request: HttpRequest, secret: str, pictures: Sequence[str], key: uuid.UUID | None
) -> uuid.UUID | None:
    """Return the key of one try: another card, another browser or other pictures make it another."""
    if key is None:
        return None
    return uuid.uuid5(key, ":".join((hashed(secret), request.session.session_key or "", *pictures)))


def _counted_before(form: uuid.UUID | None, now: datetime) -> bool:
    """Note a try that counts; return whether it has counted before. Two quick taps are one try."""
    if form is None:
        return False
    try:
        with transaction.atomic():
            Once.objects.create(key=form, path=TRIED, at=now)
    except IntegrityError:
        return True
    return False


def _opens(card: Card) -> bool:
    account = card.person.account
    return card.blocked_at is None and card.person.died_on is None and (account is None or account.is_active)


def _count(request: HttpRequest, card: Card | None, now: datetime, form: uuid.UUID | None) -> int:
    """Count this try, and let the card rest after every fifth; return how many in a row, 0 while it rests."""
    if card is None:
        return _count_unknown(request, now, form)
    with transaction.atomic():
        mine = Card.objects.select_for_update().get(pk=card.pk)
        if mine.rests_until is not None and now < mine.rests_until:
            return 0  # not noted: what was not looked at while it rests counts afterwards
        if _counted_before(form, now):
            return mine.wrong or 1
        mine.wrong += 1
        if mine.wrong % TRIES == 0:
            mine.rests_until = now + RESTS[min(mine.wrong // TRIES, len(RESTS)) - 1]
        mine.save(update_fields=["wrong", "rests_until"])
    return mine.wrong


def _count_unknown(request: HttpRequest, now: datetime, form: uuid.UUID | None) -> int:
    """Count a try with a secret that nobody has: in the session, because there is no card to count on."""
    tried = int(request.session.get(TRIED, 0))
    if tried >= TRIES:
        return 0
    tried += not _counted_before(form, now)
    request.session[TRIED] = tried
    return tried or 1


def _begin(request: HttpRequest, card: Card, now: datetime, until: datetime | None) -> None:
    Card.objects.filter(pk=card.pk).update(wrong=0, rests_until=None)
    account = account_for(person=card.person, now=now)
    sign_in(request=request, account=account, means=Means.CARD, now=now, until=until, card=card.pk)
