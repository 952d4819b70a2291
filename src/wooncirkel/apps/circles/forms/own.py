"""What is said before somebody stops, and when somebody died → clean values, or a sentence in plain Dutch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date

from wooncirkel.apps.circles.forms.mine import NO_DAY, clean_words

LONGEST = 200
EARLIEST = timedelta(days=366)
NOT_SURE = "Zet eerst een vinkje bij: Ja, ik wil stoppen. Twijfel je? Neem dan eerst pauze."
NO_DATE = "Vul de dag in. Weet je het niet precies? Kies de dag waarop je het hoorde."
LATER = "Deze dag moet nog komen. Kies vandaag of eerder."
LONG_AGO = "Dat is meer dan een jaar geleden. Kies een latere dag, of bel ons even."


@dataclass(frozen=True, slots=True)
class DeathForm:
    """What was filled in about a death: clean when there are no errors."""

    on: date | None
    tells: str
    errors: dict[str, str]


def read_death(posted: Mapping[str, str], today: date) -> DeathForm:
    """Read the day, and who tells the others."""
    errors: dict[str, str] = {}
    on = _day(posted.get("dag", ""), today, errors)
    tells = posted.get("vertelt", "")
    try:
        tells = clean_words(tells, LONGEST).replace("\n", " ") if tells.strip() else ""
    except ValidationError as error:
        errors["vertelt"] = error.messages[0]
    return DeathForm(on, tells, errors)


def _day(text: str, today: date, errors: dict[str, str]) -> date | None:
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if not text.strip():
        errors["dag"] = NO_DATE
    elif day is None:
        errors["dag"] = NO_DAY
    elif day > today:
        errors["dag"] = LATER
    elif day < today - EARLIEST:
        errors["dag"] = LONG_AGO
    return day
