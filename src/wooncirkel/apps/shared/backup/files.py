"""Files beside the database: which are kept, and how they come back. Keys and what is made anew are not.

Files in `networks` and `files` are named by the hash of their content, so a name never gets other content.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from wooncirkel.apps.shared import erased
from wooncirkel.apps.shared.backup.archive import BackupError, Manifest
from wooncirkel.apps.shared.files import sync_folder

ERASED = "var/erased.jsonl"


def folders() -> dict[str, Path]:
    """Return the kept folders by their name in the backup."""
    var = Path(settings.VAR)
    return {"var/networks": Path(settings.NETWORKS), "var/files": var / "files", "var/seals": var / "seals"}


def kept(name: str) -> list[Path]:
    """Return the whole files of a kept folder; one that is still being written has a name with a dot."""
    found = sorted(folders()[name].rglob("*"))
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


def hold(name: str, work: Path) -> dict[str, Path]:
    """Give the files of a folder a second name, so that cleaning up cannot take them away meanwhile."""
    held = {}
    for path in kept(name):
        member = f"{name}/{path.relative_to(folders()[name]).as_posix()}"
        with suppress(FileNotFoundError):  # cleaned up between the list and now: no row points to it
            held[member] = _second(path, work / member, growing=name == "var/seals")
    return held


def _second(path: Path, target: Path, *, growing: bool) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    if growing:
        return Path(shutil.copyfile(path, target))
    try:
        os.link(path, target)
    except OSError:  # not every disk gives second names
        shutil.copyfile(path, target)
    return target


def hold_erased(work: Path) -> dict[str, Path]:
    """Copy the list of erased persons."""
    if not erased.file().exists():
        return {}
    (work / ERASED).parent.mkdir(parents=True, exist_ok=True)
    return {ERASED: Path(shutil.copyfile(erased.file(), work / ERASED))}


def any_kept() -> bool:
    """Return whether there are kept files that a restore could take away."""
    return any(kept(name) for name in folders())


def bring_back(manifest: Manifest, work: Path) -> None:
    """Put the files in place and join both lists of erased persons; what is there already stays."""
    if ERASED in manifest.members:
        erased.join((work / ERASED).read_bytes())
    for member in manifest.members:
        target = _place(member)
        if target and not (member.startswith("var/seals/") and target.exists()):
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _settle(work / member, target)
    for folder in folders().values():
        if folder.exists():
            sync_folder(folder)


def take_away(manifest: Manifest) -> None:
    """Remove the files of the old installation that the backup does not have, except seals."""
    for name in ("var/networks", "var/files"):
        for path in kept(name):
            if f"{name}/{path.relative_to(folders()[name]).as_posix()}" not in manifest.members:
                remove(path)


def _place(member: str) -> Path | None:
    for name, folder in folders().items():
        if member.startswith(f"{name}/"):
            return folder / member.removeprefix(f"{name}/")
    return None


def _settle(source: Path, target: Path) -> None:
    with source.open("rb+") as file:
        os.fsync(file.fileno())
    shutil.move(source, target.with_name(f".new-{target.name}"))
    target.with_name(f".new-{target.name}").replace(target)


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder for this user alone; what a killed backup or restore left in it goes. One at a time."""
    folder = Path(settings.VAR) / "backup-work"
    with (Path(settings.VAR) / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Another backup or restore is running. Wait until it is done.") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def remove(path: Path) -> None:
    """Remove a file that may be gone already."""
    path.unlink(missing_ok=True)
