"""The file that a backup is: a tar in an age envelope; its first member, the manifest, names all others."""

import dataclasses
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pyrage

CHUNK = 1 << 20
FORMAT = 1
MANIFEST = "manifest.json"
MOST_MANIFEST = 64 << 20
DAMAGED = "The backup is damaged or not complete. Use another one."


class BackupError(Exception):
    """Why a backup or a restore was refused, in one sentence."""


@dataclasses.dataclass(frozen=True)
class Member:
    """Size [bytes] and hash of one file in the backup."""

    size: int
    sha256: str


@dataclasses.dataclass(frozen=True)
class Table:
    """What is in one table: number of rows, a hash over all their content, and the columns it is over."""

    rows: int
    content: str
    columns: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What a backup holds, told before it is unpacked."""

    program: str
    moment: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: dict[str, Table]
    sequences: dict[str, int]
    members: dict[str, Member]
    format: int = FORMAT

    def rows(self) -> int:
        """Return the number of rows in all tables."""
        return sum(table.rows for table in self.tables.values())

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps(dataclasses.asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        """Read a manifest; BackupError when another program wrote it."""
        said = json.loads(data)
        if said.get("format") != FORMAT:
            raise BackupError(
                f"The backup was made by another version ({said.get('program')}); use that one."
            )
        said["migrations"] = tuple((app, name) for app, name in said["migrations"])
        said["tables"] = {
            name: Table(table["rows"], table["content"], tuple(table["columns"]))
            for name, table in said["tables"].items()
        }
        said["members"] = {name: Member(**member) for name, member in said["members"].items()}
        return cls(**said)


def member_of(path: Path) -> Member:
    """Return size and hash of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Member(file.tell(), digest)


def sealed(manifest: Manifest, sources: dict[str, Path], out: io.BufferedWriter, to: list[object]) -> None:
    """Write the whole backup to `out`, so that only who holds a key of `to` can read it."""
    stream = io.BufferedReader(_Stream(packed(manifest, sources)), CHUNK)
    try:
        pyrage.encrypt_io(stream, out, to)
    except pyrage.EncryptError as error:
        reason = str(error).removeprefix("BackupError: ")  # of what _unchanged found
        raise BackupError(f"The backup could not be written. {reason}") from error


def packed(manifest: Manifest, sources: dict[str, Path]) -> Iterator[bytes]:
    """Yield the tar: the manifest, then every member from its source."""
    yield from _entry(MANIFEST, [data := manifest.to_json()], len(data))
    for name, member in manifest.members.items():
        yield from _entry(name, _unchanged(sources[name], member), member.size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _entry(name: str, content: "Iterator[bytes] | list[bytes]", size: int) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    yield info.tobuf(tarfile.PAX_FORMAT)
    yield from content
    yield bytes(-size % tarfile.BLOCKSIZE)


def _unchanged(path: Path, member: Member) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != member.sha256:
        raise BackupError(f"{path.name} changed while it was read; make the backup again.")


class _Stream(io.RawIOBase):
    """Chunks as a file that can be read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.rest = chunks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self.rest:
            if (chunk := next(self.chunks, None)) is None:
                return 0
            self.rest = chunk
        part, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def unseal(file: Path, target: Path, keys: list[object]) -> None:
    """Decrypt a backup as a whole, so that nothing is read of one that is damaged."""
    with file.open("rb") as source, target.open("wb") as out:
        try:
            pyrage.decrypt_io(source, out, keys)
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise BackupError("This key does not open this backup.") from error
            raise BackupError("The file is not a backup, or its beginning is damaged.") from error
        except OSError as error:
            if error.errno:  # the disk itself; a fault in the content comes without a number
                raise
            raise BackupError(DAMAGED) from error


def manifest_in(tar: tarfile.TarFile) -> Manifest:
    """Return the manifest of an opened backup."""
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > MOST_MANIFEST:
        raise BackupError("The file is not a backup of Wooncirkel.")
    content = tar.extractfile(first)
    manifest = Manifest.from_json(content.read() if content else b"{}")
    if strange := [name for name in manifest.members if not is_safe(name)]:
        raise BackupError(f"The backup holds a file that does not belong in it: {strange[0]!r}.")
    return manifest


def is_safe(name: str) -> bool:
    """Return whether a member stays inside the folder it is unpacked in."""
    parts = PurePosixPath(name).parts
    return len(parts) > 1 and parts[0] in {"database", "var"} and ".." not in parts and "\0" not in name


def unpack(tar: tarfile.TarFile, manifest: Manifest, folder: Path) -> None:
    """Unpack every member that the manifest names and check its hash; BackupError when one is not right."""
    found = set()
    for info in tar:
        if info.isfile() and (member := manifest.members.get(info.name)):
            _write(tar, info, folder / info.name)
            if member_of(folder / info.name) != member:
                raise BackupError(DAMAGED)
            found.add(info.name)
    if found != set(manifest.members):
        raise BackupError(DAMAGED)


def _write(tar: tarfile.TarFile, info: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(info)
    target.touch(0o600)
    with target.open("wb") as out:
        while content and (chunk := content.read(CHUNK)):
            out.write(chunk)
