"""The small city, and a folder of its own for networks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.places import city as corner_city
from apps.places.importing import draw_quickly
from wooncirkel.apps.places.models import Network


@pytest.fixture
def networks(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keep network files of this test apart."""
    settings.NETWORKS = tmp_path / "networks"
    return settings.NETWORKS


@pytest.fixture
def city(db: None, networks: Path) -> Network:
    """A city that one can count on one's fingers."""
    return corner_city.make_city()


@pytest.fixture
def bare_city(db: None, networks: Path) -> Network:
    """The same streets without CBS data, as from an OSM extract."""
    return corner_city.make_city(with_people=False)


@pytest.fixture
def quick_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Base maps that are only a file: making real ones takes most of an import's time."""
    monkeypatch.setattr("wooncirkel.apps.places.basemap._run", draw_quickly)
