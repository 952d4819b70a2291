"""Installations of their own, for what works on a whole one: backup and restore."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.shared.installation import NOW, TO, Installation, Maker
from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.backup.making import back_up


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Maker:
    """Installations of the kind of this run."""
    return Maker(tmp_path_factory.mktemp("installations"), postgres=request.config.getoption("--postgres"))


@pytest.fixture
def full(transactional_db: None, maker: Maker) -> Installation:
    """A filled installation, not in use."""
    return maker.filled()


@pytest.fixture
def kept(full: Installation, tmp_path: Path) -> Path:
    """A backup of it."""
    with full.in_use():
        back_up(tmp_path / "kept", to=TO, now=NOW)
    return tmp_path / "kept"


@pytest.fixture
def here(full: Installation) -> Iterator[Installation]:
    """A filled installation, in use by this process."""
    with full.in_use():
        yield full


@pytest.fixture
def rooms() -> Iterator[None]:
    """No room erases after a restore but those that a test names."""
    usual = list(hooks.RESTORED)
    hooks.RESTORED.clear()
    yield
    hooks.RESTORED[:] = usual
