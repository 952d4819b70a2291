"""Keys: the secret half is for one user and never told on; what is no key is refused with one sentence."""

from pathlib import Path

import pytest
from pyrage import x25519

from wooncirkel.apps.shared.backup.archive import BackupError
from wooncirkel.apps.shared.backup.keys import identities, new_key, recipients

KEY = x25519.Identity.generate()


def test_a_key_is_for_one_user_and_never_overwritten(tmp_path: Path) -> None:
    recipient = new_key(tmp_path / "key")
    before = (tmp_path / "key").read_text()
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert str(x25519.Identity.from_str(before.splitlines()[-1]).to_public()) == recipient
    with pytest.raises(BackupError, match="never overwritten"):
        new_key(tmp_path / "key")
    assert (tmp_path / "key").read_text() == before


def test_recipients_come_from_words_and_files(tmp_path: Path) -> None:
    first, second = new_key(tmp_path / "1"), new_key(tmp_path / "2")
    (tmp_path / "list").write_text(f"# both\n\n{second}\n")
    assert [str(found) for found in recipients([first], [tmp_path / "list"])] == [first, second]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("age1wrong", "is not a recipient"), (str(KEY), "That is the secret key"), ("", "is not a recipient")],
    ids=["wrong", "secret", "empty"],
)
def test_a_wrong_recipient_is_refused(word: str, sentence: str) -> None:
    with pytest.raises(BackupError, match=sentence) as refused:
        recipients([word], [])
    assert str(KEY) not in str(refused.value)


def test_without_recipient_or_with_an_unreadable_list_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(BackupError, match="Say with --to"):
        recipients([], [])
    with pytest.raises(BackupError, match="cannot be read"):
        recipients([], [tmp_path / "nowhere"])
    with pytest.raises(BackupError, match="does not hold keys"):
        recipients([], [tmp_path / "binary"])


def test_a_file_without_a_key_is_no_key_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"# only a comment\n{KEY.to_public()}\n")
    with pytest.raises(BackupError, match="is not a key file"):
        identities(tmp_path / "key")
