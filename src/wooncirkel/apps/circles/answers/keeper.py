"""The queue of a log keeper in plain words. Who was seen is a letter, the same one all over a page."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase

from wooncirkel.apps.circles.models import Review, Role
from wooncirkel.apps.circles.queries.keeper import Item
from wooncirkel.apps.people.models import AccessLine, Act
from wooncirkel.apps.shared.wording import listed

KINDS = {
    "name": "naam",
    "symbol": "teken",
    "language": "taal",
    "likes": "hoe iemand leest",
    "reach": "hoe iemand bereikt wil worden",
    "words": "eigen woorden",
    "phone": "telefoonnummer",
    "mail": "e-mailadres",
    "birthday": "verjaardag",
    "home": "adres",
    "findable": "of iemand te vinden is",
    "card": "kaart",
    "group": "groep",
    "role": "rol",
    "sharing": "met wie iemand deelt",
    "representative": "wie iemand helpt",
    "question": "een vraag",
    "all": "alles",
    "log": "het logboek",
    "died": "dat iemand is overleden",
}
"""What each kind of fact in the log is called here; what a later room adds is *iets anders*."""

ACTS = {
    Act.SAW: "zag",
    Act.FOUND: "zocht op",
    Act.PRINTED: "drukte af",
    Act.TOOK: "nam mee",
    Act.ADDED: "schreef op",
    Act.CHANGED: "veranderde",
    Act.ERASED: "wiste",
}
RULES = {
    "sample": ("Door het lot gekozen", "Elke maand kiest het lot er een uit de honderd."),
    "many": ("Veel mensen in een uur", "Meer dan dertig verschillende mensen binnen een uur."),
    "colleague": ("Een collega", "De bewoner werkt bij dezelfde organisatie."),
    "same-home": ("Hetzelfde adres", "Wie keek woont op het adres van de bewoner."),
    "next-door": ("De buren", "Wie keek woont vlak bij de bewoner."),
    "same-name": ("Dezelfde achternaam", "Wie keek heet hetzelfde als de bewoner. Dat kan toeval zijn."),
    "family": ("Ook privé bekend", "De bewoner koos wie keek, of laat zich door haar of hem helpen."),
    "outside": ("Buiten de rol om", "Die dag had wie keek deze rol niet."),
    "by-law": ("Wie helpt met beslissen", "Iemand schreef of bevestigde een curator, mentor of ouder."),
    "died": ("Een overlijden", "Iemand schreef op dat een bewoner is overleden, of draaide dat terug."),
    "night": ("In de nacht", "Na elf uur ’s avonds of voor zes uur ’s ochtends."),
}
MEANS = {"card": "met een kaart", "mail": "met een link", "work": "via het werk", "tablet": "op de tablet"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of the queue, as the page says it."""

    review: Review
    at: datetime | None
    who: str
    how: str
    did: str
    what: str
    whom: str
    title: str
    why: str
    mine: bool = False


def shown(items: Sequence[Item]) -> list[Shown]:
    """Write the items of one page."""
    letters = _letters(items)
    return [_shown(item, letters) for item in items]


def _letters(items: Sequence[Item]) -> dict[uuid.UUID, str]:
    """Give each person who was seen a letter, in the order of the log; after Z comes AA."""
    lines = sorted((item.line for item in items if item.line), key=lambda line: line.pk)
    order = dict.fromkeys(line.subject for line in lines)
    return {key: _letter(place) for place, key in enumerate(order)}


def _letter(place: int) -> str:
    more, rest = divmod(place, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[rest]


def _shown(item: Item, letters: dict[uuid.UUID, str]) -> Shown:
    line, review = item.line, item.review
    title, why = RULES.get(review.rule, (review.rule, ""))
    if line is None:
        return Shown(review, None, "", "", "", "", "", title, why)
    somebody = "een bewoner" if item.lives_here else "iemand"
    return Shown(
        review=review,
        at=line.at,
        who=_who(item, line),
        how=_how(item, line),
        did=ACTS[Act(line.act)],
        what=listed(_kinds(line)),
        whom=f"{somebody} ({letters[line.subject]})",
        title=title,
        why=why,
        mine=item.mine,
    )


def _who(item: Item, line: AccessLine) -> str:
    if item.worker:
        return item.worker.called
    return "Iemand zonder rol in deze kring" if line.actor else "Iemand die niet was binnengekomen"


def _how(item: Item, line: AccessLine) -> str:
    role = Role(line.role).label if line.role in Role.values else ""
    employer = item.organisation.name if item.organisation else ""
    return ", ".join(part for part in (role, employer, MEANS.get(line.means, "")) if part)


def _kinds(line: AccessLine) -> list[str]:
    kinds = line.what.split(",")
    known = [KINDS[kind] for kind in KINDS if kind in kinds]
    return [*known, "iets anders"] if set(kinds) - KINDS.keys() else known
