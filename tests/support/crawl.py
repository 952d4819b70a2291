"""Walk through the program as a visitor: read pages, follow every link, find every form, open every file."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

OURS = "http://testserver"
BOUND = 3000
"""No walk fetches more addresses than this: a page that makes new links for ever is a fault."""


@dataclass
class Form:
    """A form on a page: its fields with the values that it would send, and the choices that it offers."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def filled(self, **more: Any) -> dict[str, Any]:
        """Return what the form would send, a first choice and a word where it is empty."""
        sent: dict[str, Any] = {}
        for name, values in self.fields.items():
            offered = [choice for choice in self.choices.get(name, []) if choice]
            sent[name] = values or offered[:1] or [word(self.kinds.get(name, "text"))]
        return sent | more


def word(kind: str) -> str:
    """Return something that a field of this kind takes."""
    known = {"date": "2026-12-01", "email": "somebody@example.org", "number": "1", "tel": "050 000 00 00"}
    return known.get(kind, "een woord")


@dataclass
class Page:
    """What a page leads to."""

    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.page = address, Page()
        self.form: Form | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        for source in ("href", "src", "data", "content"):
            if source in named and tag in {"a", "img", "link", "object", "iframe", "script", "source"}:
                self.page.links.append(urljoin(self.address, named[source]))
        if tag == "form":
            action = urljoin(self.address, named.get("action") or self.address)
            self.form = Form(action, named.get("method", "get").lower())
            self.page.forms.append(self.form)
        elif self.form is not None and tag in {"input", "textarea", "select", "button", "option"}:
            self._field(tag, named)

    def _field(self, tag: str, named: dict[str, str]) -> None:
        assert self.form is not None
        if tag == "option" and self.select:
            self.form.choices[self.select].append(named.get("value", ""))
            if "selected" in named:
                self.form.fields[self.select] = [named.get("value", "")]
            return
        if not (name := named.get("name")):
            return
        kind = named.get("type", tag)
        self.form.kinds[name] = kind
        values = self.form.fields.setdefault(name, [])
        if tag == "select":
            self.select = name
            self.form.choices[name] = []
        elif kind in {"radio", "checkbox"}:
            self.form.choices.setdefault(name, []).append(named.get("value", "on"))
            if "checked" in named:
                values.append(named.get("value", "on"))
        elif named.get("value"):
            values.append(named["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None


def read(html: str, address: str) -> Page:
    """Return the links and forms of a page."""
    reader = _Reader(OURS + address)
    reader.feed(html)
    return reader.page


def path_of(address: str) -> str | None:
    """Return path and query of an address of ours, or None for a foreign one or a file that never changes."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != OURS:
        return None
    if parts.path.startswith("/static/"):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def body(response: Any) -> bytes:
    """Return the whole body of an answer."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def words_of(response: Any) -> str:
    """Return every word of an answer: its headers, its page, and what its PDF or zip holds."""
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return head + "\n" + _words(body(response), response.headers.get("Content-Type", ""))


def _words(data: bytes, kind: str) -> str:
    if data[:5] == b"%PDF-":
        return _pdf(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            return "\n".join(name + "\n" + _words(held.read(name), name) for name in held.namelist())
    return data.decode("utf-8", "replace")


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader

    found = PdfReader(io.BytesIO(data))
    told = " ".join(str(value) for value in (found.metadata or {}).values())
    pages = "\n".join(page.extract_text() for page in found.pages)
    # A line that the sheet breaks must still be found: canaries hold no spaces.
    return told + "\n" + pages + "\n" + re.sub(r"\s+", "", pages)


def walk(client: Client, starts: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield (address, answer) for everything that a visitor reaches from these addresses."""
    waiting, known = list(starts), set(starts)
    fetched = 0
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        fetched += 1
        assert fetched < BOUND, f"more than {BOUND} addresses, the last: {address}"
        yield address, response
        for link in _links(address, response):
            if link not in known:
                known.add(link)
                waiting.append(link)


def _links(address: str, response: Any) -> list[str]:
    found = [response.headers["Location"]] if "Location" in response.headers else []
    if response.headers.get("Content-Type", "").startswith("text/html"):
        found += read(response.content.decode(), address).links
    full = (urljoin(OURS + address, link) for link in found)
    return [path for link in full if (path := path_of(link))]


def forms_of(address: str, response: Any) -> list[Form]:
    """Return the forms of an answer."""
    if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    return read(response.content.decode(), address).forms
