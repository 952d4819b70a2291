"""Read settings from the environment; a value that cannot be right stops the start."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable `name` without surrounding space."""
    return os.environ.get(name, default).strip()


def words(name: str, default: str) -> list[str]:
    """Return the comma-separated variable `name` as a list without empty words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def truth(name: str, *, default: bool) -> bool:
    """Return a yes/no variable; anything but 1, 0, yes, no, true, false raises ImproperlyConfigured."""
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "yes", "true"}:
        return True
    if value in {"0", "no", "false"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """Return a variable that is one of these words, in capitals or not; the first is the default."""
    value = text(name, choices[0]).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def telephone(name: str, *, example: str, needed: bool) -> str:
    """Return a telephone number; `example` stands in for it unless a real one is needed."""
    value = text(name)
    if needed and not value:
        raise ImproperlyConfigured(
            f"{name} must be set when WOONCIRKEL_HTTPS is on: the number stands on every page."
        )
    if value and not any(sign.isdigit() for sign in value):
        raise ImproperlyConfigured(f"{name} must be a telephone number, not {value!r}.")
    return value or example


def secret(name: str, file: Path) -> str:
    """Return the secret from the environment, or from `file`, made once with mode 600."""
    if value := text(name):
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name} must be at least 32 characters long.")
        return value
    try:
        return _kept(file)
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key cannot be kept in {file}: {error.strerror}.") from error


def _kept(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(50))
        except FileExistsError:  # another process of the same start was first
            pass
    return file.read_text().strip()


def database(url: str, var: Path) -> dict[str, Any]:
    """Return the database settings for `sqlite:///path`, `postgresql://…` or nothing (SQLite in `var`)."""
    if not url:
        return _sqlite(var / "wooncirkel.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # not told on: its words may hold a piece of the password
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: a port is a number, and in a password / is %2F, @ is %40, [ is %5B."
        ) from None
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return _postgresql(parts, port)
    raise ImproperlyConfigured("DATABASE_URL must look like sqlite:///path or postgresql://user@host/name.")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(parts: SplitResult, port: int | None) -> dict[str, Any]:
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
