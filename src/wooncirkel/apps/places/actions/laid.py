"""A network whose files lie on disk, and the row that points to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from wooncirkel.apps.places.actions.focus import Focus
from wooncirkel.apps.places.actions.sources import ImportReport
from wooncirkel.apps.places.models import Network, Source

UNUSED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Laid:
    """A network that lies on disk, with all that its row says."""

    sha256: str
    tiles_sha256: str
    projection: str
    nodes: int
    streets: int
    box: tuple[float, float, float, float]
    focus: Focus


@contextmanager
def forgotten_on_failure(laid: Laid) -> Iterator[None]:
    """Remove the files of a network when saving its row fails and no other row names them."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for suffix, field, digest in (
            (".npz", "sha256", laid.sha256),
            (".pmtiles", "tiles_sha256", laid.tiles_sha256),
        ):
            if not Network.objects.filter(**{field: digest}).exists():
                (Path(settings.NETWORKS) / f"{digest}{suffix}").unlink(missing_ok=True)
        raise


def remove_unused_files(*, now: datetime) -> int:
    """Remove files that no network names and that have lain still for a week; return how many.

    A week, because a page that somebody has open may still read an older base map.
    """
    folder = Path(settings.NETWORKS)
    named = {f"{digest}.npz" for digest in Network.objects.values_list("sha256", flat=True)}
    named |= {f"{digest}.pmtiles" for digest in Network.objects.values_list("tiles_sha256", flat=True)}
    oldest = (now - UNUSED_FOR).timestamp()
    files = [file for file in folder.iterdir() if file.name not in named] if folder.is_dir() else []
    old = [file for file in files if file.is_file() and file.stat().st_mtime < oldest]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def save_network(
    *, slug: str, name: str, source: Source, laid: Laid, coverage: Network.Coverage, report: ImportReport
) -> None:
    """Save the row of a network whose files lie on disk. Inside the caller's transaction."""
    west, south, east, north = laid.box
    values = {
        "name": name[:120],
        "sha256": laid.sha256,
        "tiles_sha256": laid.tiles_sha256,
        "projection": laid.projection,
        "coverage": coverage,
        "nodes": laid.nodes,
        "streets": laid.streets,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "focus_lon": laid.focus.lon,
        "focus_lat": laid.focus.lat,
        "source": source,
    }
    Network.objects.update_or_create(slug=slug, defaults=values)
    report.kept |= {"streets": laid.streets, "junctions and ends": laid.nodes}
