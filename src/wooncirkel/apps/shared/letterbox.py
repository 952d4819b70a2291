"""Letters as files, for an installation without a mail server: readable for their owner alone."""

import os
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

KEEP = timedelta(days=30)
"""How long a letter stays; the letters in the database stay as long."""


class Letterbox(BaseEmailBackend):
    """Writes each letter as one file in the folder `mail` of the data folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters; return how many."""
        folder = Path(str(settings.LETTERS))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for letter in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(letter.message().as_bytes())
        return len(email_messages)


def forget_old(*, now: datetime) -> None:
    """Delete the letters of more than thirty days ago."""
    limit = (now - KEEP).timestamp()
    for file in _letters():
        if file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)


def forget_letters(address: str) -> None:
    """Delete every letter to this e-mail address; of a letter to nobody in particular none goes."""
    wanted = address.strip().lower()
    for file in _letters():
        if wanted and wanted in _readers(file):
            file.unlink(missing_ok=True)


def _letters() -> Iterator[Path]:
    yield from sorted(Path(str(settings.LETTERS)).glob("*.eml"))


def _readers(file: Path) -> set[str]:
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    every = [str(line) for name in ("To", "Cc", "Bcc") for line in letter.get_all(name, [])]
    return {found.strip().lower() for _, found in getaddresses(every)}


def announced(base: str) -> list[str]:
    """Return what the start says about letters: where they go when no mail server is named."""
    if not settings.EMAIL_BACKEND.endswith("Letterbox"):
        return []
    return [f"Letters are written to {settings.LETTERS}, because WOONCIRKEL_MAIL is not set."]
