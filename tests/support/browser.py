"""Chromium for journeys, with a recorder that lets no error pass unseen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support.programs import as_root

if TYPE_CHECKING:  # a quarter of a second that only journeys need
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

FLAGS = [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if as_root() else []),
]
LOCAL = ("data", "blob", "about")


class Recorder:
    """Collects what goes wrong in the browser: CSP, console, page errors, foreign hosts, broken answers."""

    def __init__(self, host: str) -> None:
        """Allow requests to `host` (name:port) alone."""
        self.host = host
        self.found: list[str] = []
        self.allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """Let pass what matches `pattern`, in a test that provokes it."""
        self.allowed.append(pattern)

    def faults(self) -> list[str]:
        """Return what went wrong and was not allowed."""
        return [line for line in self.found if not any(re.search(pattern, line) for pattern in self.allowed)]

    def listen(self, context: BrowserContext) -> None:
        """Hear every page of this context."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"page error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.found.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL and address.netloc != self.host:
            self.found.append(f"foreign host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"answer {response.status}: {response.url}")
