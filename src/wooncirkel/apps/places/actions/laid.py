"""The files of a network, and the row that points to them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from wooncirkel.apps.places.actions.focus import Focus
from wooncirkel.apps.places.actions.sources import ImportReport, one_at_a_time
from wooncirkel.apps.places.models import Network, Source
from wooncirkel.apps.shared.files import keep, sha256_of

UNUSED_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Laid:
    """A network and its base map in files outside settings.NETWORKS, with all else that its row says."""

    network: Path
    tiles: Path
    projection: str
    nodes: int
    streets: int
    box: tuple[float, float, float, float]
    focus: Focus


@dataclass(frozen=True, slots=True)
class Kept:
    """A network whose files stand in settings.NETWORKS, and the hashes that name them."""

    laid: Laid
    sha256: str
    tiles_sha256: str


@contextmanager
def kept(laid: Laid) -> Iterator[Kept]:
    """A transaction in which the files of a network stand in settings.NETWORKS, before the row that points to
    them.

    When it fails, the files that it brought go again.
    """
    brought: list[Path] = []
    try:
        with one_at_a_time():
            yield Kept(laid, _keep(laid.network, ".npz", brought), _keep(laid.tiles, ".pmtiles", brought))
    except BaseException:
        _take_back(brought)
        raise


def _keep(file: Path, suffix: str, brought: list[Path]) -> str:
    folder = Path(settings.NETWORKS)
    target = folder / f"{sha256_of(file)}{suffix}"
    if not target.exists():
        brought.append(target)
    return keep(file, folder, suffix)


def _take_back(brought: list[Path]) -> None:
    """Remove files, unless another import has named them meanwhile."""
    with suppress(DatabaseError), one_at_a_time():
        named = _named()
        for file in brought:
            if file.name not in named:
                file.unlink(missing_ok=True)


def _named() -> set[str]:
    hashes = list(Network.objects.values_list("sha256", "tiles_sha256"))
    return {f"{sha256}.npz" for sha256, _ in hashes} | {f"{tiles}.pmtiles" for _, tiles in hashes}


def remove_unused_files(*, now: datetime) -> int:
    """Remove files that no network names and that have lain still for a week; return how many.

    A week, because a page that somebody has open may still read an older base map.
    """
    folder = Path(settings.NETWORKS)
    oldest = (now - UNUSED_FOR).timestamp()
    with one_at_a_time():
        named = _named()
        files = [file for file in folder.iterdir() if file.name not in named] if folder.is_dir() else []
        old = [file for file in files if file.is_file() and file.stat().st_mtime < oldest]
        for file in old:
            file.unlink(missing_ok=True)
    return len(old)


def save_network(
    *, slug: str, name: str, source: Source, files: Kept, coverage: Network.Coverage, report: ImportReport
) -> None:
    """Save the row of a network whose files stand. Inside the caller's transaction."""
    laid = files.laid
    west, south, east, north = laid.box
    values = {
        "name": name[:120],
        "sha256": files.sha256,
        "tiles_sha256": files.tiles_sha256,
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
