"""A host of seventy at the tablet of the hub: large letters, a finger, no mouse, and time to look."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from support.browser import Recorder
from support.people import gather_in, run_in, sign_in
from support.site import Site

pytestmark = pytest.mark.journey

QUICK_S = 20.0
MOST_TAPS = 9
TOUCH = 43.5  # 44 px, and half a pixel for rounding
LARGE = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%' })"
CARD = """
import django
django.setup()
from django.utils import timezone
from wooncirkel.apps.people.actions.cards import make_card
from wooncirkel.apps.people.models import Person
greet = Person.objects.get(public_id="{}")
print(make_card(person=greet, pictures=("boat", "cat", "tree"), by=None, now=timezone.now()))
"""
SESSION = """
import django
django.setup()
from django.conf import settings
from django.test import Client
from cast import Cast
from wooncirkel.apps.people.models import Person
client = Client()
Cast(people={{"gijs": Person.objects.get(public_id="{}")}}).sign_in(client, "gijs")
print(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
SMALL = """() => [...document.querySelectorAll('main a, main button, main input, main select, header button')]
  .map(found => [found, (found.closest('label') ?? found).getBoundingClientRect()])
  .filter(([found, box]) => box.width > 0 && (box.height < TOUCH || box.width < TOUCH))
  .map(([found]) => found.outerHTML.slice(0, 80))"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Finger:
    """Taps, counts them, and looks at each page that comes: large enough, and not past the edge."""

    def __init__(self, page: Any, axe: Callable[[Any], list[str]]) -> None:
        """Begin with no taps."""
        self.page, self.axe, self.taps = page, axe, 0

    def tap(self, where: Any) -> None:
        """Tap something that can be seen."""
        where.tap()
        self.taps += 1

    def button(self, name: str) -> None:
        """Tap a button."""
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        """Tap a link that begins with these words."""
        self.tap(self.page.get_by_role("link", name=name))

    def pictures(self) -> None:
        """Tap three pictures on the form of somebody new."""
        for number, name in enumerate(("fish", "sun", "key"), start=1):
            self.tap(self.page.locator(f"label:has([name=picture{number}][value={name}])"))

    def look(self) -> None:
        """See that everything can be hit by a finger and read without moving sideways."""
        assert self.page.evaluate(SMALL.replace("TOUCH", str(TOUCH))) == []
        assert self.page.evaluate(WIDE) <= 0
        assert self.axe(self.page) == []


@pytest.fixture
def tablet(new_page: Callable[..., Any], site: Site) -> Any:
    """The enrolled tablet, with nobody there yet; letters twice as large."""
    page = new_page(width=768, height=1024, has_touch=True)
    page.add_init_script(LARGE)
    cast = gather_in(site)
    page.context.add_cookies([{"name": "tablet", "value": cast.tablet, "url": site.url}])
    return page


def come_in(finger: Finger, code: str) -> None:
    """Hold the card before the camera of the tablet, which opens its address, and tap three pictures."""
    finger.page.goto(f"/k/{code}/")
    for word in ("bootje", "kat", "boom"):
        finger.button(word)
    finger.page.wait_for_url("**/balie/")


def test_a_day_at_the_desk(
    tablet: Any, site: Site, recorder: Recorder, axe: Any, tell: Callable[[str], None]
) -> None:
    from playwright.sync_api import Error

    recorder.allow("status of 404")
    greet = gather_in(site).people["greet"]
    code = run_in(site, CARD.format(greet))
    finger = Finger(tablet, axe)
    tablet.goto("/tablet/")
    expect(tablet.get_by_role("heading", name="Wie is er vandaag gastheer?")).to_be_visible()
    finger.look()
    come_in(finger, code)
    tablet.get_by_role("heading", name="Dag Greet").wait_for()
    finger.look()

    _adds_somebody(finger, tell)
    own = tablet.url
    finger.look()
    _prints(finger, site)
    _types_for_her_and_takes_it_back(finger)
    finger.button("Toch niet")
    tablet.wait_for_url("**/balie/")
    assert tablet.goto(own).status == 404

    tablet.goto("/balie/nieuw/")
    finger.look()
    tablet.get_by_label("Hoe wil je heten?").fill("Marietje")
    tablet.keyboard.press("Enter")  # sends the form, and is not Klaar
    tablet.get_by_text("Kies ja of nee.").wait_for()
    finger.look()
    finger.button("Klaar")
    tablet.wait_for_url("**/tablet/")
    tablet.wait_for_load_state()
    assert "Marietje" not in tablet.content()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser kept no page to go back to
        tablet.go_back()
    tablet.wait_for_timeout(800)  # Chromium goes to its own page about it, in its own time

    come_in(finger, code)
    finger.link("Ga verder")
    tablet.wait_for_url("**/balie/nieuw/")
    assert tablet.get_by_label("Hoe wil je heten?").input_value() == "Marietje"


def _adds_somebody(finger: Finger, tell: Callable[[str], None]) -> None:
    page, taps, begun = finger.page, finger.taps, time.monotonic()
    finger.link("Iemand erbij")
    finger.tap(page.get_by_label("Hoe wil je heten?"))
    page.keyboard.type("Saartje")
    finger.tap(page.locator("label:has([name=likes][value=hear])"))
    finger.tap(page.locator("label:has([name=findable][value=nee])"))
    finger.pictures()
    finger.button("Zet erbij")
    page.get_by_role("heading", name="Saartje is erbij").wait_for()
    seconds, taps = time.monotonic() - begun, finger.taps - taps
    assert (seconds <= QUICK_S, taps <= MOST_TAPS) == (True, True), (seconds, taps)
    tell(f"host: somebody is added with {taps} taps; the machine took {seconds:.1f} s of {QUICK_S:.0f}")


def _prints(finger: Finger, site: Site) -> None:
    way = finger.page.get_by_role("link", name="Druk de kaart af").get_attribute("href")
    answer = finger.page.request.get(site.url + way)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body().startswith(b"%PDF")


def _types_for_her_and_takes_it_back(finger: Finger) -> None:
    page = finger.page
    finger.link("Schrijf iets op")
    page.wait_for_url("**/schrijven/")
    finger.look()
    page.get_by_label("Wat zegt zij of hij?").fill("Ik bak graag brood.")
    finger.tap(page.locator("label:has([name=ring][value=all])"))
    finger.button("Zo is het goed")
    page.get_by_text("Ik bak graag brood.").wait_for()
    finger.look()
    finger.tap(page.get_by_role("button", name="Toch niet: Ik bak graag brood."))
    page.get_by_text("Ik bak graag brood.").wait_for(state="detached")


def test_an_administrator_enrols_a_tablet_and_ends_it(
    new_page: Callable[..., Any], site: Site, recorder: Recorder, axe: Any
) -> None:
    recorder.allow("status of 404")
    device, office = new_page(width=768, height=1024), new_page()
    cast = sign_in(office, site, "gijs")
    linde, session = cast.circles["linde"], run_in(site, SESSION.format(cast.people["gijs"]))
    device.context.add_cookies([{"name": cast.cookie, "value": session, "url": site.url}])
    device.goto(f"/tablet/aanmelden/{linde}/")
    device.get_by_label("Hoe noemen jullie deze tablet?").fill("de keuken")
    device.get_by_role("button", name="Meld deze tablet aan").click()
    device.get_by_role("link", name="Naar het begin").click()
    device.get_by_role("heading", name="Wie is er vandaag gastheer?").wait_for()
    assert device.goto(f"/cirkel/{linde}/tablets/").status == 404

    office.goto(f"/cirkel/{linde}/tablets/")
    assert axe(office) == []
    office.get_by_role("button", name="Stop de keuken").click()
    office.get_by_text("de keuken").wait_for(state="detached")
    assert device.goto("/tablet/").status == 404


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_pages_of_a_list(new_page: Callable[..., Any], site: Site, axe: Any, width: int) -> None:
    page = new_page(width=width, javascript=width != 390)
    sign_in(page, site, "bart")
    page.goto("/balie/lijst/")
    _choose(page, f"naam;vindbaar\nJanneke {width};ja\n=cmd;nee\n")
    page.get_by_text("Regel 3.").wait_for()
    assert page.evaluate(WIDE) <= 0
    _choose(page, f"naam;vindbaar\nJanneke {width};ja\n")
    page.get_by_role("heading", name="Er staat 1 mens op de lijst").wait_for()
    assert page.evaluate(WIDE) <= 0
    assert width == 390 or axe(page) == []
    page.get_by_role("button", name="Ja, zet ze erbij").click()
    page.get_by_role("heading", name="De lijst is erbij").wait_for()


def _choose(page: Any, text: str) -> None:
    page.set_input_files("#file", {"name": "mensen.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Kijk wat erin staat").click()
