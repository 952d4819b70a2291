"""*Wie keek er?*: the sentences, the days, what is merged, and who is gone."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cast import Cast
from support.posts import words
from wooncirkel.apps.circles.answers import looked
from wooncirkel.apps.circles.answers.looked import Known, sentence
from wooncirkel.apps.circles.queries.looks import Look, looks
from wooncirkel.apps.people.models import AccessLine, Act

pytestmark = pytest.mark.database

ME, ANNA, FATIMA, GREET, RIA, ROYA, GONE, CARE = (uuid.UUID(int=number) for number in range(1, 9))
TODAY = date(2026, 10, 9)  # a Friday
KNOWN = Known(
    subject=ME,
    names={ME: "Wim", ANNA: "Anna", FATIMA: "Fatima", GREET: "Greet", RIA: "Ria", ROYA: "Roya"},
    organisations={CARE: "Zorg Een"},
    chosen=frozenset({FATIMA}),
    helping=frozenset({RIA}),
    housemates=frozenset({ME, ROYA}),
)


def look(
    who: uuid.UUID | None, ago: int = 0, *, behalf: Any = None, role: str = "", firm: Any = None, **acts: str
) -> Look:
    return Look(
        TODAY - timedelta(days=ago),
        who,
        behalf,
        role,
        firm,
        1,
        {act: set(kinds.split()) for act, kinds in acts.items()},
    )


EXAMPLES = [
    (
        look(ANNA, 3, role="link", firm=CARE, saw="phone"),
        "Anna heeft dinsdag je telefoonnummer gezien.",
        "Anna werkt bij Zorg Een.",
    ),
    (
        look(FATIMA, 1, saw="birthday"),
        "Fatima heeft gisteren je verjaardag gezien.",
        "Jij hebt Fatima gekozen.",
    ),
    (
        look(GREET, 7, role="host", printed="card"),
        "Greet heeft op 2 oktober je kaart afgedrukt.",
        "Greet is vrijwilliger: gastheer of gastvrouw.",
    ),
    (
        look(ROYA, saw="words name"),
        "Roya heeft vandaag je naam en je eigen woorden gezien.",
        "Roya woont ook in de kring.",
    ),
    (
        look(RIA, behalf=ME, saw="name", changed="words"),
        "Ria heeft vandaag namens jou je naam gezien en je eigen woorden veranderd.",
        "Ria helpt jou.",
    ),
    (
        look(ROYA, 300, saw="home"),
        "Roya heeft op 13 december 2025 waar je woont gezien.",
        "Roya woont ook in de kring.",
    ),
    (look(GONE, saw="name"), "Iemand die hier niet meer is heeft vandaag je naam gezien.", ""),
    (
        look(GONE, role="link", firm=CARE, saw="name"),
        "Iemand die hier niet meer is heeft vandaag je naam gezien.",
        "",
    ),
    (look(None, took="all"), "Het programma zelf heeft vandaag alles van jou meegenomen.", ""),
    (
        look(ANNA, role="link", firm=GONE, saw="talent dream"),
        "Anna heeft vandaag iets over jou gezien.",
        "Anna werkt bij een organisatie die stopte.",
    ),
    (
        look(ROYA, behalf=GONE, saw="name"),
        "Roya heeft vandaag namens iemand die hier niet meer is je naam gezien.",
        "Roya woont ook in de kring.",
    ),
]


@pytest.mark.parametrize(("one", "says", "how"), EXAMPLES)
def test_a_sentence(one: Look, says: str, how: str) -> None:
    told = sentence(one, KNOWN, TODAY)
    assert f"{told.who} {told.did}" == says
    assert told.how == how


def test_every_act_has_a_word() -> None:
    assert set(looked.WORDS_OF_ACTS) == set(Act)


def note(cast: Cast, who: str, what: str, at: datetime, act: str = "saw", **more: Any) -> None:
    AccessLine.objects.create(
        **{
            "at": at,
            "answer": uuid.uuid4(),
            "actor": cast.people[who].public_id,
            "role": "",
            "subject": cast.people["wim"].public_id,
            "act": act,
            "what": what,
            "route": "x",
            "means": "card",
        }
        | more
    )


def test_lines_of_one_day_become_one_sentence(cast: Cast) -> None:
    noon = timezone.localtime().replace(hour=12)
    for what in ("name", "name,words", "phone", "name"):
        note(cast, "roya", what, noon)
    note(cast, "roya", "name", noon - timedelta(days=1))
    note(cast, "wim", "name", noon, act="changed")
    found = looks(cast.people["wim"].public_id, noon.date() - timedelta(days=5), noon.date())
    assert [one.acts for one in found] == [{"saw": {"name", "words", "phone"}}, {"saw": {"name"}}]


def test_a_day_ends_at_midnight_in_groningen(cast: Cast) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    note(cast, "roya", "name", datetime(2026, 3, 3, 0, 30, tzinfo=zone))
    note(cast, "roya", "name", datetime(2026, 3, 2, 23, 30, tzinfo=zone))
    found = looks(cast.people["wim"].public_id, date(2026, 1, 1), date(2026, 12, 31))
    assert [one.day for one in found] == [date(2026, 3, 3), date(2026, 3, 2)]


def test_the_page_shows_a_year_and_only_her_own(cast: Cast) -> None:
    now = timezone.localtime()
    note(cast, "roya", "words", now)
    note(cast, "fatima", "phone", now.replace(year=now.year - 1, month=5, day=5))
    note(cast, "roya", "mail", now, subject=cast.people["noor"].public_id)
    client = cast.client("wim")
    page = words(client.get("/mijn/wie-keek/"))
    assert "je eigen woorden" in page
    assert "telefoonnummer" not in page
    assert "e-mailadres" not in page
    page = words(client.get(f"/mijn/wie-keek/?jaar={now.year - 1}"))
    assert "je telefoonnummer" in page
    for odd in ("?jaar=0", "?jaar=99999", "?jaar=x&blad=-3", "?blad=99999999999", "?jaar=%00", "?blad=٣"):
        assert client.get(f"/mijn/wie-keek/{odd}").status_code == 200
    assert "keek er niemand" in words(cast.client("piet").get("/mijn/wie-keek/"))


def test_many_days_come_in_pages(cast: Cast) -> None:
    now = timezone.localtime().replace(month=12, day=31, hour=12, year=2025)
    for ago in range(50):
        note(cast, "roya", "words", now - timedelta(days=ago))
    client = cast.client("wim")
    first = words(client.get("/mijn/wie-keek/?jaar=2025"))
    second = words(client.get("/mijn/wie-keek/?jaar=2025&blad=2"))
    assert (first.count("<b><bdi>Roya"), second.count("<b><bdi>Roya")) == (40, 10)


def test_what_is_shown_of_those_who_looked_is_noted(cast: Cast) -> None:
    note(cast, "roya", "words", timezone.now())
    cast.client("wim").get("/mijn/wie-keek/")
    row = AccessLine.objects.get(subject=cast.people["roya"].public_id)
    assert (row.actor, row.what) == (cast.people["wim"].public_id, "name")
