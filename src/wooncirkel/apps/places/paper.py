"""The circle on two sheets of paper for the council."""

from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from wooncirkel.apps.places.addresses import Address
from wooncirkel.apps.places.tables import Cell, Notes, Row
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
    return {
        "title": "Stel: hier komt een buurthub",
        "subtitle": _subtitle(page),
        "unknown": _unknown(page),
        "call": "Niemand kent een buurt beter dan wie er woont. Schrijf op wat je hoort.",
        "alt": ALT,
        "legend": LEGEND,
        "rows": [_row(row) for row in page["shown_rows"]],
        "notes": _notes(page),
        "footer": f"Wooncirkel, {localdate():%d-%m-%Y}",
    }


def _subtitle(page: dict[str, Any]) -> str:
    spot = page["spot"]
    if not spot:
        return f"{page['city'].name}. Kies eerst een plek op de kaart."
    if not spot["found"]:
        return f"Plek {spot['letter']}: hier kunnen we geen cirkel tekenen. Kies een andere plek."
    place = f"{spot['place']}, {page['city'].name}" if spot["place"] else page["city"].name
    return " ".join([f"Plek {spot['letter']}: {place} ({spot['point']}).", *_people(page["address"])])


def _people(address: Address) -> list[str]:
    """Say for how many people with support the circle is meant, when somebody said it."""
    parts = (
        (address.sheltered, "mensen die beschermd wonen"),
        (address.ambulant, "mensen met begeleiding thuis"),
    )
    said = [f"{number} {who}" for number, who in parts if number is not None]
    return [f"Voor {listed(said)}."] if said else []


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
    counted, notes, lines = page["counted"], page["notes"], []
    if counted:
        squares = f"{counted.holder}, vierkanten van 100 meter"
        lines.append(f"Mensen: {squares}, {counted.people_year}. Woningen: {counted.homes_year}. Afgerond.")
    if notes:
        lines += _left_out(notes)
    if page["upper_bound"]:
        lines.append("We kennen niet elk paadje. Soms ben je er sneller: looptijden zijn een bovengrens.")
    return " ".join([*lines, f"Bronnen: {' · '.join(page['credits'])}."])


def _left_out(notes: Notes) -> list[str]:
    lines = []
    if notes.partly:
        lines.append("Een deel van de cirkel ligt buiten onze cijfers: er wonen meer mensen dan hier staat.")
    if notes.withheld_people or notes.withheld_homes:
        squares = f"mensen in {notes.withheld_people} vakjes, woningen in {notes.withheld_homes}"
        lines.append(f"Het CBS houdt kleine aantallen geheim: {squares}. Die tellen niet mee.")
    if notes.streetless:
        lines.append(f"Voor {round_figure(notes.streetless)} mensen dichtbij kennen we geen straat.")
    return lines
