"""A setting that cannot be right is refused with a sentence that names it."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from wooncirkel.project.environment import database, one_of, secret, telephone, truth

LEVELS = ("WARNING", "DEBUG")


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without the variable."""
    monkeypatch.delenv("CHOICE", raising=False)


@pytest.mark.parametrize(
    ("value", "level"), [(None, "WARNING"), ("debug", "DEBUG"), (" Warning ", "WARNING")]
)
def test_a_choice_may_be_in_small_letters(
    monkeypatch: pytest.MonkeyPatch, value: str | None, level: str
) -> None:
    if value is not None:
        monkeypatch.setenv("CHOICE", value)
    assert one_of("CHOICE", LEVELS) == level


def test_another_word_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOICE", "foo")
    with pytest.raises(ImproperlyConfigured, match=r"^CHOICE must be one of WARNING, DEBUG, not 'FOO'\.$"):
        one_of("CHOICE", LEVELS)
    with pytest.raises(ImproperlyConfigured, match="CHOICE must be yes or no"):
        truth("CHOICE", default=False)


def test_an_example_number_is_for_the_demo_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert telephone("CHOICE", example="0 0", needed=False) == "0 0"
    with pytest.raises(ImproperlyConfigured, match="CHOICE must be set when WOONCIRKEL_HTTPS is on"):
        telephone("CHOICE", example="0 0", needed=True)
    monkeypatch.setenv("CHOICE", "14 050")
    assert telephone("CHOICE", example="0 0", needed=True) == "14 050"


def test_a_number_without_digits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHOICE", "bel maar")
    with pytest.raises(ImproperlyConfigured, match="CHOICE must be a telephone number"):
        telephone("CHOICE", example="0 0", needed=False)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/x",
        "x",
        "sqlite://",
        "sqlite:///",
        "postgresql://u@h",
        "postgresql://u:se/cret@h:5432/x",
        "postgresql://u@h:abc/x",
        "postgresql://u@h:70000/x",
        "postgresql://u:[secret@h/x",
    ],
)
def test_an_address_that_leads_to_no_database_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL .*\.$") as refused:
        database(url, tmp_path)
    assert not {"'se'", "secret"} & set(str(refused.value).replace(",", " ").split())


def test_an_address_is_read_whole(tmp_path: Path) -> None:
    found = database("postgresql://u:p%2F%40@h:5433/name?sslmode=require", tmp_path)
    kept = {name: found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")}
    assert kept == {
        "USER": "u",
        "PASSWORD": "p/@",
        "HOST": "h",
        "PORT": "5433",
        "NAME": "name",
        "OPTIONS": {"sslmode": "require"},
    }
    assert database("sqlite:///some/where.sqlite3", tmp_path)["NAME"] == Path("/some/where.sqlite3")
    assert database("", tmp_path)["NAME"] == tmp_path / "wooncirkel.sqlite3"


def test_a_secret_that_cannot_be_kept_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"The secret key cannot be kept in .*file/key: "):
        secret("CHOICE", tmp_path / "file" / "key")
