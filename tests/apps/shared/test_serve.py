"""What `serve` says about addresses and ports."""

import errno

import pytest
from django.core.management import CommandError

from wooncirkel.apps.shared.management.commands.serve import address, number, web, why_not


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("::", "http://localhost:8000/"),
        ("192.0.2.7", "http://192.0.2.7:8000/"),
        ("2001:db8::7", "http://[2001:db8::7]:8000/"),
    ],
)
def test_the_address_can_be_opened(host: str, shown: str) -> None:
    assert address(host, 8000) == shown


@pytest.mark.parametrize("wrong", ["0", "65536", "-1", "a", "", "８０"])
def test_a_number_that_is_not_possible_is_one_sentence(wrong: str) -> None:
    with pytest.raises(
        CommandError, match=f"^--port needs a number from 1 to 65535, not '{wrong}'.$"
    ) as refused:
        number("--port", wrong, 65535)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("65535", 65535)])
def test_a_number_is_read(text: str, value: int) -> None:
    assert number("--port", text, 65535) == value


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "Port 80 is only for the system administrator. Choose one above 1023 with --port."),
        (errno.EADDRINUSE, "Port 80 is taken by another program. Choose another one with --port."),
        (errno.EADDRNOTAVAIL, "It is not possible to listen on h port 80: no such address."),
    ],
)
def test_why_a_port_cannot_be_used(number: int, sentence: str) -> None:
    assert why_not("h", 80, OSError(number, "no such address")) == sentence


def test_the_web_server_is_told_where_and_how_many() -> None:
    words = " ".join(web("127.0.0.1", 8001, 3))
    assert "--host 127.0.0.1 --port 8001 --workers 3" in words
    assert words.endswith("wooncirkel.project.wsgi:application")
