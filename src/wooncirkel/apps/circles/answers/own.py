"""*Mijn gegevens meenemen*: everything that is held about somebody, to read and for a computer."""

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as written

from wooncirkel.apps.circles.answers.looked import KINDS, OTHER, WORDS_OF_ACTS
from wooncirkel.apps.circles.queries import own
from wooncirkel.apps.circles.queries.own import Looked
from wooncirkel.apps.people.holding import Held, Row, held_about
from wooncirkel.apps.people.models import Act, Person
from wooncirkel.apps.shared.paper import typeset_what_we_can
from wooncirkel.apps.shared.registry import Processing, Retention
from wooncirkel.apps.shared.wording import listed

TEMPLATE = Path(__file__).parents[1] / "templates" / "circles" / "own" / "taken.typ"
PDF, JSON, ZIP = "mijn-gegevens.pdf", "mijn-gegevens.json", "mijn-gegevens.zip"
ON_PAPER = 300
"""Lines of *Wie keek er?* in the PDF; all stand in the JSON."""

NOT_SAID = "Dat is nog niet opgeschreven. Vraag het in de buurthub."
NOT_INSIDE = [
    "Wat anderen in hun eigen woorden over jou vertellen. Dat is van hen. Wij lezen die woorden niet.",
    "Namen van anderen. Daar staat: iemand anders.",
    "Je wachtwoord, het geheim van je kaart en je drie plaatjes. Die bewaren we zo dat niemand ze kan lezen.",
    "Brieven die we je stuurden. Die heb je al. Wij wissen ze na een maand.",
]


def bundle(person: Person, now: datetime) -> bytes:
    """Return the zip: one readable PDF, and the same as JSON."""
    held, looked, did = held_about(person), own.who_looked(person), own.where_she_looked(person)
    answer = own.controllers(person)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(PDF, _pdf(_paper(held, answer, looked, did, now)))
        files.writestr(JSON, _json(held, answer, looked, did, now))
    return packed.getvalue()


def _pdf(facts: dict[str, Any]) -> bytes:
    """Return the paper; when we lack the letters of a script, it says so and where the whole text stands."""
    pdf, left_open = typeset_what_we_can(TEMPLATE, {**facts, "left_open": False}, {})
    return typeset_what_we_can(TEMPLATE, {**facts, "left_open": True}, {})[0] if left_open else pdf


# For a computer


def _json(
    held: list[Held], answer: dict[str, list[str]], looked: list[Looked], did: list[Looked], now: datetime
) -> str:
    told = {
        "gemaakt_op": now.isoformat(),
        "uitleg": "Alles wat Wooncirkel over jou weet. Ook de reden, en hoe lang het blijft.",
        "zit_er_niet_bij": NOT_INSIDE,
        "gegevens": [_held_json(part, answer) for part in held],
        "wie_keek": [_look_json(look) for look in looked],
        "wat_jij_bekeek": [_look_json(look) for look in did],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain)


def _held_json(part: Held, answer: dict[str, list[str]]) -> dict[str, Any]:
    processing = part.processing
    return {
        "waarvoor": processing.title,
        "doel": processing.purpose,
        "grondslag": processing.basis.value,
        "uitzondering": processing.exception,
        "wie_krijgt_het": processing.receivers,
        "wie_is_verantwoordelijk": answer.get(processing.key, []),
        "hoe_lang_en_voor_wie": [
            {"gegeven": entry.says, "blijft": entry.retention.value, "wie_leest_het": entry.reader}
            for entry in part.fields
        ],
        "wat_er_staat": [_row_json(row) for row in part.rows],
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {**row.facts, **({"daarbij": [_row_json(under) for under in row.under]} if row.under else {})}


def _look_json(look: Looked) -> dict[str, Any]:
    return {
        "wanneer": look.at,
        "wie": look.who,
        "organisatie": look.organisation,
        "namens_iemand": look.behalf,
        "deed": WORDS_OF_ACTS.get(Act(look.act), look.act),
        "wat": [KINDS.get(kind, OTHER) for kind in look.what],
    }


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


# To read


def _paper(
    held: list[Held], answer: dict[str, list[str]], looked: list[Looked], did: list[Looked], now: datetime
) -> dict[str, Any]:
    return {
        "made": said(now),
        "parts": [_part(part, answer) for part in held if part.rows and not _is_log(part)],
        "log": [_part(part, answer) for part in held if _is_log(part)],
        "nothing": listed([part.processing.title for part in held if not part.rows and not _is_log(part)]),
        "looked": [_look(look) for look in looked[:ON_PAPER]],
        "looked_more": max(0, len(looked) - ON_PAPER),
        "did": _did(did),
        "not_inside": NOT_INSIDE,
    }


def _is_log(part: Held) -> bool:
    return part.processing.key == "looking"


def _part(part: Held, answer: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "title": part.processing.title,
        "facts": _promises(part.processing, answer),
        "rows": [_lines(row) for row in part.rows],
        "kept": [*_kept(part), *([("elke regel", Retention.FIVE_YEARS.value)] if _is_log(part) else [])],
    }


def _promises(processing: Processing, answer: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [
        ("Waarom", processing.purpose),
        ("Waarom dat mag", processing.basis.value),
        ("Over gezondheid", processing.exception),
        ("Wie krijgt het", processing.receivers),
        ("Wie is verantwoordelijk", listed(answer.get(processing.key, [])) or NOT_SAID),
    ]


def _lines(row: Row) -> dict[str, Any]:
    facts = [(name, said(value)) for name, value in row.facts.items()]
    return {"facts": facts, "under": [_lines(under) for under in row.under]}


def _kept(part: Held) -> list[tuple[str, str]]:
    """Return how long things stay: for each promise what there is of it."""
    there = {name for row in part.rows for name in _names(row)}
    found: dict[str, list[str]] = {}
    for entry in part.fields:
        if entry.says in there:
            found.setdefault(entry.retention.value, []).append(entry.says)
    return [(listed(list(dict.fromkeys(says))), stays) for stays, says in found.items()]


def _names(row: Row) -> set[str]:
    return set(row.facts).union(*(_names(under) for under in row.under))


def _look(look: Looked) -> tuple[str, str, str]:
    kinds = [KINDS.get(kind, OTHER) for kind in look.what]
    who = f"{look.who}, {look.organisation}" if look.organisation else look.who
    behalf = " (namens iemand)" if look.behalf else ""
    return said(look.at), who + behalf, f"{listed(kinds)} {WORDS_OF_ACTS.get(Act(look.act), look.act)}"


def _did(did: list[Looked]) -> str:
    if not did:
        return ""
    return (
        f"Jij keek zelf {len(did)} keer naar iets van iemand anders, het laatst op {said(did[0].at)}. "
        f"Alle keren staan in het bestand {JSON}."
    )


def said(value: Any) -> str:
    """Write a value as people read it."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return written(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return written(value, "j F Y")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said(part)}" for name, part in value.items())
    return listed([said(part) for part in value]) if isinstance(value, list) else str(value)
