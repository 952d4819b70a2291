"""Lines of one's own through their forms: rings, stale saves, double posts, odd text."""

import uuid

import pytest

from cast import Cast, day
from support.posts import post, words
from wooncirkel.apps.circles.forms.mine import clean_words, is_phone
from wooncirkel.apps.circles.models import Line, LineKind, OwnPerson, Refusal, Sharing
from wooncirkel.apps.people.models import Person

pytestmark = pytest.mark.database


def test_a_new_line_is_seen_by_nobody_until_it_is_given(cast: Cast) -> None:
    client, anna = cast.client("wim"), cast.client("anna")
    answer = post(client, "/mijn/regel/", kind="words", text="Ik kan fietsen maken.", picture="bike")
    line = Line.objects.get(text="Ik kan fietsen maken.")
    assert answer.headers["Location"] == f"/mijn/regel/{line.public_id}/"
    assert (line.picture, line.typed_by, line.sharings.count()) == ("bike", None, 0)
    page = f"/mens/{cast.residents['wim'].public_id}/"
    assert "fietsen maken" not in words(anna.get(page))
    assert post(client, f"/mijn/regel/{line.public_id}/", ring="all").headers["Location"] == "/mijn/#ringen"
    assert "fietsen maken" in words(anna.get(page))
    post(client, f"/mijn/regel/{line.public_id}/", ring="me")
    assert "fietsen maken" not in words(anna.get(page))
    assert Refusal.objects.filter(line=line).exists()
    assert post(client, f"/mijn/regel/{line.public_id}/weg/").headers["Location"] == "/mijn/#ringen"
    assert not Line.objects.filter(pk=line.pk).exists()
    assert not Sharing.objects.filter(line_id=line.pk).exists()


def test_the_last_day_is_today_or_later(cast: Cast) -> None:
    client, address = cast.client("wim"), f"/mijn/regel/{cast.lines['wim-me'].public_id}/"
    for wrong in (day(-1).isoformat(), "gisteren", "9999-12-31", "31-02-2027", "\0"):
        answer = post(client, address, ring="all", until=wrong)
        assert answer.status_code == 200
        assert "until-help" in words(answer)
    assert not Sharing.objects.filter(line=cast.lines["wim-me"]).exists()
    assert post(client, address, ring="all", until=day().isoformat()).status_code == 302
    assert Sharing.objects.get(line=cast.lines["wim-me"]).until == day()
    assert post(client, address, ring="everybody").status_code == 200


def test_a_stale_save_changes_nothing_and_shows_both(cast: Cast) -> None:
    client, told = cast.client("wim"), cast.lines["wim-mine"]
    address = f"/mijn/regel/{told.public_id}/anders/"
    assert post(client, address, text="Eerst", picture="", version=1).status_code == 302
    answer = post(client, address, text="Daarna", picture="", version=1)
    assert answer.status_code == 200
    assert "Iemand anders heeft dit net veranderd" in words(answer)
    assert "Eerst" in words(answer)
    assert "Daarna" in words(answer)
    assert Line.objects.get(pk=told.pk).text == "Eerst"
    assert 'name="version" value="2"' in words(answer)
    assert post(client, address, text="Daarna", picture="", version=2).status_code == 302
    assert Line.objects.get(pk=told.pk).text == "Daarna"
    for odd in ("", "x", "-1", "9" * 30):
        assert post(client, address, text="Nog eens", picture="", version=odd).status_code == 200
    assert Line.objects.get(pk=told.pk).text == "Daarna"


def test_the_same_post_twice_is_one_line(cast: Cast) -> None:
    client, key = cast.client("wim"), str(uuid.uuid4())
    fields = {"once": key, "kind": "words", "text": "Eén keer"}
    first = client.post("/mijn/regel/", fields)
    second = client.post("/mijn/regel/", fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert Line.objects.filter(text="Eén keer").count() == 1
    assert client.post("/mijn/regel/", {"kind": "words", "text": "Zonder sleutel"}).status_code == 400


ODD = [
    "نص عربي",
    "מילים",
    "日本語",
    "👩‍👩‍👧 samen",
    "a" * 500,
    "‮nioj‬ meedoen",
    "<b>vet</b>",
    "=cmd|' /C calc'!A0",
    "é" * 500,
]


@pytest.mark.parametrize("text", ODD)
def test_words_in_any_script_are_kept_and_shown(cast: Cast, text: str) -> None:
    client = cast.client("wim")
    assert post(client, "/mijn/regel/", kind="words", text=text).status_code == 302
    kept = Line.objects.latest("pk").text
    assert "\u202e" not in kept
    assert len(kept) <= 500
    page = words(client.get("/mijn/"))
    assert "<b>vet</b>" not in page


WRONG = [
    ("words", "", "Schrijf eerst iets op"),
    ("words", "  \n ", "Schrijf eerst iets op"),
    ("words", "\u200b\u202e", "Schrijf eerst iets op"),
    ("words", "a\0b", "teken dat we niet kunnen lezen"),
    ("words", "a" * 501, "500 tekens"),
    ("phone", "bel me", "lijkt geen telefoonnummer"),
    ("phone", "12345", "lijkt geen telefoonnummer"),
    ("mail", "wim", "lijkt geen e-mailadres"),
    ("secret", "tekst", "Kies een van deze"),
]


@pytest.mark.parametrize(("kind", "text", "sentence"), WRONG)
def test_what_cannot_be_kept_is_said(cast: Cast, kind: str, text: str, sentence: str) -> None:
    before = Line.objects.count()
    answer = post(cast.client("wim"), "/mijn/regel/", kind=kind, text=text)
    assert answer.status_code == 200
    assert sentence in words(answer)
    assert Line.objects.count() == before


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("06 12 34 56 78", True),
        ("0612345678", True),
        ("(050) 123 45 67", True),
        ("050-1234567", True),
        ("+31 6 12345678", True),
        ("0031 (0)50 1234567", True),
        ("0800 1234", True),
        ("+49 171 1234567", True),
        ("06 1234 567", False),
        ("00000000000", False),
        ("tel. 0612345678", False),
        ("06 12 34 56 78; DROP", False),
        ("٠٦١٢٣٤٥٦٧٨", False),
    ],
)
def test_a_telephone_number(number: str, good: bool) -> None:
    assert is_phone(number) is good


def test_a_number_is_kept_as_typed(cast: Cast) -> None:
    post(cast.client("wim"), "/mijn/regel/", kind="phone", text=" 06-12 34 56 78 ")
    assert Line.objects.get(kind=LineKind.PHONE).text == "06-12 34 56 78"


def test_words_are_made_fit() -> None:
    assert clean_words("a\r\nb\r\n\r\n\r\n\r\nc\td") == "a\nb\n\nc d"
    assert clean_words("e\u0301") == "é"


def test_a_person_is_named_and_no_longer(cast: Cast) -> None:
    client = cast.client("wim")
    page = words(client.get("/mijn/mensen/"))
    assert "Anna" in page
    assert not any(name in page for name in ("Roya", "Els", "Sipke", "Noor", "Otto", "Hanna"))
    assert post(client, "/mijn/mensen/", person=str(cast.people["anna"].public_id)).status_code == 302
    post(client, "/mijn/mensen/", person=str(cast.people["anna"].public_id))
    named = OwnPerson.objects.get(person=cast.people["anna"], ended_at=None)
    assert "wim tells mine" in words(cast.client("anna").get(f"/mens/{cast.residents['wim'].public_id}/"))
    assert post(client, f"/mijn/mensen/{named.public_id}/").status_code == 302
    assert "wim tells mine" not in words(cast.client("anna").get(f"/mens/{cast.residents['wim'].public_id}/"))
    for who in ("noor", "sipke", "wim", "piet"):
        assert post(client, "/mijn/mensen/", person=str(cast.people[who].public_id)).status_code == 404
    for odd in ("", "x", "\0", str(uuid.uuid4())):
        assert post(client, "/mijn/mensen/", person=odd).status_code in {200, 404}


def test_a_neighbour_is_named_on_her_own_page(cast: Cast) -> None:
    client, roya = cast.client("wim"), f"/mens/{cast.residents['roya'].public_id}/"
    button = "Kies als een van mijn mensen"
    assert button in words(client.get(roya))
    assert button not in words(cast.client("anna").get(roya))  # who works here has no rings
    assert button not in words(cast.client("roya").get(roya))
    assert post(client, "/mijn/mensen/", person=str(cast.people["roya"].public_id)).status_code == 302
    assert "Roya" in words(client.get("/mijn/mensen/"))
    assert button not in words(client.get(roya))


def test_who_i_am_is_changed_and_a_stale_save_shows_both(cast: Cast) -> None:
    client, wim = cast.client("wim"), cast.people["wim"]
    fields = {"language": "fy", "likes": "hear", "reach": "call", "symbol": "bike"}
    assert post(client, "/mijn/wie-ik-ben/", called="Willem", version=1, **fields).status_code == 302
    kept = Person.objects.get(pk=wim.pk)
    assert (kept.called, kept.language, kept.likes, kept.reach, kept.symbol) == (
        "Willem",
        "fy",
        "hear",
        "call",
        "bike",
    )
    answer = post(client, "/mijn/wie-ik-ben/", called="Wimpie", version=1, **fields)
    assert answer.status_code == 200
    assert "Willem" in words(answer)
    assert "Wimpie" in words(answer)
    assert Person.objects.get(pk=wim.pk).called == "Willem"
    for wrong in (
        {"called": ""},
        {"called": "a\0"},
        {"called": "x" * 201},
        {"likes": "smell"},
        {"symbol": "gun"},
    ):
        answer = post(client, "/mijn/wie-ik-ben/", **{"called": "Wim", "version": 2, **fields, **wrong})
        assert answer.status_code == 200
    assert Person.objects.get(pk=wim.pk).version == 2


def test_a_no_stands_until_she_takes_it_back(cast: Cast) -> None:
    told = cast.lines["wim-mine"]
    client, address = cast.client("wim"), f"/mijn/regel/{told.public_id}/nee/"
    assert post(client, address, refuse="1").status_code == 302
    post(client, address, refuse="1")
    assert Refusal.objects.filter(line=told).count() == 1
    post(client, address)
    assert not Refusal.objects.filter(line=told).exists()
