"""A setting that cannot be right is refused with a sentence that names it."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from wooncirkel.project.environment import (
    base_address,
    database,
    mail_server,
    one_of,
    refuse_open_demo,
    secret,
    telephone,
    truth,
)

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


@pytest.mark.parametrize(
    ("value", "https", "expected"),
    [
        ("", False, "http://localhost:8000"),
        ("", True, "https://kring.example"),
        ("https://kring.example/", True, "https://kring.example"),
        ("http://localhost:9000", False, "http://localhost:9000"),
    ],
)
def test_the_address_in_letters(value: str, https: bool, expected: str) -> None:
    assert base_address(value, https=https, hosts=["kring.example"]) == expected


@pytest.mark.parametrize(
    ("value", "https"),
    [
        ("kring.example", False),
        ("ftp://kring.example", False),
        ("https://kring.example/kring/", False),
        ("https://kring.example?x=1", False),
        ("http://kring.example", True),
        ("https://", True),
    ],
)
def test_an_address_that_cannot_stand_in_letters_is_refused(value: str, https: bool) -> None:
    with pytest.raises(ImproperlyConfigured, match="WOONCIRKEL_URL"):
        base_address(value, https=https, hosts=[])


def test_a_mail_server_is_read_whole() -> None:
    found = mail_server("smtp://wim:p%40ss%2Fword@mail.example:2525")
    assert found["EMAIL_HOST"] == "mail.example"
    assert (found["EMAIL_PORT"], found["EMAIL_HOST_USER"]) == (2525, "wim")
    assert found["EMAIL_HOST_PASSWORD"] == "p@ss/word"
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
    assert mail_server("smtps://mail.example")["EMAIL_PORT"] == 465
    assert mail_server("smtp://localhost:25")["EMAIL_USE_TLS"] is False
    assert mail_server("")["EMAIL_BACKEND"].endswith("Letterbox")


@pytest.mark.parametrize("value", ["mail.example", "http://mail.example", "smtp://", "smtp://a:geheim@b:x"])
def test_what_is_no_mail_server_is_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="WOONCIRKEL_MAIL") as refused:
        mail_server(value)
    assert "geheim" not in str(refused.value)


def test_a_real_installation_has_no_ways_in_of_the_demo() -> None:
    refuse_open_demo(demo=True, https=False)
    refuse_open_demo(demo=False, https=True)
    with pytest.raises(ImproperlyConfigured, match="WOONCIRKEL_DEMO"):
        refuse_open_demo(demo=True, https=True)
