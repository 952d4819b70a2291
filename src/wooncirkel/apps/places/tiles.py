"""Where the base map of a city lies: a file named by its hash, so that a browser may keep it for ever."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from wooncirkel.apps.places.models import Network

SHA256 = re.compile(r"^[0-9a-f]{64}$")


def tiles_path(sha256: str) -> Path | None:
    """Return the file of a base map, or None when there is none with this hash."""
    path = Path(settings.NETWORKS) / f"{sha256}.pmtiles"
    return path if SHA256.match(sha256) and path.is_file() else None


def tiles_address(row: Network) -> str:
    """Return the address of a city's base map."""
    return reverse("tiles", kwargs={"sha256": row.tiles_sha256})
