"""What anybody sees of a circle, and what who runs it changes: its house, purposes and vision."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from apps.circles.steering import EVERYBODY, NOT_GIJS, place, post, refused, run, text, value
from cast import NOON, Cast, missing
from wooncirkel.apps.circles.actions.circles import change_hub, write_vision
from wooncirkel.apps.circles.models import Hub, PartnerContact, Purpose, Vision
from wooncirkel.apps.people.models import AccessLine
from wooncirkel.apps.places.models import Neighbourhood, Network

pytest_plugins = ["apps.places.conftest"]
pytestmark = pytest.mark.database
ANONYMOUS = Client


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    """Keep pictures of this test apart."""
    settings.VAR = tmp_path
    return tmp_path


def photo(size: tuple[int, int] = (40, 30), kind: str = "JPEG", **more: Any) -> SimpleUploadedFile:
    """Return a picture as it is sent."""
    out = BytesIO()
    Image.new("RGB", size, "#a33").save(out, kind, **more)
    return SimpleUploadedFile("huis.jpg", out.getvalue(), content_type="image/jpeg")


def vision(cast: Cast, *texts: str) -> None:
    """Write versions of the vision."""
    for number, said in enumerate(texts):
        write_vision(circle=cast.circles["linde"], seen=number, text=said, by=cast.people["gijs"], now=NOON)


@pytest.mark.parametrize("name", ["", *EVERYBODY])
def test_anybody_may_see_the_circles_and_no_person(cast: Cast, name: str) -> None:
    client = cast.client(name) if name else ANONYMOUS()
    found = text(client.get("/cirkels/"))
    assert all(name in found for name in ("De Linde", "Het Anker", "De Eik"))
    shown = text(client.get(place(cast)))
    assert "Buurthub De Linde" in shown
    assert "Zorg Een" in shown
    called = {person.called for person in cast.people.values()}
    assert not [name for name in called if f">{name}<" in shown or f" {name} " in shown]


def test_a_circle_that_is_not_there(cast: Cast) -> None:
    for tail in ("", "kaart.svg", "kring.pdf", f"huis/{'0' * 64}.webp"):
        assert ANONYMOUS().get(f"/cirkel/{missing()}/{tail}").status_code == 404


def test_without_a_circle_there_is_a_kind_word(db: None) -> None:
    assert "Er is hier nog geen kring." in text(ANONYMOUS().get("/cirkels/"))


def test_every_page_leads_to_the_circles(cast: Cast) -> None:
    assert 'href="/cirkels/"' in text(ANONYMOUS().get("/"))


def test_the_vision_and_what_it_was(cast: Cast) -> None:
    vision(cast, "Eerst dit.", "Toen dat.")
    shown = text(ANONYMOUS().get(place(cast)))
    assert shown.index("Toen dat.") < shown.index("Zo stond het er eerder (1)") < shown.index("Eerst dit.")
    assert "Geschreven door de kring" in shown
    assert "Gijs" not in shown


def test_contact_persons_are_for_who_takes_part(cast: Cast) -> None:
    partner = cast.circles["linde"].partners.first()
    PartnerContact.objects.create(partner=partner, name="Saskia Contact", phone="050 1")
    inside = {"gijs", "wim", "roya", "sipke", "els", "anna", "bart", "chris", "dewi", "eva", "finn", "hanna"}
    inside |= {"greet", "jan", "kees"}
    for name in ["", *EVERYBODY]:
        client = cast.client(name) if name else ANONYMOUS()
        assert ("Saskia Contact" in text(client.get(place(cast)))) == (name in inside), name


def test_one_sheet_of_paper_however_much_is_written(cast: Cast, city: Network) -> None:
    circle = cast.circles["linde"]
    circle.neighbourhoods.set(Neighbourhood.objects.all()[:2])
    vision(cast, "Samen eten en drinken. " * 300)
    for purpose in Purpose.values:
        circle.purposes.create(purpose=purpose, text="Lange zin over de buurt. " * 40)
    reader = PdfReader(BytesIO(ANONYMOUS().get(place(cast) + "kring.pdf").content))
    assert len(reader.pages) == 1
    page = reader.pages[0].extract_text()
    assert "De Linde" in page
    assert "Buurthub De Linde" in page
    assert "Zorg Een en Zorg Twee" in page
    assert reader.trailer["/Root"]["/Lang"].startswith("nl")


def test_paper_of_a_bare_circle(cast: Cast) -> None:
    path = f"/cirkel/{cast.circles['eik'].public_id}/kring.pdf"
    answer = cast.client("gijs").get(path)
    reader = PdfReader(BytesIO(answer.content))
    assert "Een wooncirkel." in reader.pages[0].extract_text()
    assert answer.headers["Content-Disposition"] == 'inline; filename="wooncirkel.pdf"'


def test_paper_names_no_person_whoever_prints_it(cast: Cast) -> None:
    PartnerContact.objects.create(partner=cast.circles["linde"].partners.first(), name="Saskia")
    content = cast.client("gijs").get(place(cast) + "kring.pdf").content
    assert "Saskia" not in PdfReader(BytesIO(content)).pages[0].extract_text()


def test_the_map_shows_the_neighbourhood_and_the_house(cast: Cast, city: Network) -> None:
    circle = cast.circles["linde"]
    assert ANONYMOUS().get(place(cast) + "kaart.svg").status_code == 404
    circle.neighbourhoods.set(Neighbourhood.objects.all()[:1])
    without = text(ANONYMOUS().get(place(cast) + "kaart.svg"))
    Hub.objects.filter(circle=circle).update(lon=6.56, lat=53.21)
    with_house = text(ANONYMOUS().get(place(cast) + "kaart.svg"))
    assert without.startswith("<svg")
    assert with_house.count("<circle") == without.count("<circle") + 2  # a pin: a disc with a ring
    assert "kaart.svg" in text(ANONYMOUS().get(place(cast)))


# ── who runs it changes it ──


@pytest.mark.parametrize("tail", ["huis/", "doelen/", "visie/"])
def test_only_who_runs_the_circle_changes_it(cast: Cast, tail: str) -> None:
    refused(cast, place(cast) + tail, NOT_GIJS)
    run(cast, "piet", "anker")
    refused(cast, place(cast) + tail, ["piet"])
    assert cast.client("gijs").get(place(cast) + tail).status_code == 200
    assert ANONYMOUS().get(place(cast) + tail).status_code == 404


@pytest.mark.parametrize("tail", ["huis/foto/", "huis/foto/weg/"])
def test_only_who_runs_the_circle_hangs_a_picture(cast: Cast, tail: str) -> None:
    refused(cast, place(cast) + tail, NOT_GIJS)
    assert cast.client("gijs").get(place(cast) + tail).status_code == 405


def test_the_house_moves(cast: Cast, city: Network) -> None:
    client, path = cast.client("gijs"), place(cast) + "huis/"
    version = value(client.get(path), "version")
    answer = post(client, path, version=version, name="Het Nest", address="Hoek 2", place="9712 AB")
    hub = Hub.objects.get(circle=cast.circles["linde"])
    assert answer.headers["Location"] == place(cast)
    assert (hub.name, hub.address, hub.version) == ("Het Nest", "Hoek 2", 2)
    assert hub.lon is not None
    assert "Het Nest" in text(ANONYMOUS().get("/cirkels/"))


def test_a_place_that_nobody_knows_is_told(cast: Cast, city: Network) -> None:
    client, path = cast.client("gijs"), place(cast) + "huis/"
    answer = post(client, path, version="1", name="Het Nest", place="Atlantis")
    assert "We vinden “Atlantis” niet." in text(answer)
    assert Hub.objects.get(circle=cast.circles["linde"]).name == "Buurthub De Linde"


def test_a_stale_house_shows_both(cast: Cast) -> None:
    client, path = cast.client("gijs"), place(cast) + "huis/"
    hub = cast.circles["linde"].hub
    change_hub(hub=hub, version=1, name="Van hen", address="Lindeweg 1", lon=None, lat=None)
    answer = post(client, path, version="1", name="Van mij", address="Lindeweg 1")
    shown = text(answer)
    assert answer.status_code == 200
    assert "Iemand anders heeft dit net veranderd." in shown
    assert "<bdi>Van hen</bdi>" in shown
    assert 'value="Van mij"' in shown
    assert Hub.objects.get(pk=hub.pk).name == "Van hen"
    again = post(client, path, version=value(answer, "version"), name="Van ons", address="Lindeweg 1")
    assert again.status_code == 302
    assert Hub.objects.get(pk=hub.pk).name == "Van ons"


@pytest.mark.parametrize("version", ["", "0", "-1", "9" * 40, "een", "\0"])
def test_a_version_that_is_none(cast: Cast, version: str) -> None:
    for tail, fields in (("huis/", {"name": "x"}), ("doelen/", {})):
        answer = post(cast.client("gijs"), place(cast) + tail, fields, version=version)
        assert answer.status_code == 200
    assert Hub.objects.get(circle=cast.circles["linde"]).name == "Buurthub De Linde"


def test_a_picture_of_the_house_is_drawn_anew(cast: Cast, var: Path) -> None:
    client, path = cast.client("gijs"), place(cast) + "huis/foto/"
    exif = Image.Exif()
    exif[0x010E] = "canary of the maker"
    answer = post(client, path, picture=photo(exif=exif))
    assert answer.headers["Location"] == place(cast) + "huis/"
    digest = Hub.objects.get(circle=cast.circles["linde"]).picture
    shown = ANONYMOUS().get(f"{place(cast)}huis/{digest}.webp")
    content = b"".join(shown.streaming_content)
    assert shown.headers["Content-Type"] == "image/webp"
    assert content[8:12] == b"WEBP"
    assert b"canary" not in content
    assert Image.open(BytesIO(content)).size == (40, 30)
    assert f"{digest}.webp" in text(ANONYMOUS().get(place(cast)))


def test_a_picture_is_found_under_its_own_house_alone(cast: Cast, var: Path) -> None:
    post(cast.client("gijs"), place(cast) + "huis/foto/", picture=photo())
    digest = Hub.objects.get(circle=cast.circles["linde"]).picture
    for path in (f"{place(cast, 'anker')}huis/{digest}.webp", f"{place(cast)}huis/{'0' * 64}.webp"):
        assert ANONYMOUS().get(path).status_code == 404
    assert ANONYMOUS().get(f"{place(cast)}huis/..%2F..%2Fsecret.webp").status_code == 404


def test_a_picture_taken_down_is_gone(cast: Cast, var: Path, django_capture_on_commit_callbacks: Any) -> None:
    client = cast.client("gijs")
    post(client, place(cast) + "huis/foto/", picture=photo())
    digest = Hub.objects.get(circle=cast.circles["linde"]).picture
    assert (var / "files" / f"{digest}.webp").exists()
    with django_capture_on_commit_callbacks(execute=True):
        post(client, place(cast) + "huis/foto/weg/")
    assert not (var / "files" / f"{digest}.webp").exists()
    assert ANONYMOUS().get(f"{place(cast)}huis/{digest}.webp").status_code == 404


def test_another_picture_takes_the_first_one_away(
    cast: Cast, var: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client = cast.client("gijs")
    Hub.objects.filter(circle=cast.circles["anker"]).update(picture="0" * 64)
    for size in ((40, 30), (60, 20)):
        with django_capture_on_commit_callbacks(execute=True):
            post(client, place(cast) + "huis/foto/", picture=photo(size))
    digest = Hub.objects.get(circle=cast.circles["linde"]).picture
    assert [path.name for path in (var / "files").glob("*.webp")] == [f"{digest}.webp"]


def test_a_picture_that_hangs_in_two_houses_stays(
    cast: Cast, var: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client = cast.client("gijs")
    post(client, place(cast) + "huis/foto/", picture=photo())
    digest = Hub.objects.get(circle=cast.circles["linde"]).picture
    Hub.objects.filter(circle=cast.circles["anker"]).update(picture=digest)
    with django_capture_on_commit_callbacks(execute=True):
        post(client, place(cast) + "huis/foto/weg/")
    shown = ANONYMOUS().get(f"{place(cast, 'anker')}huis/{digest}.webp")
    assert shown.status_code == 200
    shown.close()


@pytest.mark.parametrize(("sent", "said"), [
    (b"no picture", "Dit is geen foto die we kennen."),
    (b"<svg onload=alert(1)></svg>", "Dit is geen foto die we kennen."),
    (b"", "Deze foto is leeg."),
    (b"\xff\xd8\xff" + b"0" * 10_000_001, "Deze foto is te groot."),
])  # fmt: skip
def test_what_is_no_picture_gets_a_sentence(cast: Cast, var: Path, sent: bytes, said: str) -> None:
    file = SimpleUploadedFile("huis.jpg", sent, content_type="image/jpeg")
    answer = post(cast.client("gijs"), place(cast) + "huis/foto/", picture=file)
    assert said in text(answer)
    assert Hub.objects.get(circle=cast.circles["linde"]).picture == ""


def test_no_picture_at_all(cast: Cast, var: Path) -> None:
    assert "Kies eerst een foto." in text(post(cast.client("gijs"), place(cast) + "huis/foto/"))


def test_the_purposes_in_own_words(cast: Cast) -> None:
    client, path = cast.client("gijs"), place(cast) + "doelen/"
    post(client, path, version="1", inclusion="Ook wie niet praat.", safety="Licht in de steeg.")
    shown = text(ANONYMOUS().get(place(cast)))
    assert "Ook wie niet praat." in shown
    assert shown.count("Daar zoeken we nog woorden voor.") == 3
    stale = post(client, path, version="1", inclusion="Iets anders.", safety="Licht in de steeg.")
    assert "Iemand anders heeft dit net veranderd." in text(stale)
    assert "Ook wie niet praat." in text(stale)
    assert "Iets anders." in text(stale)
    assert cast.circles["linde"].purposes.get(purpose="inclusion").text == "Ook wie niet praat."
    post(client, path, version="2", inclusion="", safety="Licht in de steeg.")
    assert not cast.circles["linde"].purposes.filter(purpose="inclusion").exists()


def test_the_vision_keeps_every_version(cast: Cast) -> None:
    client, path = cast.client("gijs"), place(cast) + "visie/"
    for seen in ("0", "1"):
        assert post(client, path, seen=seen, text=f"Versie na {seen}.").status_code == 302
    assert list(Vision.objects.values_list("number", "text")) == [(2, "Versie na 1."), (1, "Versie na 0.")]
    stale = post(client, path, seen="1", text="Te laat.")
    assert "Versie na 1." in text(stale)
    assert "Te laat." in text(stale)
    assert Vision.objects.count() == 2
    assert post(client, path, seen=value(stale, "seen"), text="Samen.").status_code == 302


def test_a_vision_of_nothing_and_of_too_much(cast: Cast) -> None:
    client, path = cast.client("gijs"), place(cast) + "visie/"
    assert "Vul dit in." in text(post(client, path, seen="0", text=""))
    assert "Gebruik hooguit 8000 tekens." in text(post(client, path, seen="0", text="a" * 8001))
    assert "niet kunnen lezen" in text(post(client, path, seen="0", text="a\0b"))
    assert not Vision.objects.exists()


def test_script_in_the_words_stays_words(cast: Cast) -> None:
    vision(cast, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in ANONYMOUS().get(place(cast)).content.decode()


def test_a_public_page_is_no_look_at_anybody(cast: Cast) -> None:
    cast.client("gijs").get(place(cast))
    assert not AccessLine.objects.exists()
