"""A circle on one sheet of paper."""

from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from wooncirkel.apps.shared.paper import typeset
from wooncirkel.apps.shared.wording import listed

TEMPLATE = Path(__file__).parent / "templates" / "circles" / "circle" / "circle.typ"
VISION, PURPOSE, PARTNERS, PARAGRAPHS = 1000, 180, 160, 6
"""Signs of each that fit on the sheet, and paragraphs of the vision; the rest stands on the page."""


def circle_pdf(page: dict[str, Any], picture: str) -> bytes:
    """Return the PDF/UA of a circle, of one page; `picture` is an SVG, or nothing."""
    return typeset(TEMPLATE, _facts(page, mapped=bool(picture)), {"map.svg": picture} if picture else {})


def _facts(page: dict[str, Any], *, mapped: bool) -> dict[str, Any]:
    hub, areas = page["hub"], [area.name for area in page["areas"]]
    return {
        "title": page["circle"].name,
        "subtitle": f"Een wooncirkel in {listed(areas)}." if areas else "Een wooncirkel.",
        "house": hub.name if hub else "",
        "address": hub.address if hub else "",
        "mapped": mapped,
        "alt": f"Kaart van {listed(areas) or 'de buurt'} met de buurthub. Het adres staat eronder.",
        "purposes": [{"label": label, "text": _one(text, PURPOSE)} for _, label, text in page["purposes"]],
        "vision": _vision(page["vision"].text) if page["vision"] else [],
        "partners": [
            {"kind": kind, "names": _one(listed([row.organisation.name for row in rows]), PARTNERS)}
            for kind, rows in page["partners"]
        ],
        "footer": f"Wooncirkel, {localdate():%d-%m-%Y}",
    }


def _vision(text: str) -> list[str]:
    """Return the first paragraphs, as far as they fit."""
    shown, left = [], VISION
    parts = [part for part in text.splitlines() if part.strip()]
    for part in parts[:PARAGRAPHS]:
        if left > 0:
            shown.append(_one(part, left))
            left -= len(part)
    return [*shown, "…"] if len(parts) > len(shown) else shown


def _one(text: str, most: int) -> str:
    """Return a text on one line, with … where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
