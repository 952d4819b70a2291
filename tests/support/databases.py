"""Point the settings, which are read already, at another database or folder."""

from pathlib import Path

from django.conf import settings
from django.db import connections

from wooncirkel.project.environment import database


def use(url: str) -> None:
    """Make `url` the database of this process; nothing has been asked of the old one yet."""
    settings.DATABASES["default"] = database(url, settings.VAR)
    connections.__dict__.pop("settings", None)
    connections.__dict__.pop("databases", None)
    if hasattr(connections._connections, "default"):
        del connections["default"]


def live_in(folder: Path) -> None:
    """Keep files of the tests in `folder`, and serve static files straight from the source."""
    settings.VAR = folder
    settings.NETWORKS = folder / "networks"
    settings.STATIC_ROOT = folder / "static"
    for place in (settings.NETWORKS, settings.STATIC_ROOT):
        place.mkdir(parents=True)
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
