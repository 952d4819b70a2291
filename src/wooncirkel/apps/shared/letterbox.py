"""Letters as files, for an installation without a mail server: readable for their owner alone."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


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


def announced(base: str) -> list[str]:
    """Return what the start says about letters: where they go when no mail server is named."""
    if not settings.EMAIL_BACKEND.endswith("Letterbox"):
        return []
    return [f"Letters are written to {settings.LETTERS}, because WOONCIRKEL_MAIL is not set."]
