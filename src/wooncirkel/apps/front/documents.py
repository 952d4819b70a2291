"""Documents for people who must answer for the program, written from the declarations that it enforces.

The register of personal fields, the rules of visibility and the access log are read here and nowhere retold:
when one of them changes, `wooncirkel documents --check` fails until the documents are written again.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string

from wooncirkel import __version__
from wooncirkel.apps.circles.models import Ring, Role
from wooncirkel.apps.circles.rules import FINDING, TAKING_PART
from wooncirkel.apps.people.models import AccessLine
from wooncirkel.apps.shared.registry import (
    Basis,
    Erasure,
    PersonalField,
    Retention,
    Zone,
    personal_fields,
    processings,
)
from wooncirkel.apps.shared.wording import listed

NAMES = ("processing-register.md", "dpia.md", "works-council.md")
ZONES = {Zone.PUBLIC: "openbaar", Zone.OWN: "van haarzelf", Zone.COORDINATION: "samenwerken"}

LOGGED = {
    "id": "",
    "at": "het moment",
    "answer": "een nummer per antwoord, zodat regels van één pagina bij elkaar te vinden zijn",
    "actor": "wie keek, als nummer zonder naam",
    "role": "met welke rol",
    "organisation": "voor welke organisatie",
    "for_person": "namens wie, als nummer zonder naam",
    "subject": "over wie het gaat, als nummer zonder naam",
    "act": "wat er gebeurde: gezien, opgezocht, afgedrukt, meegenomen, opgeschreven, veranderd of gewist",
    "what": "welke soorten gegevens, nooit de inhoud",
    "route": "welke pagina",
    "means": "hoe er werd ingelogd",
}
"""What stands in a line of the access log, by field; a new field has no words yet, and stops here."""

NO_FIELD_FOR = {
    "burgerservicenummer": ("bsn", "burgerservice"),
    "diagnose of ziekte": ("diagnos", "ziekte", "illness", "disease"),
    "indicatie": ("indicat", "beschikking"),
    "zorgplan of dossier": ("care_plan", "careplan", "zorgplan", "dossier"),
    "afkomst of nationaliteit": ("origin", "afkomst", "ethnic", "nationalit"),
    "geloof": ("religio", "geloof"),
    "inkomen of schulden": ("income", "inkomen", "debt", "schuld"),
    "seksuele voorkeur": ("sexual", "seksu", "orientation"),
    "strafblad": ("criminal", "strafbl", "convict"),
    "een cijfer of een risico over jou": ("score", "risk", "risico", "rating"),
}
"""What the program has no field for, with the pieces of words by which such a field would be known."""


@dataclass(frozen=True, slots=True)
class Line:
    """Personal fields with the same promises, as the documents tell it."""

    says: str
    zone: str
    reader: str
    stays: str
    taken: str
    erased: str


def facts() -> dict[str, Any]:
    """Return everything that the documents and the page *Wie krijgt dit nooit* are written from."""
    return {
        "version": __version__,
        "processings": [(one, told(one.key)) for one in processings()],
        "bases": list(Basis),
        "retentions": [kind.value for kind in Retention],
        "around": labels(*TAKING_PART),
        "finding": labels(*FINDING),
        "finding_or": " of een ".join(role.label for role in FINDING),
        "blind": labels(*(role for role in Role if role not in TAKING_PART)),
        "rings": [ring.label for ring in Ring],
        "logged": [LOGGED[field.name] for field in AccessLine._meta.concrete_fields if LOGGED[field.name]],
        "no_field_for": list(NO_FIELD_FOR),
        "workers": [line for key in ("work", "looking", "sign-in") for line in told(key)],
    }


def told(processing: str) -> list[Line]:
    """Return the fields of one processing that say something; those with the same promises stand together."""
    found: dict[Line, list[str]] = {}
    for entry in personal_fields():
        if entry.processing == processing and entry.says:
            found.setdefault(_promises(entry), []).append(entry.says)
    return [replace(line, says=listed(list(dict.fromkeys(says)))) for line, says in found.items()]


def _promises(entry: PersonalField) -> Line:
    return Line(
        says="",
        zone=ZONES[entry.zone],
        reader=entry.reader,
        stays=entry.retention.value,
        taken="ja" if entry.export else "nee",
        erased="gewist" if entry.erase is Erasure.DELETE else "blijft zonder naam",
    )


def labels(*roles: Role) -> str:
    """Return what roles are called, as people list them."""
    return listed([role.label for role in roles])


def written(name: str) -> str:
    """Return the text of one document."""
    return render_to_string(f"front/documents/{name}", facts()).strip() + "\n"


def breaches() -> list[str]:
    """Return `app.Model.field` for each field that the program says it does not have."""
    return [
        f"{entry.model._meta.label}.{entry.field}"
        for entry in personal_fields()
        for pieces in NO_FIELD_FOR.values()
        if any(piece in f"{entry.field} {entry.says}".lower() for piece in pieces)
    ]
