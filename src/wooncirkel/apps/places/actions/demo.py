"""The demo city that travels inside the package: load it once."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from wooncirkel.apps.places.actions.sources import Credit, ImportReport, save_source
from wooncirkel.apps.places.models import Network, Source
from wooncirkel.apps.shared.files import keep, sha256_of

DEMO = Path(__file__).parent.parent / "demo" / "groningen"
MANIFEST = "manifest.json"


class DemoDamagedError(Exception):
    """A file of the demo city is missing or not the one that was packed."""


def load_demo(*, now: datetime, folder: Path = DEMO) -> ImportReport:
    """Load the demo city; a second time, with the same package, nothing is done.

    DemoDamagedError when a packed file is not what the manifest says; then nothing is changed.
    """
    text = (folder / MANIFEST).read_bytes()
    manifest, digest = json.loads(text), hashlib.sha256(text).hexdigest()
    report = ImportReport(manifest["name"])
    if _stands(manifest, digest):
        report.unchanged = True
        return report
    # Imported here: a city that stands is seen without waiting for the readers.
    from wooncirkel.apps.places.actions import unpacking

    _check(folder, manifest)
    keep(folder / manifest["network"]["file"], settings.NETWORKS, ".npz")
    keep(folder / manifest["network"]["tiles_file"], settings.NETWORKS, ".pmtiles")
    with transaction.atomic():
        sources = {
            key: save_source(
                slug=f"demo-{key}",
                title=entry["title"],
                credit=Credit(entry["holder"], entry["licence"], entry["credit"]),
                year=entry["year"],
                sha256=digest,
                now=now,
            )
            for key, entry in manifest["sources"].items()
        }
        unpacking.save(folder=folder, manifest=manifest, sources=sources, report=report)
    return report


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
