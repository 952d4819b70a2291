"""*Ik heb een vraag*: a question about who looked goes to somebody whom a resident trusts."""

from datetime import datetime

from wooncirkel.apps.circles.models import Asked, Resident
from wooncirkel.apps.people.models import Person


def ask(*, resident: Resident, to: Person, text: str, access_line: int | None, now: datetime) -> Asked:
    """Bring a question to somebody."""
    return Asked.objects.create(resident=resident, to=to, text=text, access_line=access_line, asked_at=now)


def answer(*, asked: Asked, text: str, now: datetime) -> bool:
    """Answer a question; return whether this was the first answer, which is the one that stays."""
    still = Asked.objects.filter(pk=asked.pk, answered_at=None)
    return bool(still.update(answer=text, answered_at=now))
