"""Read settings from the environment; a value that cannot be right stops the start."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

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


def secret(name: str, file: Path) -> str:
    """Return the secret from the environment, or from `file`, made once with mode 600."""
    if value := text(name):
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name} must be at least 32 characters long.")
        return value
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
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)) if url else var / "wooncirkel.sqlite3")
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(url)
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with sqlite:// or postgresql://, not {parts.scheme}://."
    )


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


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
