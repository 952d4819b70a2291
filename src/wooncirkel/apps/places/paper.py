"""The circle on two sheets of paper for the council."""

from pathlib import Path
from typing import Any

from wooncirkel.apps.places.tables import Cell, Row
from wooncirkel.apps.shared.paper import typeset
from wooncirkel.apps.shared.wording import listed, round_figure, whole

TEMPLATE = Path(__file__).parent / "templates" / "places" / "circle.typ"
ALT = (
    "Kaart met de plek in het midden. Groene straten liggen binnen tien minuten lopen, "
    "blauwe straten binnen tien minuten fietsen. De tabel eronder geeft dezelfde gegevens."
)
LEGEND = (
    "Groen: te lopen in 10 minuten, hoe donkerder hoe dichterbij. Stippels: 10 minuten als je rustig loopt. "
    "Blauw: te fietsen in 10 minuten. Streepjes: rand van de fietscirkel."
)


def circle_pdf(page: dict[str, Any], picture: str) -> bytes:
    """Return the PDF/UA of a drawn circle."""
    return typeset(TEMPLATE, _facts(page), {"map.svg": picture})


def _facts(page: dict[str, Any]) -> dict[str, Any]:
    spot = page["spot"]
    return {
        "title": "Stel: hier komt een buurthub",
        "subtitle": _subtitle(page, spot),
        "unknown": _unknown(page),
        "call": "Niemand kent een buurt beter dan wie er woont. Schrijf op wat je hoort.",
        "alt": ALT,
        "legend": LEGEND,
        "rows": [_row(row) for row in page["shown_rows"]],
        "notes": _notes(page),
        "footer": "Wooncirkel",
    }


def _subtitle(page: dict[str, Any], spot: dict[str, Any] | None) -> str:
    if not spot:
        return f"{page['city'].name}. Kies eerst een plek op de kaart."
    place = f"{spot['place']}, {page['city'].name}" if spot["place"] else page["city"].name
    return f"Plek {spot['letter']}: {place} ({spot['point']})"


def _unknown(page: dict[str, Any]) -> list[str]:
    lines = [
        "Of een stoep goed is. Of je er ’s avonds durft te lopen. Of er een bankje staat.",
        "Hoeveel woningen aangepast kunnen worden.",
        "Waar mensen zich thuis voelen, en welke deur al openstaat.",
    ]
    if page["unknown_kinds"]:
        lines.append(f"Niet in onze gegevens: {listed(page['unknown_kinds'])}.")
    return lines


def _row(row: Row) -> dict[str, Any]:
    return {"label": row.label, "cells": [_cell(cell) for cell in row.cells]}


def _cell(cell: Cell) -> str:
    if cell.value is not None and cell.exact:
        return whole(cell.value)
    return "weten we niet" if cell.value is None else round_figure(cell.value)


def _notes(page: dict[str, Any]) -> str:
    years = page["years"]
    lines = (
        [f"Mensen: CBS-vierkanten van 100 meter, {years[0]}. Woningen: {years[1]}. Afgerond."]
        if years
        else []
    )
    if page["upper_bound"]:
        lines.append("Looptijden zijn een bovengrens: we kennen niet elk paadje.")
    return " ".join([*lines, " · ".join(page["credits"])])
