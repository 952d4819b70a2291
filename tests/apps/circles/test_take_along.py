"""*Mijn gegevens meenemen*: everything of hers, nothing of anybody else, within the minute."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cast import Cast, membership
from support.canaries import Canary, canaries_in, fillable, plant
from wooncirkel.apps.circles.models import Asked, Line, Role
from wooncirkel.apps.people.models import AccessLine, Act, Person
from wooncirkel.apps.shared.registry import personal_fields, processings

pytestmark = pytest.mark.database
ZIP = "/mijn/meenemen/alles.zip"


def taken(cast: Cast, name: str) -> tuple[dict[str, Any], str]:
    """Return the JSON and the text of the PDF that somebody takes along."""
    answer = cast.client(name).get(ZIP)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        assert sorted(files.namelist()) == ["mijn-gegevens.json", "mijn-gegevens.pdf"]
        pages = PdfReader(io.BytesIO(files.read("mijn-gegevens.pdf"))).pages
        text = "\n".join(page.extract_text() for page in pages)
        return json.loads(files.read("mijn-gegevens.json")), text


def hers(found: dict[str, Canary], name: str) -> set[str]:
    """Return the canaries of somebody in fields that can be taken along."""
    taken = {(entry.model._meta.label, entry.field) for entry in personal_fields() if entry.export}
    return {
        word for word, where in found.items() if where.person == name and (where.model, where.field) in taken
    }


@pytest.mark.parametrize("name", ["wim", "sipke", "els", "noor", "anna", "greet", "ria", "fatima", "piet"])
def test_all_of_hers_and_nothing_of_others(cast: Cast, name: str) -> None:
    """Every canary of hers stands in both files, and none of anybody else in either."""
    Line.objects.filter(pk=cast.lines["wim-me"].pk).update(typed_by=cast.people["greet"])
    found = plant(cast.people)
    wanted = hers(found, name)
    assert len(wanted) >= 2
    told, text = taken(cast, name)
    for whole in (json.dumps(told), text.replace("\n", "")):
        assert canaries_in(whole) == wanted
        secrets = [word for word, where in found.items() if where.field in {"password", "token_hash"}]
        assert not any(word in whole for word in secrets)


def test_every_field_to_take_along_has_words(cast: Cast) -> None:
    """What is exported has a name that people read, and is for something."""
    keys = {processing.key for processing in processings()}
    assert [
        f"{entry.model._meta.label}.{entry.field}"
        for entry in personal_fields()
        if entry.export and not (entry.says and entry.processing in keys)
    ] == []
    assert sum(fillable(entry) for entry in personal_fields()) > 10


def test_a_line_stands_with_whom_it_was_shared(cast: Cast) -> None:
    told, text = taken(cast, "wim")
    lines = next(part for part in told["gegevens"] if part["waarvoor"] == "Wat je zelf vertelt")
    shared = {row["jouw woorden"]: row.get("daarbij", []) for row in lines["wat_er_staat"] if "soort" in row}
    assert shared["wim tells me"] == []
    assert [under["gedeeld met"] for under in shared["wim tells all"]] == ["de buurt"]
    assert "gedeeld met: de buurt" in text
    named = [row for row in lines["wat_er_staat"] if "bij jouw mensen sinds" in row]
    assert [row["ook genoemd"] for row in named] == ["iemand anders"]


def test_reason_basis_receivers_time_and_controller_are_told(cast: Cast) -> None:
    told, text = taken(cast, "wim")
    lines = next(part for part in told["gegevens"] if part["waarvoor"] == "Wat je zelf vertelt")
    assert lines["wie_is_verantwoordelijk"] == ["Welzijn", "Zorg Een", "Zorg Twee"]
    assert "AVG art. 6 lid 1 a" in lines["grondslag"]
    assert all(kept["blijft"] and kept["wie_leest_het"] for kept in lines["hoe_lang_en_voor_wie"])
    for words in ("Waarom dat mag", "Wie is verantwoordelijk", "Hoe lang het blijft", "Welzijn, Zorg Een en"):
        assert words in text


def test_work_is_taken_along_with_circle_and_employer(cast: Cast) -> None:
    membership(cast.people["wim"], Role.GOOD_NEIGHBOUR, cast.circles["anker"])
    told, _ = taken(cast, "anna")
    (role,) = next(part for part in told["gegevens"] if part["waarvoor"] == "Rollen in de kring")[
        "wat_er_staat"
    ]
    assert (role["rol"], role["kring"], role["organisatie"]) == ("link worker", "De Linde", "Zorg Een")


def test_who_looked_is_told_without_names(cast: Cast) -> None:
    look(cast, "anna", "wim", "phone,name")
    look(cast, "wim", "roya", "name")
    told, text = taken(cast, "wim")
    (anna,) = told["wie_keek"]
    assert (anna["wie"], anna["organisatie"], anna["deed"]) == ("link worker", "Zorg Een", "gezien")
    assert anna["wat"] == ["je telefoonnummer", "je naam"]
    assert [own["wat"] for own in told["wat_jij_bekeek"]] == [["je naam"]]
    for whole in (json.dumps(told), text):
        assert "Anna" not in whole
        assert "Roya" not in whole
        assert str(cast.people["roya"].public_id) not in whole
    assert "link worker, Zorg Een" in text


def test_an_unknown_kind_and_a_role_that_is_no_more_are_no_trouble(cast: Cast) -> None:
    look(cast, "anna", "wim", "talent", role="oracle", organisation=uuid4())
    told, text = taken(cast, "wim")
    assert told["wie_keek"][0]["wat"] == ["iets over jou"]
    assert "iemand anders" in text


def look(cast: Cast, who: str, whom: str, what: str, **more: Any) -> None:
    """Store a line of the access log."""
    AccessLine.objects.create(
        **{
            "at": timezone.now(),
            "answer": uuid4(),
            "actor": cast.people[who].public_id,
            "role": Role.LINK_WORKER,
            "organisation": cast.organisations["Zorg Een"].public_id,
            "subject": cast.people[whom].public_id,
            "act": Act.SAW,
            "what": what,
            "route": "person",
            "means": "work",
        }
        | more
    )


def test_taking_along_is_written_down_and_tells_nothing_in_its_name(cast: Cast) -> None:
    answer = cast.client("wim").get(ZIP)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mijn-gegevens.zip"'
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    line = AccessLine.objects.get()
    assert (line.act, line.what, line.route) == (Act.TOOK, "all", "take-along-zip")
    assert line.subject == line.actor == cast.people["wim"].public_id


def test_the_pdf_can_be_read_by_a_machine_that_reads_aloud(cast: Cast) -> None:
    with zipfile.ZipFile(io.BytesIO(cast.client("wim").get(ZIP).content)) as files:
        reader = PdfReader(io.BytesIO(files.read("mijn-gegevens.pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert "/StructTreeRoot" in root
    assert (reader.metadata.title, reader.metadata.author) == ("Mijn gegevens", "Wooncirkel")
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


SCRIPTS = ["محمد علي", "Þórður Ægir", "王小明", "አበበ", "สมชาย", "👵🏽", "👩\u200d👩\u200d👧 ❤️"]
NAMES = [*SCRIPTS, "x" * 200, "#let x = 1", "$ \\ * _ <b>", "a\u200fb"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_and_any_words_come_out(cast: Cast, name: str) -> None:
    Person.objects.filter(pk=cast.people["wim"].pk).update(called=name)
    Line.objects.filter(pk=cast.lines["wim-me"].pk).update(text=f"=cmd {name}\n\n'tweede' regel")
    told, text = taken(cast, "wim")
    (told_person,) = next(part for part in told["gegevens"] if part["waarvoor"].startswith("Wie je"))[
        "wat_er_staat"
    ]
    assert told_person["naam"] == name
    assert "tweede" in text


def test_it_is_ready_within_two_seconds_with_years_of_looks(
    cast: Cast, tell: Callable[[str], None], amount: Callable[..., int]
) -> None:
    count = amount(sample=2000, full=20_000)
    wim, anna = cast.people["wim"].public_id, cast.people["anna"].public_id
    AccessLine.objects.bulk_create(
        AccessLine(
            at=timezone.now() - timedelta(hours=number),
            answer=uuid4(),
            actor=anna,
            role=Role.LINK_WORKER,
            subject=wim,
            act=Act.SAW,
            what="name,words",
            route="person",
            means="work",
        )
        for number in range(count)
    )
    Line.objects.bulk_create(
        Line(
            resident=cast.residents["wim"], text=f"regel {number} " + "woord " * 60, written_at=timezone.now()
        )
        for number in range(200)
    )
    client = cast.client("wim")
    client.get(ZIP)
    start = time.perf_counter()
    answer = client.get(ZIP)
    took = time.perf_counter() - start
    tell(f"take along: {count} looks and 200 lines in {took:.2f} s, {len(answer.content) // 1000} kB")
    assert took < 60


def test_the_page_leads_to_it_and_strangers_find_nothing(cast: Cast, client: Any) -> None:
    page = cast.client("wim").get("/mijn/meenemen/").content.decode()
    assert f'href="{ZIP}"' in page
    assert client.get("/mijn/meenemen/").status_code == client.get(ZIP).status_code == 404
    assert cast.client("wim").post(ZIP, {"once": str(uuid4())}).status_code == 405


def test_questions_to_somebody_are_taken_along_without_whom(cast: Cast) -> None:
    Asked.objects.create(
        resident=cast.residents["wim"], to=cast.people["fatima"], text="Waarom?", asked_at=timezone.now()
    )
    told, text = taken(cast, "wim")
    assert "Waarom?" in text
    assert "Fatima" not in json.dumps(told) + text
