"""Where a page or a letter may send somebody: to a path of this program, never to another host."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 300


def own_path(text: str | None) -> str:
    """Return the text when it is a path of this program, or an empty text."""
    if not text or len(text) > LONGEST or not text.startswith("/") or not text.isprintable():
        return ""
    if "\\" in text or " " in text or not url_has_allowed_host_and_scheme(text, allowed_hosts=None):
        return ""
    return text


def own_address(name: str, *args: str) -> str:
    """Return the whole address of a page, for letters and cards; what a visitor sends is not asked."""
    return f"{settings.URL}{reverse(name, args=args)}"
