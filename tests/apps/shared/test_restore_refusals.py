"""A restore that cannot be right is refused with one sentence, and everything stays as it was."""

import dataclasses
import io
import json
import tarfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from apps.shared.installation import KEYS, NOW, TO, Installation, Maker, change, on_both, state
from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.backup import archive, postgresql
from wooncirkel.apps.shared.backup.archive import BackupError, Manifest, Member
from wooncirkel.apps.shared.backup.restoring import restore
from wooncirkel.apps.shared.models import Message

pytestmark = [*on_both, pytest.mark.usefixtures("rooms")]


class TestRefusals:
    def refused(self, file: Path, target: Installation, sentence: str, **how: object) -> None:
        """Assert that a restore is refused and changes nothing."""
        before = state(target)
        with target.in_use(), pytest.raises(BackupError, match=sentence) as error:
            restore(file, now=NOW, **({"keys": KEYS, "replace": True} | how))  # type: ignore[arg-type]
        assert state(target) == before
        assert str(error.value).endswith(".")
        assert not (target.var / "backup-work").exists()

    def test_an_installation_in_which_something_is(
        self, full: Installation, kept: Path, maker: Maker
    ) -> None:
        self.refused(kept, full, "something here already", replace=False)
        only_file = maker.empty()
        (only_file.var / "networks/net.npz").write_bytes(b"net")
        self.refused(kept, only_file, "something here already", replace=False)

    def test_another_key(self, full: Installation, kept: Path) -> None:
        self.refused(kept, full, "key does not open", keys=[x25519.Identity.generate()])

    def test_a_file_that_is_cut_off(self, full: Installation, kept: Path) -> None:
        data = kept.read_bytes()
        for length in (0, 10, 100, 250, 70_000, len(data) // 2, len(data) - 1):
            kept.write_bytes(data[:length])
            self.refused(kept, full, "damaged")

    def test_a_file_with_one_spoiled_bit(self, full: Installation, kept: Path) -> None:
        data = kept.read_bytes()
        for place in (5, 150, 300, 70_000, len(data) - 1):
            kept.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            self.refused(kept, full, "damaged|does not open")

    def test_a_file_that_is_something_else(self, full: Installation, kept: Path, tmp_path: Path) -> None:
        kept.write_bytes(b"SQLite format 3\0" + bytes(5000))
        self.refused(kept, full, "not a backup")
        for content in (b"hello", bytes(2048), a_tar({"x": b"y"})):
            (tmp_path / "plain").write_bytes(content)
            seal(tmp_path / "plain", kept)
            self.refused(kept, full, "not a backup of Wooncirkel|damaged")

    def test_a_newer_program(self, full: Installation, kept: Path) -> None:
        repack(kept, migrations=(("people", "0001_initial"), ("people", "0999_later")), program="9.9.9")
        self.refused(kept, full, r"made by a newer program \(9\.9\.9\)")
        repack(kept, migrations=(("moonbase", "0001_initial"),))
        self.refused(kept, full, "made by a newer program")

    def test_another_form(self, full: Installation, kept: Path) -> None:
        repack(kept, format=2, program="9.9.9")
        self.refused(kept, full, r"another version \(9\.9\.9\)")

    def test_another_kind_of_database(self, full: Installation, kept: Path) -> None:
        other = "sqlite" if full.url else "postgresql"
        repack(kept, database=other)
        self.refused(kept, full, "DATABASE_URL names")

    def test_a_row_that_is_not_what_was_kept(self, full: Installation, kept: Path) -> None:
        """Every file is right by its hash, but one table is not what the manifest says."""
        tables = dict(opened(kept)[0].tables)
        tables["shared_message"] = dataclasses.replace(tables["shared_message"], content="0" * 64)
        repack(kept, tables=tables)
        self.refused(kept, full, "differ from what was kept, in: shared_message")

    def test_a_file_that_is_not_what_was_kept(self, full: Installation, kept: Path) -> None:
        members = dict(opened(kept)[0].members)
        name = "var/networks/net.npz"
        repack(kept, members=members | {name: Member(members[name].size, "0" * 64)})
        self.refused(kept, full, "damaged or not complete")
        repack(kept, members=members | {"var/networks/more.npz": members[name]})
        self.refused(kept, full, "damaged or not complete")

    @pytest.mark.parametrize(
        "name", ["../../out", "/tmp/out", "var/../../out", "secret-key", "database/../../x"]
    )
    def test_a_file_that_would_come_elsewhere(self, full: Installation, kept: Path, name: str) -> None:
        repack(kept, members={name: Member(1, "0" * 64)})
        self.refused(kept, full, "does not belong in it")

    def test_a_room_that_cannot_erase(self, full: Installation, kept: Path) -> None:
        with full.in_use():
            change()
        hooks.RESTORED.append(f"{__name__}.fail")
        self.refused(kept, full, "fail failed: the erasing went wrong. Nothing was restored.")

    def test_a_program_that_still_runs(
        self, full: Installation, kept: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgresql, "PLAIN", postgresql.PLAIN.replace("10s", "0.2s"))
        with closing(full.opened()) as link:
            link.execute("SELECT count(*) FROM shared_message").fetchone()
            self.refused(kept, full, "still runs")


def fail(*, now: datetime) -> None:
    """Stand for a room that cannot erase, after it has begun."""
    Message.objects.all().delete()
    raise RuntimeError("the erasing went wrong")


def a_tar(members: dict[str, bytes]) -> bytes:
    """Return a tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def seal(plain: Path, target: Path) -> None:
    """Encrypt a file as a backup is."""
    target.write_bytes(pyrage.encrypt(plain.read_bytes(), TO))


def opened(file: Path) -> tuple[Manifest, dict[str, bytes]]:
    """Return the manifest of a backup and its members."""
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(file.read_bytes(), KEYS))) as tar:
        content = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    return Manifest.from_json(content.pop(archive.MANIFEST)), content


def repack(file: Path, **changes: object) -> None:
    """Change what the manifest of a backup says, and seal it again."""
    manifest, content = opened(file)
    said = json.loads(dataclasses.replace(manifest, **changes).to_json())  # type: ignore[arg-type]
    plain = file.with_name("plain")
    plain.write_bytes(a_tar({archive.MANIFEST: json.dumps(said).encode(), **content}))
    seal(plain, file)
