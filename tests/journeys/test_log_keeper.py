"""Hanna keeps the log: she looks through what waits, closes a line, and reads no name of a resident."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from support.people import gather_in, run_in, sign_in
from support.site import Site

pytestmark = pytest.mark.journey

WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKS = """
import django, uuid
django.setup()
from datetime import timedelta
from django.utils import timezone
from wooncirkel.apps.circles.actions.reviews import fill_queues
from wooncirkel.apps.circles.models import Review
from wooncirkel.apps.people.models import AccessLine, Person
now = timezone.now()
mails = [f"{name}@example.test" for name in ("anna", "wim", "roya")]
people = Person.objects.filter(account__email__in=mails)
of = {person.called.lower(): person.public_id for person in people}
night = timezone.localtime(now - timedelta(days=2)).replace(hour=2)
made = [AccessLine.objects.create(at=night - timedelta(minutes=ago), answer=uuid.uuid4(), actor=of["anna"],
        role="link", subject=of[name], act="saw", what="name,phone", route="resident", means="work")
    for name, ago in (("wim", 30), ("roya", 29), ("wim", 28))]
fill_queues(now=now)
print(Review.objects.get(access_line=made[0].pk, rule="night").public_id)
"""


def look(page: Any, axe: Callable[[Any], list[str]]) -> None:
    """See that a page can be read by everybody, at 320 pixels too, and names no resident."""
    assert axe(page) == []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDE) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    main = page.locator("main").inner_text()
    assert not any(name in main for name in ("Wim", "Roya"))


def test_a_line_is_looked_at_and_closed(new_page: Callable[..., Any], site: Site, axe: Any) -> None:
    gather_in(site)
    hers = run_in(site, LOOKS)
    page = new_page()
    sign_in(page, site, "hanna")
    page.goto("/")
    page.get_by_role("link", name="Logboek").first.click()
    expect(page.get_by_role("heading", name="Het logboek")).to_be_visible()
    expect(page.get_by_text("0 van de").first).to_be_visible()
    look(page, axe)

    page.locator(f"main .rows a[href*='{hers}']").click()  # at night, other looks wait there too
    expect(page.get_by_role("heading", name="In de nacht")).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"zag: naam en telefoonnummer\. Van een bewoner \([A-Z]\)\."))
    ).to_be_visible()
    look(page, axe)
    page.get_by_label("Ik heb het gevraagd").check()
    page.get_by_role("button", name="Klaar, de volgende").click()
    expect(page.get_by_text("Schrijf kort op wat je deed.")).to_be_visible()
    look(page, axe)
    page.get_by_label("Wat deed je?").fill("Anna had die nacht dienst.")
    page.get_by_role("button", name="Klaar, de volgende").click()
    expect(page.get_by_text("1 van de")).to_be_visible()

    page.get_by_role("link", name="Wat er is nagekeken").click()
    expect(page.get_by_text("Anna had die nacht dienst.")).to_be_visible()
    look(page, axe)
