"""Who runs a circle: she begins it from a drawn one, opens names, gives a role and ends it again."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from support.people import gather_in, run_in, sign_in
from support.site import Site

pytestmark = pytest.mark.journey

OOSTERPARK = "53.22500,6.57900"
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OWN = ["", "huis/", "doelen/", "visie/", "partners/", "namen/", "mensen/", "mensen/nieuw/", "beslissen/"]
OWN += ["beslissen/klaar/", "groepen/", "partners/{partner}/", "mensen/{role}/", "groepen/{group}/"]
MORE = """
import django
django.setup()
from django.utils import timezone
from wooncirkel.apps.circles.models import Circle, Group, Membership, Partner
from wooncirkel.apps.people.models import Person
linde = Circle.objects.get(name="De Linde")
group = Group.objects.get_or_create(circle=linde, name="Samen koken", begun_on=timezone.localdate())[0]
group.members.get_or_create(person=Person.objects.get(called="Kees", account__email="kees@example.test"),
                            left_on=None, defaults={"joined_on": timezone.localdate()})
role = Membership.objects.get(circle=linde, person__account__email="anna@example.test")
partner = Partner.objects.get(circle=linde, organisation__name="Zorg Een")
print(group.public_id, role.public_id, partner.public_id)
"""


def look(page: Any, axe: Callable[[Any], list[str]]) -> None:
    """See that a page can be read by everybody, without moving sideways."""
    assert axe(page) == []
    assert page.evaluate(WIDE) <= 0


def test_a_circle_begins_and_a_role_comes_and_goes(
    new_page: Callable[..., Any], site: Site, axe: Any
) -> None:
    office, tab = new_page(), new_page(width=390, height=844)
    sign_in(office, site, "lotte")
    sign_in(tab, site, "piet")

    office.goto(f"/cirkel-tekenen/?plek={OOSTERPARK}")
    office.get_by_role("link", name="Begin hier een kring").click()
    assert office.get_by_label("In welke buurt?").input_value().endswith("(Groningen)")
    look(office, axe)
    office.get_by_label("Hoe heet de kring?").fill("De Berk")
    office.get_by_label("Hoe heet de buurthub?").fill("Het Nest")
    office.get_by_role("button", name="Begin deze kring").click()
    expect(office.get_by_role("heading", name="De Berk")).to_be_visible()
    expect(office.get_by_text("geen namen van bewoners")).to_be_visible()
    look(office, axe)

    office.get_by_role("link", name="Namen").click()
    expect(office.get_by_text("0 bewoners.")).to_be_visible()
    look(office, axe)
    office.get_by_label("Wie besloot dit?").fill("Truus Bestuur")
    office.get_by_label("Functie").fill("directeur")
    office.get_by_role("button", name="Zet namen open").click()
    expect(office.get_by_text("Namen staan open sinds")).to_be_visible()
    expect(office.get_by_text("Truus Bestuur, directeur")).to_be_visible()

    circle = office.url.rstrip("/").split("/")[-2]
    assert tab.goto(f"/buren/{circle}/").status == 404
    _give(office)
    assert tab.goto(f"/buren/{circle}/").status == 200
    office.get_by_role("button", name="Stop nu: Piet").click()
    expect(office.get_by_role("heading", name="Gestopt in de laatste maand")).to_be_visible()
    assert tab.reload().status == 404
    expect(tab.get_by_role("heading", name="Deze pagina is er niet")).to_be_visible()


def _give(office: Any) -> None:
    """Make a good neighbour of Piet, who is known by his address."""
    office.get_by_role("link", name="De Berk").click()
    office.get_by_role("link", name="Wie doet wat").click()
    office.get_by_role("link", name="Geef iemand een rol").click()
    office.get_by_label("Naam", exact=True).fill("Piet")
    office.get_by_label("E-mailadres").fill("piet@example.test")
    office.get_by_label("Rol", exact=True).select_option("goede buur")
    office.get_by_role("button", name="Geef deze rol").click()
    expect(office.get_by_text("Goede buur, vrijwillig")).to_be_visible()


@pytest.fixture(autouse=True)
def _gone_is_told(recorder: Any) -> None:
    recorder.allow("404")


def test_every_page_is_accessible_and_fits(new_page: Callable[..., Any], site: Site, axe: Any) -> None:
    page = new_page()
    linde = gather_in(site).circles["linde"]
    group, role, partner = run_in(site, MORE).split()
    sign_in(page, site, "gijs")
    for tail in OWN:
        page.set_viewport_size({"width": 1280, "height": 844})
        answer = page.goto(f"/cirkel/{linde}/" + tail.format(group=group, role=role, partner=partner))
        assert answer.status == 200, tail
        assert axe(page) == [], tail
        for width in (768, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate(WIDE) <= 0, (tail, width)
        assert axe(page) == [], tail


OTHERS = [("", "/cirkels/"), ("", "/cirkel/{}/"), ("lotte", "/waar/criteria/")]


@pytest.mark.parametrize(("name", "address"), OTHERS)
def test_pages_of_others_are_accessible_and_fit(
    new_page: Callable[..., Any], site: Site, axe: Any, name: str, address: str
) -> None:
    page = new_page(width=320, height=844)
    linde = gather_in(site).circles["linde"]
    if name:
        sign_in(page, site, name)
    assert page.goto(address.format(linde)).status == 200
    look(page, axe)


def test_without_javascript(new_page: Callable[..., Any], site: Site) -> None:
    page = new_page(javascript=False)
    linde = sign_in(page, site, "gijs").circles["linde"]
    page.goto(f"/cirkel/{linde}/visie/")
    page.get_by_label("Wat willen we samen?").fill("Een deur die open is.")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("Een deur die open is.")).to_be_visible()
    expect(page.get_by_text("Geschreven door de kring")).to_be_visible()
