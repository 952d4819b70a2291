"""Read settings from the environment; a value that cannot be right stops the start."""

import json
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


def refuse_open_demo(*, demo: bool, https: bool) -> None:
    """Raise ImproperlyConfigured when the ways in of the demo would stand open on a real installation."""
    if demo and https:
        raise ImproperlyConfigured(
            "WOONCIRKEL_DEMO cannot be on with WOONCIRKEL_HTTPS: in the demo anybody comes in as anybody."
        )


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


def database(url: str, var: Path, name: str = "DATABASE_URL") -> dict[str, Any]:
    """Return the database settings for `sqlite:///path`, `postgresql://…` or nothing (SQLite in `var`)."""
    if not url:
        return _sqlite(var / "wooncirkel.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # not told on: its words may hold a piece of the password
        raise ImproperlyConfigured(
            f"{name} cannot be read: a port is a number, and in a password / is %2F, @ is %40, [ is %5B."
        ) from None
    if parts.scheme == "sqlite" and parts.path.strip("/"):
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        return _postgresql(parts, port)
    raise ImproperlyConfigured(f"{name} must look like sqlite:///path or postgresql://user@host/name.")


def owner(url: str, application: dict[str, Any], var: Path) -> dict[str, Any] | None:
    """Return the settings of the owner of the tables, for the same database; nothing without `url`."""
    if not url:
        return None
    found = database(url, var, "DATABASE_OWNER_URL")
    same = ("ENGINE", "NAME", "HOST", "PORT")
    if "postgresql" not in found["ENGINE"] or any(found[part] != application[part] for part in same):
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL and DATABASE_URL must name the same PostgreSQL database, by two roles."
        )
    if found["USER"] == application["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL and DATABASE_URL name the same role; the application must not own the tables."
        )
    return found


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


def base_address(value: str, *, https: bool, hosts: list[str]) -> str:
    """Return the address of the program without a slash at its end, as it stands in letters and on cards."""
    if not value:
        return f"https://{hosts[0]}" if https and hosts else "http://localhost:8000"
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured("WOONCIRKEL_URL must look like https://wooncirkel.example.org.")
    if https and parts.scheme != "https":
        raise ImproperlyConfigured("WOONCIRKEL_URL must begin with https when WOONCIRKEL_HTTPS is on.")
    return f"{parts.scheme}://{parts.netloc}"


def mail_server(value: str) -> dict[str, Any]:
    """Return the mail settings for `smtp://user:password@host:port`, or letters as files when it is empty."""
    if not value:
        return {
            "EMAIL_BACKEND": "wooncirkel.apps.shared.letterbox.Letterbox",
        }
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:  # not told on: its words may hold a piece of the password
        raise ImproperlyConfigured("WOONCIRKEL_MAIL cannot be read: a port is a number.") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(
            "WOONCIRKEL_MAIL must look like smtp://user:password@host:587, or be empty."
        )
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not local,
    }


OIDC_WORDS = ("id", "name", "server", "client_id", "secret", "domains")


def organisations_sign_in(file: str) -> list[dict[str, Any]]:
    """Return the OpenID Connect servers of organisations from a JSON file: a list of OIDC_WORDS."""
    if not file:
        return []
    try:
        listed = json.loads(Path(file).read_text())
        return [_organisation(entry) for entry in listed]
    except OSError as error:
        raise ImproperlyConfigured(f"WOONCIRKEL_OIDC cannot be read: {error.strerror}.") from error
    except (ValueError, TypeError, KeyError, AttributeError):  # not told on: it holds secrets
        raise ImproperlyConfigured(
            f"WOONCIRKEL_OIDC must be a JSON list; each organisation needs {', '.join(OIDC_WORDS)}. "
            "`server` begins with https, `domains` lists the e-mail domains it vouches for."
        ) from None


def _organisation(entry: dict[str, Any]) -> dict[str, Any]:
    words = {name: str(entry[name]) for name in OIDC_WORDS[:-1]}
    server, domains = urlsplit(words["server"]), [str(name).lower() for name in entry["domains"]]
    if server.scheme != "https" and server.hostname not in {"localhost", "127.0.0.1"}:
        raise ValueError
    if not all(words.values()) or not words["id"].isidentifier() or not domains or "" in domains:
        raise ValueError
    return {
        "provider_id": words["id"],
        "name": words["name"],
        "client_id": words["client_id"],
        "secret": words["secret"],
        "settings": {"server_url": words["server"], "oauth_pkce_enabled": True, "domains": domains},
    }
