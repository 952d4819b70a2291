"""Programs that the machine may or may not have."""

import os
import shutil
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    found = (shutil.which(name) for name in CHROMIUM)
    return next((path for path in found if path), None)


def postgres_folder() -> Path | None:
    """Return the folder that holds `initdb` and `postgres`, or None; Debian keeps them off the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        places.insert(0, Path(on_path).resolve().parent)
    whole = (place for place in places if all((place / name).exists() for name in ("initdb", "postgres")))
    return next(whole, None)


def as_root() -> bool:
    """Return whether we run as the system administrator, whom PostgreSQL and Chromium's sandbox refuse."""
    return os.geteuid() == 0
