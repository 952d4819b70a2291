"""*Wie keek er?* in plain sentences: who did what on which day, and how she is known."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as written

from wooncirkel.apps.circles.actor import STAFF, Actor
from wooncirkel.apps.circles.models import Role
from wooncirkel.apps.circles.queries import looks as reads
from wooncirkel.apps.circles.queries.looks import Look
from wooncirkel.apps.people.models import Act
from wooncirkel.apps.shared.wording import listed

GONE = "Iemand die hier niet meer is"
PROGRAM = "Het programma zelf"
KINDS = {
    "name": "je naam",
    "symbol": "je teken",
    "language": "je taal",
    "likes": "hoe je het liefst leest",
    "reach": "hoe je bereikt wilt worden",
    "words": "je eigen woorden",
    "phone": "je telefoonnummer",
    "mail": "je e-mailadres",
    "birthday": "je verjaardag",
    "home": "waar je woont",
    "findable": "of je te vinden bent",
    "card": "je kaart",
    "died": "een bericht over jouw overlijden",
    "group": "je groep",
    "role": "je rol",
    "sharing": "met wie je deelt",
    "representative": "wie jou helpt",
    "question": "je vraag",
    "all": "alles van jou",
    "log": "wie er naar jou keek",
}
"""What each kind of fact in the log is called; later rooms add theirs."""

OTHER = "iets over jou"
WORDS_OF_ACTS = {
    Act.SAW: "gezien",
    Act.FOUND: "opgezocht",
    Act.PRINTED: "afgedrukt",
    Act.TOOK: "meegenomen",
    Act.ADDED: "opgeschreven",
    Act.CHANGED: "veranderd",
    Act.ERASED: "gewist",
}
ICONS = {Act.PRINTED: "printer", Act.ADDED: "pencil", Act.CHANGED: "pencil", Act.FOUND: "search"}
WEEK = 7


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `who` `did`. `how` says how she is known; `line` is what a question can point at."""

    who: str
    did: str
    how: str
    icon: str
    line: int
    day: date


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of those who looked: names, employers, and how near they are to the subject."""

    subject: uuid.UUID
    names: Mapping[uuid.UUID, str]
    organisations: Mapping[uuid.UUID, str]
    chosen: frozenset[uuid.UUID] = frozenset()
    helping: frozenset[uuid.UUID] = frozenset()
    housemates: frozenset[uuid.UUID] = frozenset()


def sentences(actor: Actor, subject: uuid.UUID, found: Sequence[Look]) -> list[Sentence]:
    """Write what was found in the log; the names in it are noted as shown."""
    people = {key for look in found for key in (look.actor, look.behalf)}
    known = Known(
        subject,
        reads.called(actor, people),
        reads.organisations({look.organisation for look in found}),
        reads.chosen(subject),
        reads.helping(subject),
        reads.housemates(subject),
    )
    return [sentence(look, known, actor.today) for look in found]


def sentence(look: Look, known: Known, today: date) -> Sentence:
    """Write what one person did on one day."""
    name = _name(look.actor, known)
    behalf = f" namens {_behalf(look.behalf, known)}" if look.behalf else ""
    acts = [act for act in WORDS_OF_ACTS if act in look.acts]
    done = [f"{listed(_kinds(look.acts[act]))} {WORDS_OF_ACTS[act]}" for act in acts]
    icons = [ICONS[act] for act in acts if act in ICONS]
    return Sentence(
        who=name,
        did=f"heeft {day(look.day, today)}{behalf} {listed(done)}.",
        how=_how(look, name, known),
        icon=icons[0] if icons else "eye",
        line=look.line,
        day=look.day,
    )


def day(then: date, today: date) -> str:
    """Write a day as people say it: vandaag, gisteren, dinsdag, op 3 mei."""
    ago = (today - then).days
    if ago in {0, 1}:
        return ("vandaag", "gisteren")[ago]
    if 1 < ago < WEEK:
        return written(then, "l")
    return "op " + written(then, "j F" if then.year == today.year else "j F Y")


def heading(then: date, today: date) -> str:
    """Write a day as the heading above its sentences."""
    whole = written(then, "l j F")
    if then == today:
        return f"Vandaag, {whole}"
    if then == today - timedelta(days=1):
        return f"Gisteren, {whole}"
    return whole[:1].upper() + whole[1:]


def _kinds(kinds: set[str]) -> list[str]:
    order = list(KINDS)
    named = [KINDS[kind] for kind in sorted(kinds & KINDS.keys(), key=order.index)]
    return [*named, OTHER] if kinds - KINDS.keys() else named


def _name(key: uuid.UUID | None, known: Known) -> str:
    return known.names.get(key, GONE) if key else PROGRAM


def _behalf(key: uuid.UUID, known: Known) -> str:
    return "jou" if key == known.subject else known.names.get(key, "iemand die hier niet meer is")


def _how(look: Look, name: str, known: Known) -> str:
    """Say how somebody who looked is known to the subject."""
    if look.actor is None or name == GONE:
        return ""
    if look.organisation:
        employer = known.organisations.get(look.organisation, "een organisatie die stopte")
        return f"{name} werkt bij {employer}."
    if look.role in Role.values:
        kind = "medewerker" if look.role in STAFF else "vrijwilliger"
        return f"{name} is {kind}: {Role(look.role).label}."
    if look.actor in known.chosen:
        return f"Jij hebt {name} gekozen."
    if look.actor in known.helping:
        return f"{name} helpt jou."
    if look.actor in known.housemates:
        return f"{name} woont ook in de kring."
    return ""
