"""Letters by e-mail: stored with what they tell about, sent by the task worker a moment later."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMessage
from django.db.models import F

from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.rowsecurity import as_program

log = logging.getLogger(__name__)
MOST_TRIES = 12
FIRST_WAIT = timedelta(minutes=2)
"""After the first try that failed; doubled after each next one: the last comes after some three days."""

AT_ONCE = 500


def send_later(*, to: str, person: UUID | None, subject: str, text: str, now: datetime) -> None:
    """Store a letter in the caller's transaction; it goes out when that is committed."""
    from wooncirkel.apps.shared.tasks import send_letters

    one_line = " ".join(subject.split())
    with as_program("outbox"):
        Message.objects.create(to=to, person=person, subject=one_line, text=text, made_at=now)
    send_letters.enqueue()


def send_due(*, now: datetime) -> int:
    """Send what waits, the oldest first; return how many went out.

    A try is noted before the letter is handed over, so that no two workers send the same one. A letter whose
    worker was killed in between is tried again later, and may then arrive twice; none is lost.
    """
    return sum(_send(letter, now) for letter in _waiting(now))


def _waiting(now: datetime) -> Iterator[Message]:
    unsent = Message.objects.filter(sent_at=None, tries__lt=MOST_TRIES).order_by("tries", "made_at", "pk")
    for letter in unsent[:AT_ONCE]:
        if letter.tried_at is None or letter.tried_at + FIRST_WAIT * 2 ** (letter.tries - 1) <= now:
            yield letter


def _send(letter: Message, now: datetime) -> bool:
    mine = Message.objects.filter(pk=letter.pk, sent_at=None, tries=letter.tries)
    if not mine.update(tries=F("tries") + 1, tried_at=now) or not _handed_over(letter):
        return False
    Message.objects.filter(pk=letter.pk).update(sent_at=now)
    return True


def _handed_over(letter: Message) -> bool:
    try:
        EmailMessage(subject=letter.subject, body=letter.text, to=[letter.to]).send()
    except (OSError, ValueError) as error:  # what smtplib raises is an OSError
        log.error("Letter %s could not be sent: %s.", letter.pk, type(error).__name__)
        return False
    return True
