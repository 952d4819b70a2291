"""Somebody scans her card on a telephone without JavaScript, taps three drawings, and is at home."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from support.site import Site, wooncirkel

pytestmark = pytest.mark.journey

MAKE = """
from django.utils import timezone
from wooncirkel.apps.people.actions.cards import make_card
from wooncirkel.apps.people.actions.persons import add_person
now = timezone.now()
person = add_person(called="Nel", by=None, now=now)
print("secret:", make_card(person=person, pictures=("fish", "key", "sun"), by=None, now=now))
"""


@pytest.fixture(scope="module")
def secret(site: Site) -> str:
    """The secret of a card of somebody new."""
    done = wooncirkel(site.var, "shell", "-c", MAKE)
    found = re.search(r"secret: (\S+)", done.stdout)
    assert found, done.stdout + done.stderr
    return found[1]


def tap(page: Any, *words: str) -> None:
    """Tap drawings by the words below them."""
    for word in words:
        page.click(f"button.pick:has-text('{word}')")


def test_in_with_a_card_and_out_again(
    site: Site, new_page: Callable[..., Any], secret: str, axe: Callable[[Any], list[str]]
) -> None:
    page = new_page(width=390, javascript=False)
    page.goto(f"/k/{secret}/")
    expect(page).to_have_url(re.compile(r"/inloggen/plaatjes/$"))
    assert secret not in page.content()
    tap(page, "sleutel", "vis", "zon")
    expect(page.locator("text=Dat lukte nog niet")).to_be_visible()
    tap(page, "vis")
    assert page.locator("h1").inner_text() == "Tik jouw tweede plaatje aan"
    page.click("text=Opnieuw beginnen")
    tap(page, "vis", "sleutel", "zon")
    assert "/inloggen/" not in page.url
    page.click("button:has-text('Uitloggen')")
    assert page.locator("h1").inner_text() == "Tot ziens"
    page.goto("/inloggen/plaatjes/")
    assert page.locator("h1").inner_text() == "Scan eerst je kaart"


def test_tapping_twice_quickly_comes_in(new_page: Callable[..., Any], secret: str) -> None:
    page = new_page(width=390)
    page.goto(f"/k/{secret}/")
    tap(page, "vis", "sleutel")
    page.dblclick("button.pick:has-text('zon')")
    page.wait_for_url(lambda url: "/inloggen/plaatjes/" not in url)
    expect(page.locator("button:has-text('Uitloggen')")).to_be_visible()


def test_every_page_on_the_way_is_for_everybody(
    new_page: Callable[..., Any], secret: str, axe: Callable[[Any], list[str]]
) -> None:
    page = new_page(width=320)
    page.goto(f"/k/{secret}/")
    assert axe(page) == []
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.pick')].flatMap(b => [b.offsetWidth, b.offsetHeight]))"
    )
    assert smallest >= 44
    tap(page, "zon")
    assert axe(page) == []
    tap(page, "vis", "kat")
    expect(page.locator("text=Dat lukte nog niet")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
