"""Pages carry nothing inline and ask nothing of the outside; every template compiles and is Dutch."""

import re
from collections.abc import Callable

import pytest
from django.template import Engine, TemplateSyntaxError

from support.templates import unreadable
from support.tree import APPS, texts
from wooncirkel.apps.shared.warming import template_names

INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|javascript:", re.I
)
FETCHED = re.compile(
    r"(?:src|srcset|poster|data|action|formaction)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|<link\b[^>]*href\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//",
    re.I,
)
ADDRESS = re.compile(r"[\"'`](?:https?:|wss?:)//(?!www\.w3\.org/)", re.I)
VENDORED = re.compile(r"/vendor/|/lib/")


def inline(path: str, text: str) -> list[str]:
    """Return each piece of script or style that stands in the page itself."""
    return [f"{path}: {found[0]}" for found in INLINE.finditer(text) if "/static/" not in path]


def fetched(path: str, text: str) -> list[str]:
    """Return each thing a browser would fetch from elsewhere."""
    return [f"{path}: {found[0]}" for found in FETCHED.finditer(text)]


def addressed(path: str, text: str) -> list[str]:
    """Return each foreign address in a script of ours."""
    ours = path.endswith((".js", ".mjs")) and not VENDORED.search(path)
    return [f"{path}: {found[0]}" for found in ADDRESS.finditer(text) if ours]


def no_language(path: str, text: str) -> list[str]:
    """Return a page that does not say it is Dutch."""
    return [path] if re.search(r"<html\b(?![^>]*\blang=\"nl\")", text) else []


CHECKS = [
    (inline, "<p style='color: red'>"),
    (inline, "<button onclick='go()'>"),
    (inline, "<script type='module'>go()</script>"),
    (inline, "<style>p {}</style>"),
    (fetched, "<img src='https://elsewhere.example/a.png'>"),
    (fetched, "<link rel=stylesheet href='//elsewhere.example/a.css'>"),
    (fetched, "p { background: url(https://elsewhere.example/a.png) }"),
    (addressed, "fetch('https://elsewhere.example/')"),
    (no_language, "<!doctype html><html lang='en'>"),
]


@pytest.mark.parametrize(("check", "breach"), CHECKS)
def test_pages_keep_the_rule(check: Callable[[str, str], list[str]], breach: str) -> None:
    suffixes = (".html", ".css", ".js", ".mjs")
    assert [line for path, text in texts(APPS, *suffixes) for line in check(path, text)] == []
    assert check("apps/front/page.js", breach)


def test_every_template_compiles() -> None:
    assert len(list(template_names())) > 5
    assert unreadable() == []


def test_a_broken_template_is_seen() -> None:
    with pytest.raises(TemplateSyntaxError):
        Engine.get_default().from_string("{% if %}")
