"""The files of this repository, as a clone would hold them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "wooncirkel"
APPS = SRC / "apps"
NOT_OURS = {"var", "dist", "build", "node_modules", "__pycache__", "look"}
HIDDEN_OF_OURS = {".ci"}


def folder_is_ours(name: str) -> bool:
    """Return whether a folder belongs to the repository: no caches, no environment, no data."""
    return name in HIDDEN_OF_OURS or not (name.startswith(".") or name in NOT_OURS)


def files(root: Path = ROOT, *suffixes: str) -> Iterator[Path]:
    """Yield every file of ours under `root`, of the given suffixes or of all."""
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if folder_is_ours(name))
        for name in sorted(names):
            if not suffixes or Path(name).suffix in suffixes:
                yield Path(folder) / name


def texts(root: Path, *suffixes: str) -> Iterator[tuple[str, str]]:
    """Yield (path within the repository, text) of every file of ours under `root`."""
    for path in files(root, *suffixes):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def python(root: Path = SRC) -> Iterator[tuple[str, str]]:
    """Yield path and text of every Python file of ours, migrations aside."""
    return ((path, text) for path, text in texts(root, ".py") if "/migrations/" not in path)
