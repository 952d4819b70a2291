"""The paper card of bank-card size: a name, a QR code and a number to call. Never the pictures."""

from io import BytesIO
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.contrib.staticfiles import finders

from wooncirkel.apps.shared.paper import typeset

TEMPLATE = Path(__file__).parent / "templates" / "people" / "card.typ"
LONGEST = 48
"""Letters of a name that fit on the card; of a longer one the beginning is printed."""


def card_pdf(*, called: str, address: str) -> bytes:
    """Return the PDF/UA of a card, 85.6 × 54 mm; `address` is the full address that the QR code holds.

    A name in letters that we do not have is left open, with a line to write it on by hand.
    """
    pictures = {"qr.svg": _qr(address), "mark.svg": _mark()}
    try:
        return typeset(TEMPLATE, _facts(called), pictures)
    except typst.TypstError:
        return typeset(TEMPLATE, _facts(""), pictures)


def _facts(called: str) -> dict[str, str]:
    name = "".join(sign for sign in called if sign.isprintable()).strip()
    return {
        "called": name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…",
        "phone": settings.HELP_PHONE,
        "example": "een voorbeeld" if settings.HELP_IS_EXAMPLE else "",
    }


def _qr(address: str) -> str:
    out = BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=2, dark="#1d2733", light=None)
    return out.getvalue().decode()


def _mark() -> str:
    found = finders.find("shared/art/mark.svg")
    return Path(str(found)).read_text()
