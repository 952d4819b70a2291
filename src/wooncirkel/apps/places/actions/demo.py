"""The demo city that travels inside the package: load it once."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from wooncirkel.apps.places.actions.sources import Clock, ImportReport
from wooncirkel.apps.places.models import Network, Source
from wooncirkel.apps.shared.files import sha256_of

DEMO = Path(__file__).parent.parent / "demo" / "groningen"
MANIFEST = "manifest.json"


class DemoDamagedError(Exception):
    """A file of the demo city is missing or not the one that was packed."""


def load_demo(*, clock: Clock, folder: Path = DEMO) -> ImportReport:
    """Load the demo city; a second time, with the same package, nothing is done.

    DemoDamagedError when a packed file is not what the manifest says; then nothing is changed.
    """
    manifest, digest = _manifest(folder)
    report = ImportReport(manifest["name"])
    if _stands(manifest, digest):
        report.unchanged = True
        return report
    # Imported here: a city that stands is seen without waiting for the readers.
    from wooncirkel.apps.places.actions import unpacking

    _check(folder, manifest)
    unpacking.save(folder=folder, manifest=manifest, sha256=digest, clock=clock, report=report)
    return report


def _manifest(folder: Path) -> tuple[dict[str, Any], str]:
    try:
        text = (folder / MANIFEST).read_bytes()
        return json.loads(text), hashlib.sha256(text).hexdigest()
    except (OSError, ValueError) as error:
        raise DemoDamagedError(f"The demo file {MANIFEST} is damaged; install the program again.") from error


def _stands(manifest: dict[str, Any], digest: str) -> bool:
    network = manifest["network"]
    same = Source.objects.filter(slug__startswith="demo-", sha256=digest).count() == len(manifest["sources"])
    files = (f"{network['sha256']}.npz", f"{network['tiles_sha256']}.pmtiles")
    row = Network.objects.filter(
        slug=manifest["slug"], sha256=network["sha256"], tiles_sha256=network["tiles_sha256"]
    )
    return same and row.exists() and all((Path(settings.NETWORKS) / file).is_file() for file in files)


def _check(folder: Path, manifest: dict[str, Any]) -> None:
    for name, entry in manifest["files"].items():
        if not (folder / name).is_file() or sha256_of(folder / name) != entry["sha256"]:
            raise DemoDamagedError(f"The demo file {name} is damaged; install the program again.")
