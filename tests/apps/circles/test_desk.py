"""The desk of the hub: a host finds who agreed, adds, prints, types for somebody, and takes it back."""

import re
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from cast import NOON, Cast, day
from wooncirkel.apps.circles.actions.hosting import NamesClosedError, add_resident
from wooncirkel.apps.circles.models import Circle, Line, Membership, Resident, Ring, Role, Sharing
from wooncirkel.apps.people.actions.persons import add_person
from wooncirkel.apps.people.models import AccessLine, Account, Act, Card, Person
from wooncirkel.apps.people.tokens import hashed
from wooncirkel.apps.shared.erased import erased_persons

pytestmark = pytest.mark.database

SAAR = {
    "called": "Saar",
    "language": "nl",
    "likes": "hear",
    "findable": "nee",
    "picture1": "fish",
    "picture2": "sun",
    "picture3": "key",
}
NOT_HOSTS = ["wim", "roya", "noor", "anna", "chris", "dewi", "eva", "finn", "gijs", "hanna", "jan", "kees"]
NOT_HOSTS += ["lotte", "mo", "otto", "piet", "fatima", "ria"]


def post(client: Client, path: str, fields: dict[str, Any] | None = None, **more: Any) -> Any:
    """Send a form, with a key of its own."""
    return client.post(path, {"once": str(uuid.uuid4())} | (fields or {}) | more)


def add(client: Client, **fields: str) -> Resident:
    """Add somebody at the desk, and return her."""
    answer = post(client, "/balie/nieuw/", SAAR | fields)
    assert answer.status_code == 302, answer.content.decode()
    return Resident.objects.get(public_id=answer.headers["Location"].split("/")[3])


def found(client: Client, text: str) -> set[str]:
    """Return the names that a search shows."""
    answer = post(client, "/balie/", called=text)
    assert answer.status_code == 200
    return set(re.findall(r"<b><bdi>([^<]+)</bdi></b></a>", answer.content.decode()))


def addresses(resident: Resident) -> list[str]:
    """Return every address about somebody at the desk."""
    own = f"/balie/mens/{resident.public_id}/"
    return [own, f"{own}schrijven/", f"{own}kaart/"]


@pytest.mark.parametrize("name", NOT_HOSTS)
def test_the_desk_is_for_hosts_alone(cast: Cast, name: str) -> None:
    client = cast.client(name)
    for path in ["/balie/", "/balie/nieuw/", "/balie/lijst/", *addresses(cast.residents["roya"])]:
        assert client.get(path).status_code == 404, path
    assert post(client, "/balie/nieuw/", SAAR).status_code == 404
    assert not Person.objects.filter(called="Saar").exists()


def test_a_stranger_sees_no_desk(cast: Cast, client: Client) -> None:
    assert client.get("/balie/").content == client.get("/nergens/").content


@pytest.mark.parametrize("name", ["greet", "bart"])
def test_a_host_finds_who_agreed(cast: Cast, name: str) -> None:
    client = cast.client(name)
    assert found(client, "roy") == {"Roya"}
    assert found(client, "ROYA") == {"Roya"}
    assert found(client, "wim") == set()  # he did not agree
    assert found(client, "noor") == set()  # she lives in another circle
    assert found(client, "  ") == set()
    assert found(client, "%") == set()


def test_a_search_is_noted_by_person_and_never_by_words(cast: Cast) -> None:
    assert found(cast.client("bart"), "royaa"[:3]) == {"Roya"}
    line = AccessLine.objects.get(act=Act.FOUND)
    assert (line.subject, line.what, line.route) == (cast.people["roya"].public_id, "name", "desk")
    assert not AccessLine.objects.filter(subject=cast.people["wim"].public_id).exists()


def test_capitals_and_accents_of_any_script_do_not_matter(cast: Cast) -> None:
    for called in ("Ümit", "ΑΘΗΝΑ", "Łucja"):
        resident = add_person(called=called, by=None, now=NOON)
        add_resident(circle=cast.circles["linde"], person=resident, now=NOON, findable=True, by=None)
    client = cast.client("bart")
    assert found(client, "umit") == {"Ümit"}
    assert found(client, "αθη") == {"ΑΘΗΝΑ"}
    assert found(client, "łuc") == {"Łucja"}


def test_at_most_eight_are_shown(cast: Cast) -> None:
    for number in range(10):
        person = add_person(called=f"Roya {number}", by=None, now=NOON)
        add_resident(circle=cast.circles["linde"], person=person, now=NOON, findable=True, by=None)
    client = cast.client("bart")
    assert len(found(client, "roya")) == 8
    assert AccessLine.objects.filter(act=Act.FOUND).count() == 8
    assert "Er zijn er meer" in post(client, "/balie/", called="roya").content.decode()


@pytest.mark.parametrize("name", ["greet", "bart"])
def test_somebody_is_added_with_a_card(cast: Cast, name: str) -> None:
    client = cast.client(name)
    resident = add(client)
    person = resident.person
    assert (person.called, person.language, person.likes) == ("Saar", "nl", "hear")
    assert (resident.circle, resident.findable_at) == (cast.circles["linde"], None)
    assert person.added_by == cast.people[name]
    assert Card.objects.filter(person=person, blocked_at=None, made_by=cast.people[name]).count() == 1
    page = client.get(f"/balie/mens/{resident.public_id}/")
    assert "Druk de kaart af" in page.content.decode()
    assert "Saar" not in re.findall(r"<title>.*</title>", page.content.decode())[0]
    assert page.headers["Cache-Control"] == "no-store"
    added = AccessLine.objects.get(subject=person.public_id, act=Act.ADDED)
    assert added.actor == cast.people[name].public_id


def test_adding_twice_by_two_taps_adds_once(cast: Cast) -> None:
    client, key = cast.client("greet"), str(uuid.uuid4())
    first, second = (client.post("/balie/nieuw/", SAAR | {"once": key}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Person.objects.filter(called="Saar").count() == 1
    assert Card.objects.count() == 1


def test_who_agreed_is_found_at_once_and_who_did_not_is_not(cast: Cast) -> None:
    client = cast.client("greet")
    add(client, called="Saar", findable="ja")
    add(client, called="Sanne", findable="nee")
    assert found(client, "sa") == {"Saar"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"called": ""}, "Vul in hoe iemand heet."),
        ({"called": "\u200d\u200f"}, "Vul in hoe iemand heet."),
        ({"called": "a\0b"}, "teken dat we niet kunnen lezen"),
        ({"called": "a" * 201}, "hooguit 200 tekens"),
        ({"language": "klingon"}, "Kies een van deze."),
        ({"likes": ""}, "Kies een van deze."),
        ({"findable": ""}, "Kies ja of nee."),
        ({"findable": "misschien"}, "Kies ja of nee."),
        ({"picture1": ""}, "drie verschillende plaatjes"),
        ({"picture1": "sun"}, "drie verschillende plaatjes"),
        ({"picture3": "hammer"}, "drie verschillende plaatjes"),
    ],
)
def test_what_is_amiss_is_said_and_nothing_is_kept(cast: Cast, fields: dict[str, str], sentence: str) -> None:
    before = Person.objects.count()
    answer = post(cast.client("greet"), "/balie/nieuw/", SAAR | fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Person.objects.count() == before


def test_a_post_without_a_key_is_refused(cast: Cast) -> None:
    assert cast.client("greet").post("/balie/nieuw/", SAAR).status_code == 400


NAMES = ["فاطمه", "李", "O’Neil-van der Berg", "🌻", "\u200fנועה\u200f", "=cmd", "<b>x</b>"]


@pytest.mark.parametrize("called", NAMES)
def test_names_of_any_script(cast: Cast, called: str) -> None:
    client = cast.client("greet")
    resident = add(client, called=called)
    assert resident.person.called == called
    page = client.get(f"/balie/mens/{resident.public_id}/").content.decode()
    assert "<b>x</b>" not in page
    assert "<bdi>" in page


def test_the_same_name_is_asked_about(cast: Cast) -> None:
    client = cast.client("greet")
    answer = post(client, "/balie/nieuw/", SAAR | {"called": "roya"})
    assert answer.status_code == 200
    assert "Is dit dezelfde?" in answer.content.decode()
    assert f"/balie/mens/{cast.residents['roya'].public_id}/" in answer.content.decode()
    assert not Person.objects.filter(called="roya").exists()
    assert add(client, called="roya", other="roya").person.called == "roya"


def test_the_same_name_of_who_did_not_agree_is_not_told(cast: Cast) -> None:
    assert add(cast.client("greet"), called="Wim").person.pk != cast.people["wim"].pk


def test_the_card_is_printed_and_opens(cast: Cast) -> None:
    client = cast.client("greet")
    resident = add(client)
    answer = client.get(f"/balie/mens/{resident.public_id}/kaart.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="kaart.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Saar" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert AccessLine.objects.filter(subject=resident.person.public_id, act=Act.PRINTED).count() == 1


def test_the_card_holds_the_address_of_the_program(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.URL = ["*"], "https://wooncirkel.example"
    client, said = cast.client("greet"), []
    resident = add(client)
    monkeypatch.setattr(
        "wooncirkel.apps.circles.views.cards.card_pdf",
        lambda *, called, address: said.append(address) or b"%PDF",
    )
    client.get(f"/balie/mens/{resident.public_id}/kaart.pdf", HTTP_HOST="evil.example")
    assert [address.startswith("https://wooncirkel.example/k/") for address in said] == [True]


def secret_in(client: Client, resident: Resident, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the secret that stands in the QR code of a printed card."""
    said: list[str] = []
    monkeypatch.setattr(
        "wooncirkel.apps.circles.views.cards.card_pdf",
        lambda *, called, address: said.append(address) or b"%PDF",
    )
    assert client.get(f"/balie/mens/{resident.public_id}/kaart.pdf").status_code == 200
    return said[0].rstrip("/").rsplit("/", 1)[1]


def test_the_printed_secret_is_that_of_the_card_and_stands_nowhere_readable(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.client("greet")
    resident = add(client)
    secret = secret_in(client, resident, monkeypatch)
    assert Card.objects.get(person=resident.person).token_hash == hashed(secret)
    assert secret not in str(dict(client.session))


def test_a_quarter_of_an_hour_later_the_card_cannot_be_printed(cast: Cast) -> None:
    client = cast.client("greet")
    resident = add(client, findable="ja")
    session = client.session
    kept = session["desk_cards"]
    kept[str(resident.public_id)][2] = (timezone.now() - timedelta(minutes=16)).isoformat()
    session["desk_cards"] = kept
    session.save()
    assert client.get(f"/balie/mens/{resident.public_id}/kaart.pdf").status_code == 404
    assert "Maak een nieuwe kaart" in client.get(f"/balie/mens/{resident.public_id}/").content.decode()


def test_a_card_is_made_anew_and_the_old_one_blocked(cast: Cast) -> None:
    client = cast.client("greet")
    resident = add(client)
    pictures = {"picture1": "book", "picture2": "ball", "picture3": "apple"}
    own = f"/balie/mens/{resident.public_id}/"
    assert client.get(f"{own}kaart/").status_code == 200
    assert post(client, f"{own}kaart/", pictures | {"picture2": "book"}).status_code == 200
    assert post(client, f"{own}kaart/", pictures).status_code == 302
    assert Card.objects.filter(person=resident.person, blocked_at=None).count() == 1
    assert Card.objects.filter(person=resident.person).count() == 2
    assert post(client, f"{own}kaart/blokkeren/").status_code == 302
    assert not Card.objects.filter(person=resident.person, blocked_at=None).exists()
    assert client.get(f"{own}kaart.pdf").status_code == 404


def test_undo_erases_wholly(cast: Cast) -> None:
    client = cast.client("greet")
    resident = add(client)
    post(client, f"/balie/mens/{resident.public_id}/schrijven/", text="Ik bak graag.", ring="all")
    key, accounts = resident.person.public_id, Account.objects.count()
    assert post(client, f"/balie/mens/{resident.public_id}/toch-niet/").status_code == 302
    assert not Person.objects.filter(public_id=key).exists()
    assert not Resident.objects.filter(pk=resident.pk).exists()
    assert not Line.objects.filter(text="Ik bak graag.").exists()
    assert Account.objects.count() == accounts - 1
    assert key in erased_persons()
    assert client.get(f"/balie/mens/{resident.public_id}/").status_code == 404
    assert AccessLine.objects.filter(subject=key, act=Act.ERASED).exists()


def later(resident: Resident) -> None:
    """Let somebody have been added sixteen minutes ago."""
    Person.objects.filter(pk=resident.person_id).update(added_at=timezone.now() - timedelta(minutes=16))


def test_undo_is_for_a_quarter_of_an_hour(cast: Cast) -> None:
    client = cast.client("greet")
    hidden, agreed = add(client), add(client, called="Sanne", findable="ja")
    later(hidden)
    later(agreed)
    assert client.get(f"/balie/mens/{hidden.public_id}/").status_code == 404
    assert post(client, f"/balie/mens/{hidden.public_id}/toch-niet/").status_code == 404
    assert "Toch niet" not in client.get(f"/balie/mens/{agreed.public_id}/").content.decode()
    assert post(client, f"/balie/mens/{agreed.public_id}/toch-niet/").status_code == 404
    assert Person.objects.filter(called__in=["Saar", "Sanne"]).count() == 2


def test_undo_is_for_the_host_who_added_her(cast: Cast) -> None:
    resident = add(cast.client("greet"), findable="ja")
    bart = cast.client("bart")
    assert bart.get(f"/balie/mens/{resident.public_id}/").status_code == 200
    assert post(bart, f"/balie/mens/{resident.public_id}/toch-niet/").status_code == 404
    hidden = add(cast.client("greet"), called="Sanne")
    assert bart.get(f"/balie/mens/{hidden.public_id}/").status_code == 404


def test_undo_does_not_reach_who_was_there_already(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["roya"].pk).update(added_by=cast.people["bart"])
    client, roya = cast.client("bart"), cast.residents["roya"]
    assert post(client, f"/balie/mens/{roya.public_id}/toch-niet/").status_code == 404


@pytest.mark.parametrize("what", ["came in", "told", "elsewhere", "works"])
def test_undo_does_not_reach_who_has_begun_herself(cast: Cast, what: str) -> None:
    client = cast.client("greet")
    resident = add(client, findable="ja")
    if what == "came in":
        Account.objects.filter(person=resident.person).update(last_login=timezone.now())
    elif what == "told":
        Line.objects.create(resident=resident, text="Van mij", written_at=timezone.now())
    elif what == "elsewhere":
        Resident.objects.create(circle=cast.circles["anker"], person=resident.person, came_at=NOON)
    else:
        Membership.objects.create(
            circle=cast.circles["linde"],
            person=resident.person,
            role=Role.GOOD_NEIGHBOUR,
            starts_on=day(),
            ends_on=day(9),
        )
    assert "Dan wissen we alles" not in client.get(f"/balie/mens/{resident.public_id}/").content.decode()
    assert post(client, f"/balie/mens/{resident.public_id}/toch-niet/").status_code == 404
    assert Person.objects.filter(pk=resident.person_id).exists()


@pytest.mark.parametrize(("ring", "shared"), [("me", []), ("mine", ["mine"]), ("all", ["all"])])
def test_a_host_writes_down_what_somebody_says(cast: Cast, ring: str, shared: list[str]) -> None:
    client, roya = cast.client("greet"), cast.residents["roya"]
    answer = post(client, f"/balie/mens/{roya.public_id}/schrijven/", text=" Ik zing. ", ring=ring)
    assert answer.status_code == 302
    line = Line.objects.get(text="Ik zing.")
    assert (line.resident, line.typed_by) == (roya, cast.people["greet"])
    given = Sharing.objects.filter(line=line)
    assert [row.ring for row in given] == shared
    assert all((row.given_by, row.typed_by) == (roya.person, cast.people["greet"]) for row in given)
    assert "Ik zing." in client.get(f"/balie/mens/{roya.public_id}/").content.decode()
    assert AccessLine.objects.filter(subject=roya.person.public_id, act=Act.ADDED, what="words").count() == 1


def test_later_a_host_sees_only_what_she_may_see_anyway(cast: Cast) -> None:
    client, roya = cast.client("greet"), cast.residents["roya"]
    own = f"/balie/mens/{roya.public_id}/"
    post(client, f"{own}schrijven/", text="Voor mij alleen", ring="me")
    post(client, f"{own}schrijven/", text="Voor de buurt", ring="all")
    Line.objects.filter(typed_by=cast.people["greet"]).update(
        written_at=timezone.now() - timedelta(minutes=16)
    )
    page = client.get(own).content.decode()
    assert "Voor mij alleen" not in page
    assert "Voor de buurt" in page
    assert "roya tells all" in page
    assert "roya tells mine" not in page


def test_what_was_typed_is_taken_back_by_who_typed_it(cast: Cast) -> None:
    greet, bart, roya = cast.client("greet"), cast.client("bart"), cast.residents["roya"]
    post(greet, f"/balie/mens/{roya.public_id}/schrijven/", text="Ik zing.", ring="all")
    line = Line.objects.get(text="Ik zing.")
    undo = f"/balie/regel/{line.public_id}/toch-niet/"
    assert post(bart, undo).status_code == 404
    assert greet.get(undo).status_code == 405
    assert post(greet, undo).status_code == 302
    assert not Line.objects.filter(pk=line.pk).exists()
    own = cast.lines["roya-all"]
    assert post(greet, f"/balie/regel/{own.public_id}/toch-niet/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " ", "ring": "me"}, "Schrijf op wat zij of hij zegt."),
        ({"text": "a" * 501, "ring": "me"}, "hooguit 500 tekens"),
        ({"text": "a\0", "ring": "me"}, "niet kunnen lezen"),
        ({"text": "Ik zing.", "ring": "iedereen"}, "Vraag wie dit mag zien."),
        ({"text": "Ik zing."}, "Vraag wie dit mag zien."),
    ],
)
def test_words_that_cannot_be_kept(cast: Cast, fields: dict[str, str], sentence: str) -> None:
    roya = cast.residents["roya"]
    answer = post(cast.client("greet"), f"/balie/mens/{roya.public_id}/schrijven/", fields)
    assert (answer.status_code, Line.objects.filter(typed_by__isnull=False).count()) == (200, 0)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("name", ["wim", "noor", "sipke", "els"])
def test_who_did_not_agree_and_who_lives_elsewhere_look_like_nobody(cast: Cast, name: str) -> None:
    nobody = f"/balie/mens/{uuid.uuid4()}/"
    for host in ("greet", "bart"):
        client = cast.client(host)
        for there in addresses(cast.residents[name]):
            assert client.get(there).content == client.get(nobody).content
        assert post(client, addresses(cast.residents[name])[1], text="x", ring="all").status_code == 404
    assert not Line.objects.filter(text="x").exists()
    assert not AccessLine.objects.filter(subject=cast.people[name].public_id).exists()


def test_without_names_the_desk_explains_and_stores_nobody(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.circles["linde"].pk).update(names_open_at=None)
    client = cast.client("bart")
    assert "Hier zijn nog geen namen" in client.get("/balie/").content.decode()
    assert client.get("/balie/nieuw/").status_code == 404
    assert post(client, "/balie/nieuw/", SAAR).status_code == 404
    assert client.get(addresses(cast.residents["roya"])[0]).status_code == 404
    assert not Person.objects.filter(called="Saar").exists()
    with pytest.raises(NamesClosedError):
        add_resident(
            circle=cast.circles["linde"], person=cast.people["piet"], now=NOON, findable=True, by=None
        )


def test_a_role_taken_away_in_the_middle(cast: Cast) -> None:
    client = cast.client("bart")
    assert client.get("/balie/nieuw/").status_code == 200
    Membership.objects.filter(person=cast.people["bart"]).update(ended_at=timezone.now())
    assert post(client, "/balie/nieuw/", SAAR).status_code == 404
    assert not Person.objects.filter(called="Saar").exists()


def test_a_deactivated_account(cast: Cast) -> None:
    client = cast.client("bart")
    Account.objects.filter(person=cast.people["bart"]).update(is_active=False)
    assert client.get("/balie/").status_code == 404


def test_a_host_of_two_circles_chooses_her_desk(cast: Cast) -> None:
    Membership.objects.create(
        circle=cast.circles["anker"],
        person=cast.people["bart"],
        role=Role.HOST,
        starts_on=day(-1),
        ends_on=day(9),
    )
    client = cast.client("bart")
    anker = cast.circles["anker"].public_id
    assert "Het Anker" in client.get("/balie/").content.decode()
    answer = post(client, f"/balie/nieuw/?kring={anker}", SAAR)
    assert Resident.objects.get(person__called="Saar").circle == cast.circles["anker"], answer
    for wrong in (cast.circles["eik"].public_id, uuid.uuid4(), "x"):
        assert client.get(f"/balie/?kring={wrong}").status_code == 404


def test_who_left_comes_back(cast: Cast) -> None:
    wim = cast.residents["wim"]
    Resident.objects.filter(pk=wim.pk).update(left_at=NOON)
    back = add_resident(
        circle=wim.circle, person=wim.person, now=timezone.now(), findable=True, by=cast.people["bart"]
    )
    assert (back.pk, back.left_at, back.findable_by) == (wim.pk, None, cast.people["bart"])
    assert back.came_at == NOON
    assert Ring.ME == "me"
