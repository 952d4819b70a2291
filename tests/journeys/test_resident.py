"""A resident on her own pages: she tells, widens, sees how others see her, and takes back."""

import uuid

import pytest
from playwright.sync_api import expect

from support.people import gather_in, run_in, sign_in

pytestmark = pytest.mark.journey

OWN = [
    "/mijn/",
    "/mijn/regel/",
    "/mijn/regel/{line}/",
    "/mijn/regel/{line}/anders/",
    "/mijn/regel/{line}/weg/",
    "/mijn/elk-jaar/",
    "/mijn/wie-ik-ben/",
    "/mijn/mensen/",
    "/mijn/zo-ziet/{fatima}/",
    "/mijn/zo-ziet/buurt/",
    "/mijn/wie-keek/",
    "/mijn/wie-keek/vraag/",
    "/mijn/vragen/",
    "/mijn/wie-helpt/",
    "/mijn/wie-helpt/kiezen/",
    "/buren/{circle}/",
    "/mens/{roya}/",
]


def filled(cast, address):
    return address.format(
        line=cast.lines["wim-mine"],
        fatima=cast.people["fatima"],
        circle=cast.circles["linde"],
        roya=cast.residents["roya"],
    )


def tell(page, text):
    """Tell something, and stop where its ring is chosen."""
    page.goto("/mijn/")
    page.get_by_role("link", name="Vertel iets").click()
    page.get_by_label("In eigen woorden").fill(text)
    page.get_by_role("button", name="Bewaar").click()


def give(page, ring):
    """Choose a ring for the line that is shown."""
    page.get_by_role("radio", name=ring).check()
    page.get_by_role("button", name="Zo is het goed").click()


def ring_of(page, text):
    """Return the heading of the ring in which a line stands."""
    ring = page.locator("section", has=page.locator(".say", has_text=text)).last
    return ring.get_by_role("heading").inner_text()


def test_she_tells_widens_and_sees_how_fatima_sees_her(page, site, axe):
    sign_in(page, site, "wim")
    text = f"Ik vis graag, {uuid.uuid4().hex[:8]}"
    tell(page, text)
    assert axe(page) == []
    page.goto("/mijn/")
    assert ring_of(page, text).startswith("Alleen ik")
    page.get_by_role("link", name="Zo ziet Fatima jou").click()
    expect(page.get_by_role("heading", name="Zo ziet Fatima jou")).to_be_visible()
    expect(page.get_by_text(text)).to_have_count(0)
    page.goto("/mijn/")
    page.get_by_role("link", name=f"Verander: {text}").click()
    give(page, "Mijn mensen")
    assert ring_of(page, text).startswith("Mijn mensen")
    page.get_by_role("link", name="Zo ziet Fatima jou").click()
    expect(page.get_by_text(text)).to_be_visible()
    page.goto("/mijn/zo-ziet/buurt/")
    expect(page.get_by_text(text)).to_have_count(0)


def test_what_she_takes_back_is_gone_from_an_open_page_on_the_next_click(new_page, site):
    hers, anna = new_page(), new_page()
    cast = sign_in(hers, site, "wim")
    sign_in(anna, site, "anna")
    text = f"Ik vis graag, {uuid.uuid4().hex[:8]}"
    tell(hers, text)
    give(hers, "De buurt")
    anna.goto(f"/buren/{cast.circles['linde']}/")
    anna.get_by_role("link", name="Wim").click()
    expect(anna.get_by_text(text)).to_be_visible()
    hers.get_by_role("link", name=f"Verander: {text}").click()
    give(hers, "Alleen ik")
    expect(anna.get_by_text(text)).to_be_visible()  # what was drawn stays until she clicks
    anna.get_by_role("link", name="De buurt").click()
    expect(anna.get_by_role("link", name="Wim")).to_be_visible()
    expect(anna.get_by_text(text)).to_have_count(0)
    anna.get_by_role("link", name="Wim").click()
    expect(anna.get_by_text(text)).to_have_count(0)
    hers.get_by_role("link", name="Alles van dit jaar").click()
    expect(hers.get_by_text("Anna werkt bij Zorg Een.").first).to_be_visible()


def press(page, name, role, *, key="Enter", most=80):
    """Go on with Tab until something of this name has the focus, then press a key."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.get_by_role(role, name=name).and_(page.locator(":focus")).count():
            page.keyboard.press(key)
            return
    raise AssertionError(f"The keyboard does not reach {name}.")


def test_by_keyboard_alone(page, site):
    sign_in(page, site, "roya")
    text = f"Ik vis graag, {uuid.uuid4().hex[:8]}"
    page.goto("/mijn/")
    press(page, "Vertel iets", "link")
    press(page, "In eigen woorden", "textbox", key="I")
    page.keyboard.type(text[1:])
    press(page, "Bewaar", "button")
    page.wait_for_url("**/mijn/regel/*/")
    press(page, "Alleen ik", "radio", key="ArrowDown")
    page.keyboard.press("ArrowDown")
    press(page, "Zo is het goed", "button")
    page.wait_for_url("**/mijn/#ringen")
    assert ring_of(page, text).startswith("De buurt")


def test_without_javascript(new_page, site):
    page = new_page(javascript=False)
    sign_in(page, site, "wim")
    text = f"Ik vis graag, {uuid.uuid4().hex[:8]}"
    tell(page, text)
    give(page, "De buurt")
    assert ring_of(page, text).startswith("De buurt")
    page.get_by_role("link", name="Mijn mensen").first.click()
    page.get_by_role("button", name="Kies Jan").click()
    expect(page.get_by_role("link", name="Zo ziet Jan jou")).to_be_visible()
    page.get_by_role("link", name="Kies anders: Jan").click()
    page.get_by_role("button", name="Niet meer kiezen").click()
    expect(page.get_by_role("button", name="Kies Jan")).to_be_visible()


@pytest.mark.parametrize("address", OWN)
def test_every_page_is_accessible_and_fits(new_page, site, axe, address):
    page = new_page(width=390, height=844)
    page.goto(filled(sign_in(page, site, "wim"), address))
    assert axe(page) == []
    page.set_viewport_size({"width": 1280, "height": 844})
    assert axe(page) == []
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("who", ["ria", "anna", "piet"])
def test_pages_of_others_are_accessible(new_page, site, axe, who):
    page = new_page(width=320, height=844)
    cast = sign_in(page, site, who)
    addresses = ["/mijn/", "/mijn/wie-keek/"]
    if who == "ria":
        helped = f"/mijn/ik-help/{cast.residents['sipke']}/"
        addresses += ["/mijn/ik-help/", helped, f"{helped}regel/"]
    for address in addresses:
        page.goto(address)
        assert axe(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_a_long_name_in_another_script_fits(new_page, site, axe):
    page = new_page(width=320, height=844)
    gather_in(site)
    name = "ﷺ" * 20 + "м" * 120 + "x" * 60
    run_in(
        site,
        "import django; django.setup(); from wooncirkel.apps.people.models import Person; "
        f"Person.objects.filter(called='Sipke').update(called={name!r})",
    )
    sign_in(page, site, "sipke")
    for address in ("/mijn/", "/mijn/wie-ik-ben/", "/mijn/elk-jaar/"):
        page.goto(address)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        assert axe(page) == []
    run_in(
        site,
        "import django; django.setup(); from wooncirkel.apps.people.models import Person; "
        f"Person.objects.filter(called={name!r}).update(called='Sipke')",
    )
