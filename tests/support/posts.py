"""How tests post a form of Mijn pagina: with a key, as a browser does."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client


def post(client: Client, address: str, **fields: Any) -> HttpResponse:
    """Post once."""
    return client.post(address, {"once": str(uuid.uuid4()), **fields})  # type: ignore[return-value]


def words(answer: HttpResponse) -> str:
    """Return a page as text."""
    return answer.content.decode()
