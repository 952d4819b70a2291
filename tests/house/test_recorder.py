"""The recorder of the journeys sees what it must see."""

from collections.abc import Callable
from typing import Any

import pytest

from support.browser import Recorder
from support.site import Site

pytestmark = pytest.mark.journey

FAULTS = [
    ("console.error('oops')", "console: oops"),
    ("setTimeout(() => { throw new Error('broken') })", "page error: broken"),
    ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
    ("document.body.insertAdjacentHTML('beforeend', '<img src=\"/nowhere.png\" alt=\"\">')", "404"),
]


def test_an_ordinary_page_has_no_faults(
    page: Any, recorder: Recorder, axe: Callable[[Any], list[str]]
) -> None:
    assert page.goto("/").status == 200
    assert axe(page) == []
    assert recorder.faults() == []


@pytest.mark.parametrize(("script", "words"), FAULTS)
def test_a_fault_is_heard(page: Any, recorder: Recorder, script: str, words: str) -> None:
    page.goto("/")
    page.evaluate(script)
    page.wait_for_timeout(300)
    assert any(words in line for line in recorder.faults()), recorder.found
    recorder.allow(".")


def test_a_foreign_host_is_heard(new_page: Callable[..., Any], recorder: Recorder) -> None:
    page = new_page(bypass_csp=True)
    page.goto("/")
    page.evaluate("new Image().src = 'http://elsewhere.invalid/a.png'")
    page.wait_for_timeout(300)
    assert "foreign host: http://elsewhere.invalid/a.png" in recorder.faults()
    recorder.allow(".")


def test_axe_sees_a_planted_fault(page: Any, recorder: Recorder, axe: Callable[[Any], list[str]]) -> None:
    page.goto("/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(line.startswith("html-has-lang") for line in axe(page))


def test_without_javascript_the_page_is_there(new_page: Callable[..., Any], site: Site) -> None:
    page = new_page(width=390, javascript=False)
    page.goto("/")
    assert page.locator("h1").count() == 1
