"""Every page of Mijn pagina: shown to whom it should be, not there for anybody else."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from cast import NOON, Cast, day
from support.posts import post, words
from wooncirkel.apps.circles.models import Asked, Circle, OwnPerson, Representative, Resident
from wooncirkel.apps.people.models import AccessLine, Person

pytestmark = pytest.mark.database

OWN = [
    "/mijn/",
    "/mijn/regel/",
    "/mijn/regel/{line}/",
    "/mijn/regel/{line}/anders/",
    "/mijn/regel/{line}/weg/",
    "/mijn/elk-jaar/",
    "/mijn/wie-ik-ben/",
    "/mijn/uit-de-kring/",
    "/mijn/mensen/",
    "/mijn/mensen/{named}/",
    "/mijn/zo-ziet/{fatima}/",
    "/mijn/zo-ziet/buurt/",
    "/mijn/wie-keek/",
    "/mijn/wie-keek/vraag/",
    "/mijn/vragen/",
    "/mijn/wie-helpt/",
    "/mijn/wie-helpt/kiezen/",
    "/mijn/wie-helpt/{helper}/",
    "/buren/{circle}/",
    "/mens/{roya}/",
]
FOR_WHO_SEES = {"/mens/{roya}/", "/buren/{circle}/"}
HERS = [
    address for address in OWN if "{" in address and address not in FOR_WHO_SEES | {"/mijn/zo-ziet/{fatima}/"}
]


def fill(cast: Cast, address: str) -> str:
    """Write the keys of Wim into an address."""
    wim = cast.residents["wim"]
    helper = Representative.objects.get_or_create(
        resident=wim, person=cast.people["fatima"], kind="chosen", starts_on=day(), ends_on=day(30)
    )[0]
    return address.format(
        line=cast.lines["wim-mine"].public_id,
        named=OwnPerson.objects.get(resident=wim).public_id,
        fatima=cast.people["fatima"].public_id,
        helper=helper.public_id,
        circle=cast.circles["linde"].public_id,
        roya=cast.residents["roya"].public_id,
    )


@pytest.mark.parametrize("address", OWN)
def test_a_resident_sees_her_pages(cast: Cast, address: str) -> None:
    answer = cast.client("wim").get(fill(cast, address))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    title = words(answer).partition("<title>")[2].partition("</title>")[0]
    assert not any(name in title for name in ("Wim", "Fatima", "Roya"))


@pytest.mark.parametrize("address", OWN)
def test_who_has_not_signed_in_sees_nothing(cast: Cast, address: str) -> None:
    answer = Client().get(fill(cast, address))
    if address == "/mijn/":
        assert answer.headers["Location"] == "/inloggen/?next=/mijn/"
    else:
        assert answer.status_code == 404


@pytest.mark.parametrize("who", ["roya", "noor", "anna", "gijs", "hanna", "piet"])
@pytest.mark.parametrize("address", HERS)
def test_a_page_of_another_is_as_one_that_is_not_there(cast: Cast, address: str, who: str) -> None:
    client, filled = cast.client(who), fill(cast, address)
    missing = address.format(**dict.fromkeys(["line", "named", "helper"], uuid.uuid4()))
    other, none = client.get(filled), client.get(missing)
    assert (other.status_code, none.status_code) == (404, 404)
    assert other.content == none.content
    assert post(client, filled).content == post(client, missing).content


@pytest.mark.parametrize("who", ["noor", "otto", "piet", "gijs", "hanna", "lotte", "dewi", "ria"])
def test_who_does_not_take_part_sees_no_neighbours(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert client.get(f"/buren/{cast.circles['linde'].public_id}/").status_code == 404
    assert client.get(f"/mens/{cast.residents['roya'].public_id}/").status_code == 404


@pytest.mark.parametrize("who", ["anna", "chris", "jan", "eva", "wim"])
def test_who_takes_part_sees_what_was_told_and_it_is_noted(cast: Cast, who: str) -> None:
    answer = cast.client(who).get(f"/buren/{cast.circles['linde'].public_id}/")
    assert "roya tells all" in words(answer)
    assert "roya tells mine" not in words(answer)
    assert "Els" not in words(answer)
    assert "Sipke" not in words(answer)
    looks = AccessLine.objects.filter(subject=cast.people["roya"].public_id, actor=cast.people[who].public_id)
    assert looks.get().what == "name,words"


def test_nobody_is_looked_for_in_what_is_hidden(cast: Cast) -> None:
    address = f"/buren/{cast.circles['linde'].public_id}/"
    client = cast.client("anna")
    for hidden in ("tells mine", "tells me", "Els", "Sipke", "els tells all"):
        assert post(client, address, words=hidden).headers["Location"] == address
        assert "Daarover vertelde niemand iets" in words(client.get(address)), hidden
    post(client, address, words="ROYA")
    page = words(client.get(address))
    assert "roya tells all" in page
    assert "wim tells all" not in page
    for odd in ("", "\0", "x" * 5000, "٣", "%", "'--", "\u202e"):
        assert post(client, address, words=odd).status_code == 302
        assert client.get(address).status_code == 200


def test_a_long_neighbourhood_comes_in_pages(cast: Cast) -> None:
    from cast import line, person

    for number in range(60):
        someone = person(f"buur{number:03}", account=False)
        home = Resident.objects.create(circle=cast.circles["linde"], person=someone, came_at=NOON)
        line(home, f"told by {number:03}", "all")
    client, address = cast.client("anna"), f"/buren/{cast.circles['linde'].public_id}/"
    pages = [words(client.get(f"{address}?blad={number}")) for number in (1, 2, 3)]
    assert [sum(f"told by {n:03}" in page for page in pages) for n in range(60)] == [1] * 60
    assert words(client.get(f"{address}?blad=99")).count("told by") == pages[2].count("told by")
    assert client.get(f"{address}?blad=-1e9%00").status_code == 200
    noted = AccessLine.objects.filter(actor=cast.people["anna"].public_id)
    first = noted.filter(answer=noted.order_by("pk")[0].answer)
    assert first.count() == pages[0].count('<li class="card">') == 24


def test_one_resident_is_shown_as_far_as_she_may_be(cast: Cast) -> None:
    page = words(cast.client("anna").get(f"/mens/{cast.residents['wim'].public_id}/"))
    assert "wim tells all" in page
    assert "wim tells mine" not in page
    page = words(cast.client("fatima").get(f"/mens/{cast.residents['wim'].public_id}/"))
    assert "wim tells mine" in page
    assert "wim tells me<" not in page
    look = AccessLine.objects.get(actor=cast.people["anna"].public_id, subject=cast.people["wim"].public_id)
    assert look.what == "language,name,reach,words"


@pytest.mark.parametrize("who", ["fatima", "anna", "jan", "roya", "greet"])
def test_so_she_sees_you_is_what_she_sees(cast: Cast, who: str) -> None:
    """The page for Wim shows what the page of the other shows, and is not noted as a look by her."""
    Resident.objects.filter(pk=cast.residents["wim"].pk).update(findable_at=NOON)
    mine = words(cast.client("wim").get(f"/mijn/zo-ziet/{cast.people[who].public_id}/"))
    assert not AccessLine.objects.filter(actor=cast.people[who].public_id).exists()
    theirs = words(cast.client(who).get(f"/mens/{cast.residents['wim'].public_id}/"))
    for told in ("wim tells me<", "wim tells mine", "wim tells all"):
        assert (told in mine) == (told in theirs), told
    assert "wim tells all" in theirs


def test_so_somebody_without_a_right_sees_nothing_of_you(cast: Cast) -> None:
    OwnPerson.objects.create(resident=cast.residents["sipke"], person=cast.people["kees"], since=NOON)
    client = cast.client("sipke")
    page = words(client.get(f"/mijn/zo-ziet/{cast.people['anna'].public_id}/"))
    assert "ziet niets van jou" in page
    assert client.get(f"/mijn/zo-ziet/{cast.people['noor'].public_id}/").status_code == 404
    assert client.get(f"/mijn/zo-ziet/{cast.people['els'].public_id}/").status_code == 404
    Person.objects.filter(pk=cast.people["sipke"].pk).update(paused_at=NOON)
    page = words(client.get(f"/mijn/zo-ziet/{cast.people['kees'].public_id}/"))
    assert "Je hebt pauze" in page


def test_who_has_no_circle_is_greeted_kindly(cast: Cast) -> None:
    page = words(cast.client("piet").get("/mijn/"))
    assert "Je hoort nog niet bij een kring" in page
    staff = words(cast.client("anna").get("/mijn/"))
    assert "Link worker" in staff
    assert "Namens Zorg Een" in staff
    assert f"/buren/{cast.circles['linde'].public_id}/" in staff
    planner = words(cast.client("lotte").get("/mijn/"))
    assert "Planner" in planner
    assert "/buren/" not in planner
    assert "/mijn/ik-help/" in words(cast.client("ria").get("/mijn/"))


def test_who_lives_in_two_circles_chooses(cast: Cast) -> None:
    second = Resident.objects.create(
        circle=cast.circles["anker"], person=cast.people["wim"], came_at=timezone.now()
    )
    client = cast.client("wim")
    assert "Je doet mee in meer dan één kring" in words(client.get("/mijn/"))
    assert client.get("/mijn/regel/").headers["Location"] == "/mijn/"
    assert post(client, f"/mijn/kring/{second.public_id}/").headers["Location"] == "/mijn/"
    assert "wim tells" not in words(client.get("/mijn/"))
    post(client, "/mijn/regel/", kind="words", text="In het anker")
    assert second.lines.get().text == "In het anker"
    assert post(client, f"/mijn/kring/{cast.residents['roya'].public_id}/").status_code == 404


def test_before_names_open_there_is_no_page(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.circles["linde"].pk).update(names_open_at=None)
    client = cast.client("wim")
    assert "Je hoort nog niet bij een kring" in words(client.get("/mijn/"))
    assert client.get("/mijn/regel/").status_code == 404


def test_the_talk_is_offered_after_a_year_and_not_before(cast: Cast) -> None:
    wim, client = cast.residents["wim"], cast.client("wim")
    Resident.objects.filter(pk=wim.pk).update(talked_on=day(-365))
    assert "Klopt alles nog" not in words(client.get("/mijn/"))
    Resident.objects.filter(pk=wim.pk).update(talked_on=day(-366))
    assert "Klopt alles nog" in words(client.get("/mijn/"))
    told = cast.lines["wim-all"].public_id
    answer = post(client, "/mijn/elk-jaar/", **{f"line-{told}": "me", "line-nonsense": "all"})
    assert answer.status_code == 302
    assert Resident.objects.get(pk=wim.pk).talked_on == day()
    assert "wim tells all" not in words(cast.client("anna").get(f"/buren/{wim.circle.public_id}/"))
    assert "wim tells mine" in words(cast.client("fatima").get(f"/mens/{wim.public_id}/"))


def test_a_question_goes_to_somebody_she_trusts_and_comes_back(cast: Cast) -> None:
    wim, client = cast.residents["wim"], cast.client("wim")
    cast.client("anna").get(f"/mens/{wim.public_id}/")
    look = AccessLine.objects.get(subject=wim.person.public_id)
    page = words(client.get(f"/mijn/wie-keek/vraag/?over={look.pk}"))
    assert "Anna" in page
    assert "je eigen woorden" in page
    answer = post(
        client,
        "/mijn/wie-keek/vraag/",
        person=str(cast.people["hanna"].public_id),
        text="Waarom?",
        over=look.pk,
    )
    assert answer.headers["Location"] == "/mijn/vragen/"
    asked = Asked.objects.get()
    assert (asked.to, asked.text, asked.access_line) == (cast.people["hanna"], "Waarom?", look.pk)
    assert cast.client("anna").get(f"/mijn/vragen/{asked.public_id}/").status_code == 404
    keeper = cast.client("hanna")
    assert "Waarom?" in words(keeper.get("/mijn/vragen/"))
    assert post(keeper, f"/mijn/vragen/{asked.public_id}/", text="").status_code == 200
    post(keeper, f"/mijn/vragen/{asked.public_id}/", text="Zij belde jou.")
    post(keeper, f"/mijn/vragen/{asked.public_id}/", text="Anders.")
    assert "Zij belde jou." in words(client.get("/mijn/vragen/"))
    assert "Anders." not in words(client.get("/mijn/vragen/"))


def test_a_question_goes_to_nobody_else_and_is_about_nothing_else(cast: Cast) -> None:
    client = cast.client("wim")
    cast.client("anna").get(f"/mens/{cast.residents['roya'].public_id}/")
    foreign = AccessLine.objects.filter(subject=cast.people["roya"].public_id)[0].pk
    for who in ("anna", "noor", "gijs"):
        fields = {"person": str(cast.people[who].public_id), "text": "Waarom?"}
        assert post(client, "/mijn/wie-keek/vraag/", **fields).status_code == 404
    assert post(client, "/mijn/wie-keek/vraag/", person="x", text="Waarom?").status_code == 200
    post(
        client, "/mijn/wie-keek/vraag/", person=str(cast.people["fatima"].public_id), text="Hoi", over=foreign
    )
    assert Asked.objects.get().access_line is None
    for odd in ("0", "-1", "x", "9" * 40, "%00"):
        assert client.get(f"/mijn/wie-keek/vraag/?over={odd}").status_code == 200
    OwnPerson.objects.filter(person=cast.people["fatima"]).update(ended_at=timezone.now())
    asked = Asked.objects.get()
    assert cast.client("fatima").get(f"/mijn/vragen/{asked.public_id}/").status_code == 404
