"""A list of people comes in wholly, or not at all; every row that is amiss gets its own sentence."""

import csv
import re
import uuid
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from cast import NOON, Cast
from wooncirkel.apps.circles.actions.hosting import NamesClosedError, add_resident
from wooncirkel.apps.circles.actions.importing import add_list
from wooncirkel.apps.circles.models import Circle, Membership, Resident
from wooncirkel.apps.circles.readers import MOST_BYTES, MOST_ROWS, Listed, as_text, read_people
from wooncirkel.apps.people.actions.persons import add_person
from wooncirkel.apps.people.models import AccessLine, Act, Person
from wooncirkel.apps.shared.csvsafe import is_formula

GOOD = "naam;taal;leest;vindbaar\nSaar;Nederlands;luisteren;ja\nÜmit;tr;plaatjes;nee\nمريم;Arabisch;;\n"
SAAR = Listed(2, "Saar", "nl", "hear", True)
UMIT = Listed(3, "Ümit", "tr", "pictures", False)
MARYAM = Listed(4, "مريم", "ar", "read", False)


def problems(text: str | bytes, known: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """Return what is amiss with a file."""
    data = text.encode() if isinstance(text, str) else text
    return [(problem.row, problem.sentence) for problem in read_people(data, known).problems]


def names(text: str) -> list[str]:
    """Return whom a good file names."""
    found = read_people(text.encode())
    assert found.problems == []
    return [person.called for person in found.people]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_every_way_of_writing(code: str) -> None:
    assert read_people(GOOD.encode(code)).people == [SAAR, UMIT, MARYAM]


def test_a_file_of_an_old_spreadsheet() -> None:
    found = read_people("naam\r\nZoë\r\nÜmit\r\nSaar ‘t Hart\r\n".encode("cp1252"))
    assert [person.called for person in found.people] == ["Zoë", "Ümit", "Saar ‘t Hart"]


@pytest.mark.parametrize("border", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_border_and_ending(border: str, ending: str) -> None:
    text = GOOD.replace(";", border).replace("\n", ending)
    assert read_people(text.encode()).people == [SAAR, UMIT, MARYAM]


def test_the_line_that_a_spreadsheet_puts_before_it() -> None:
    found = read_people(b"sep=,\nnaam,taal\nSaar,pl\n,\n")
    assert found.people == [Listed(3, "Saar", "pl")]


def test_quotes_empty_lines_and_capitals() -> None:
    assert names('"NAAM";Taal\n\n"Jan; van de ""Linde""";Fries\n;\n\n Saar ;\n') == [
        'Jan; van de "Linde"',
        "Saar",
    ]
    assert [one.row for one in read_people(b"naam\n\n\nSaar\n").people] == [4]


def test_a_cell_of_two_lines_keeps_the_count_right() -> None:
    found = read_people(b'naam;taal\n"Jan\nKees";nl\nSaar;x\n')
    assert [(one.row, one.called) for one in found.people] == [(2, "Jan Kees")]
    assert [problem.row for problem in found.problems] == [4]


@pytest.mark.parametrize(
    "cell",
    ["=cmd|' /C calc'!A0", "+31612345678", "-1", "@SUM(A1)", "＝1", "＋1", " =1", "\u200b=1", "\ufeff=1"],
)
@pytest.mark.parametrize("column", ["naam", "taal"])
def test_a_formula_is_refused_in_every_column(cell: str, column: str) -> None:
    row = f'"{cell}";nl' if column == "naam" else f'Saar;"{cell}"'
    assert problems(f"naam;taal\nJan;nl\n{row}\n") == [
        (3, "Een vakje begint met =, +, - of @. Dat lijkt op een formule. Typ het zonder dat teken.")
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";nl", "Vul in hoe iemand heet."),
        ("\u200d;nl", "Vul in hoe iemand heet."),
        ("Sa\0ar;nl", "In een vakje staat een teken dat we niet kunnen lezen. Typ het opnieuw."),
        ("Saar;klingon", "De taal “klingon” kennen we niet."),
        ("Saar;n\0l", "In een vakje staat een teken dat we niet kunnen lezen. Typ het opnieuw."),
        ("Saar", "Deze regel heeft minder vakjes dan de eerste regel."),
        ("Saar;nl;x", "Deze regel heeft meer vakjes dan de eerste regel."),
        ("a" * 201 + ";nl", "In een vakje staan meer dan 200 tekens."),
        ("Jan;nl", "Deze naam staat ook op regel 2. Zijn het twee mensen? Zet er een letter bij."),
        ("JÁN ;nl", "Deze naam staat ook op regel 2. Zijn het twee mensen? Zet er een letter bij."),
        ("Roya;nl", "Er is al iemand die zo heet. Is dat iemand anders? Zet er een letter bij."),
    ],
)
def test_a_row_that_is_amiss(row: str, sentence: str) -> None:
    assert problems(f"naam;taal\nJan;nl\n{row}\n", frozenset({"roya"})) == [(3, sentence)]


def test_other_columns() -> None:
    assert problems("naam;leest;vindbaar\nSaar;zingen;ja\nJan;lezen;misschien\n") == [
        (2, "Bij “leest” kan lezen, luisteren of plaatjes staan."),
        (3, "Bij “vindbaar” kan ja of nee staan."),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "In dit bestand staat niemand."),
        ("\n \n;;\n", "In dit bestand staat niemand."),
        ("naam\n", "In dit bestand staat niemand."),
        ("Saar\nJan\n", "Daar missen we het kopje “naam”."),
        ("naam;geboortedatum\nSaar;1-1-1950\n", "Het kopje “geboortedatum” kennen we niet."),
        ("naam;BSN\nSaar;123456782\n", "Het kopje “BSN” kennen we niet."),
        ("naam;naam\nSaar;Jan\n", "Het kopje “naam” staat er twee keer."),
        ('naam\n"Saar\n', "Regel 2: Hier gaat iets mis met een aanhalingsteken."),
        ('naam\nJan\n"Saar"x\n', "Regel 3: Hier gaat iets mis met een aanhalingsteken."),
        (b"PK\x03\x04abc", "Dit bestand kunnen we niet lezen."),
        (b"%PDF-1.7", "Dit bestand kunnen we niet lezen."),
        (b"naam\n\x81\x8d", "Dit bestand kunnen we niet lezen."),
        (b"\xff\xfen", "Dit bestand kunnen we niet lezen."),
        ("naam\n" + "x" * MOST_BYTES, "Dit bestand is te groot."),
        ("naam\n" + "x" * 200_000, "Regel 2: Hier"),
        ("naam\n" + "\n".join(f"Saar {n}" for n in range(MOST_ROWS + 1)), "meer dan 2.000 mensen"),
    ],
)
def test_a_file_that_is_amiss(text: str | bytes, sentence: str) -> None:
    found = problems(text)
    assert [row for row, _ in found] == [0]
    assert sentence in found[0][1]


def test_exactly_as_many_as_may() -> None:
    assert len(names("naam\n" + "\n".join(f"Saar {number}" for number in range(MOST_ROWS)))) == MOST_ROWS


@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: ("naam;taal\n" + text).encode("utf-8", "replace"))
)
@example(b"\xff\xfe")
@example(b"naam\r\n\r\r\n")
def test_no_file_breaks_it(data: bytes) -> None:
    found = read_people(data)
    assert found.people or found.problems
    assert not any(is_formula(person.called) for person in found.people)


def test_what_is_shown_reads_back_the_same() -> None:
    people = [SAAR, UMIT, MARYAM, Listed(5, 'Jan; "de" Boer', "other", "read", True)]
    back = read_people(as_text(people).encode()).people
    assert back == people


# The pages


def post(client: Client, **fields: Any) -> Any:
    """Send the form, with a key of its own."""
    return client.post("/balie/lijst/", {"once": str(uuid.uuid4())} | fields)


def upload(client: Client, text: str | bytes) -> Any:
    """Choose a file."""
    data = text.encode() if isinstance(text, str) else text
    return post(client, file=SimpleUploadedFile("mensen.csv", data))


def shown(page: str) -> str:
    """Return the list that a page asks a yes to."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
    assert found
    return unescape(found[1])


@pytest.mark.database
def test_look_first_then_one_yes(cast: Cast) -> None:
    client, before = cast.client("bart"), Person.objects.count()
    page = upload(client, GOOD)
    text = page.content.decode()
    assert (page.status_code, Person.objects.count()) == (200, before)
    assert "Er staan 3 mensen op de lijst" in text
    answer = post(client, people=shown(text))
    assert answer.headers["Location"] == f"/balie/lijst/klaar/?kring={cast.circles['linde'].public_id}"
    saar, umit, maryam = Person.objects.filter(called__in=["Saar", "Ümit", "مريم"]).order_by("pk")
    assert (saar.language, saar.likes, saar.added_by) == ("nl", "hear", cast.people["bart"])
    assert (umit.language, maryam.language) == ("tr", "ar")
    live = Resident.objects.filter(circle=cast.circles["linde"], person__in=[saar, umit, maryam])
    assert {row.person.called for row in live if row.findable_at} == {"Saar"}
    assert live.count() == 3
    noted = AccessLine.objects.filter(act=Act.ADDED, subject__in=[saar.public_id, umit.public_id])
    assert noted.count() == 2
    assert "Er zijn 3 mensen bij gekomen" in client.get("/balie/lijst/klaar/").content.decode()


@pytest.mark.database
def test_a_yes_sent_twice_counts_once(cast: Cast) -> None:
    client, key = cast.client("bart"), str(uuid.uuid4())
    for _ in range(2):
        answer = client.post("/balie/lijst/", {"once": key, "people": GOOD})
        assert answer.status_code == 302
    assert Person.objects.filter(called="Saar").count() == 1


@pytest.mark.database
def test_one_bad_row_keeps_everybody_out(cast: Cast) -> None:
    client, before = cast.client("bart"), Person.objects.count()
    bad = GOOD + "=cmd;nl;;\nRoya;nl;;\n"
    page = upload(client, bad).content.decode()
    assert "We hebben niemand opgeschreven" in page
    assert "<b>Regel 5.</b>" in page
    assert "<b>Regel 6.</b>" in page
    assert "Ja, zet ze erbij" not in page
    answer = post(client, people=bad)  # past the page
    assert (answer.status_code, Person.objects.count()) == (200, before)


@pytest.mark.database
def test_a_name_of_who_did_not_agree_is_not_told(cast: Cast) -> None:
    page = upload(cast.client("bart"), "naam\nWim\nNoor\n").content.decode()
    assert "Er staan 2 mensen op de lijst" in page


@pytest.mark.database
def test_a_name_that_is_told_to_be_here_is_noted(cast: Cast) -> None:
    page = upload(cast.client("bart"), "naam\nroya\nWim\nSaar\n").content.decode()
    assert "We hebben niemand opgeschreven. Verander de lijst en kies hem daarna opnieuw." in page
    line = AccessLine.objects.get()
    assert (line.subject, line.act, line.what) == (cast.people["roya"].public_id, Act.FOUND, "name")


@pytest.mark.database
def test_the_same_list_a_second_time_is_seen(cast: Cast) -> None:
    client = cast.client("bart")
    post(client, people=GOOD)
    assert "Er is al iemand die zo heet" in upload(client, GOOD).content.decode()


@pytest.mark.database
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\0" * 50, b"x" * (MOST_BYTES + 1)])
def test_a_bad_file_is_answered(cast: Cast, data: bytes) -> None:
    answer = upload(cast.client("bart"), data)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode() or 'id="file-help"' in answer.content.decode()


@pytest.mark.database
def test_no_file_at_all(cast: Cast) -> None:
    assert "Kies eerst een bestand." in post(cast.client("bart")).content.decode()
    assert "Kies eerst een bestand." in post(cast.client("bart"), file="text").content.decode()


@pytest.mark.database
def test_the_names_to_tick_off_carry_no_formula(cast: Cast) -> None:
    client = cast.client("bart")
    post(client, people="naam\nSaar\nJan;\n".replace(";", ""))
    trick = add_person(called="=cmd|' /C calc'!A0", by=cast.people["bart"], now=_now())
    add_resident(circle=cast.circles["linde"], person=trick, now=_now(), findable=False, by=None)
    answer = client.get("/balie/lijst/namen.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="namen.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["naam"], ["Saar"], ["Jan"], ["'=cmd|' /C calc'!A0"]]
    assert AccessLine.objects.filter(act=Act.TOOK).count() == 3


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


@pytest.mark.database
@pytest.mark.parametrize("name", ["greet", "wim", "anna", "gijs", "eva", "piet"])
def test_only_a_host_at_work(cast: Cast, name: str) -> None:
    client = cast.client(name)
    for path in ("/balie/lijst/", "/balie/lijst/klaar/", "/balie/lijst/namen.csv"):
        assert client.get(path).status_code == 404
    assert post(client, people=GOOD).status_code == 404
    assert not Person.objects.filter(called="Saar").exists()


@pytest.mark.database
def test_a_host_at_work_on_the_tablet_takes_in_no_list(cast: Cast) -> None:
    client = cast.client("bart")
    client.cookies["tablet"] = cast.client("greet").cookies["tablet"].value
    assert client.get("/balie/lijst/").status_code == 404


@pytest.mark.database
def test_a_role_taken_away_between_look_and_yes(cast: Cast) -> None:
    client = cast.client("bart")
    page = upload(client, GOOD).content.decode()
    Membership.objects.filter(person=cast.people["bart"]).update(ended_at=NOON)
    assert post(client, people=shown(page)).status_code == 404
    assert not Person.objects.filter(called="Saar").exists()


@pytest.mark.database
def test_without_names_no_list(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.circles["linde"].pk).update(names_open_at=None)
    client = cast.client("bart")
    assert client.get("/balie/lijst/").status_code == 404
    assert post(client, people=GOOD).status_code == 404
    with pytest.raises(NamesClosedError):
        add_list(circle=cast.circles["linde"], people=[SAAR], by=cast.people["bart"], now=NOON)
