"""Keys in the age format: a recipient may stand anywhere and only locks; the identity unlocks."""

import os
from collections.abc import Iterable
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519

from wooncirkel.apps.shared.backup.archive import BackupError


def new_key(file: Path) -> str:
    """Write a new identity to `file`, for this user alone, and return its recipient."""
    identity = x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(
            f"{file} exists already. A key is never overwritten; choose another name."
        ) from None
    with os.fdopen(handle, "w") as out:
        out.write(f"# public key: {recipient}\n{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    return recipient


def recipients(words: Iterable[str], files: Iterable[Path]) -> list[object]:
    """Return the recipients given as words and in files; BackupError when there is none or one is wrong."""
    told = [*words, *(line for file in files for line in _lines(file))]
    if not told:
        raise BackupError(
            "Say with --to for which key the backup is; `wooncirkel backup --new-key` makes one."
        )
    return [_recipient(word) for word in told]


def _recipient(word: str) -> object:
    if word.upper().startswith("AGE-SECRET-KEY-"):  # never repeated: it would end in a log
        raise BackupError(
            "That is the secret key. To make a backup, give the public one, which begins with age1."
        )
    try:
        return x25519.Recipient.from_str(word)
    except RecipientError:
        raise BackupError(
            f"{word!r} is not a recipient. It begins with age1 and is 62 characters long."
        ) from None


def identities(file: Path) -> list[object]:
    """Return the identities in a key file; BackupError when there is none."""
    try:
        found = [x25519.Identity.from_str(line) for line in _lines(file)]
    except IdentityError:
        found = []
    if not found:
        raise BackupError(f"{file} is not a key file; it has a line that begins with AGE-SECRET-KEY-1.")
    return list(found)


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        raise BackupError(f"{file} does not hold keys.") from None
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
