"""A circle begins in one neighbourhood or two, without names; a third or a whole district is too large."""

import pytest
from django.test import Client

from apps.circles.steering import EVERYBODY, post, text
from apps.places.city import plek
from cast import NOON, Cast
from wooncirkel.apps.circles.actions.circles import TooLargeError, begin_circle
from wooncirkel.apps.circles.models import Circle, Membership, Partner, Preset, Resident, Role
from wooncirkel.apps.places.models import District, Neighbourhood, Network

pytest_plugins = ["apps.places.conftest"]
pytestmark = pytest.mark.database
NEW = "/cirkels/nieuw/"
FIELDS = {"name": "De Berk", "first": "Hoekbuurt", "preset": "full"}


def third() -> Neighbourhood:
    """Store one more neighbourhood."""
    row = Neighbourhood.objects.get(name="Hoekbuurt")
    row.pk, row.cbs_code, row.name = None, "BU00010077", "Derde"
    row.save()
    return row


def begin(client: Client, **fields: str) -> object:
    """Send the form."""
    return post(client, NEW, FIELDS | fields)


def test_a_planner_begins_a_circle_and_runs_it(cast: Cast, city: Network) -> None:
    answer = begin(cast.client("lotte"), second="Molenbuurt", hub_name="Het Nest", hub_address="Hoek 1")
    made = Circle.objects.get(name="De Berk")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/cirkel/{made.public_id}/"
    assert {row.name for row in made.neighbourhoods.all()} == {"Hoekbuurt", "Molenbuurt"}
    assert (made.hub.name, made.hub.address, made.preset) == ("Het Nest", "Hoek 1", Preset.FULL)
    assert made.hub.lon == pytest.approx(6.56, abs=0.02)
    mine = Membership.objects.get(circle=made)
    assert (mine.person, mine.role) == (cast.people["lotte"], Role.ADMINISTRATOR)
    assert 360 < (mine.ends_on - mine.starts_on).days <= 366
    assert Partner.objects.get(circle=made).organisation == cast.organisations["Welzijn"]


def test_it_begins_without_names(cast: Cast, city: Network) -> None:
    client = cast.client("lotte")
    page = client.get(begin(client).headers["Location"])
    assert "Er staan nu <b>geen namen van bewoners</b> in." in text(page)
    made = Circle.objects.get(name="De Berk")
    assert made.names_open_at is None
    assert not Resident.objects.filter(circle=made).exists()


def test_a_drawn_circle_fills_in_its_neighbourhood(cast: Cast, city: Network) -> None:
    client = cast.client("gijs")
    drawn = client.get("/cirkel-tekenen/", {"plek": plek("bakery")})
    assert f"{NEW}?plek=" in text(drawn)
    page = client.get(NEW, {"plek": plek("bakery")})
    assert 'value="Hoekbuurt (' in text(page)
    begin(client, plek=plek("bakery"))
    made = Circle.objects.get(name="De Berk")
    assert f"{made.lat:.5f},{made.lon:.5f}" == plek("bakery")


def test_who_may_not_begin_sees_no_way_to_it(cast: Cast, city: Network) -> None:
    for name in ("anna", "wim"):
        assert NEW not in text(cast.client(name).get("/cirkel-tekenen/", {"plek": plek("bakery")}))
    anonymous = Client().get("/cirkel-tekenen/", {"plek": plek("bakery")})
    assert NEW not in text(anonymous)
    assert "max-age=60" in anonymous.headers["Cache-Control"]
    mine = cast.client("gijs").get("/cirkel-tekenen/", {"plek": plek("bakery")})
    assert mine.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", [*EVERYBODY, ""])
def test_planners_and_administrators_begin_and_nobody_else(cast: Cast, city: Network, name: str) -> None:
    client = cast.client(name) if name else Client()
    may = name in {"lotte", "gijs"}
    assert client.get(NEW).status_code == (200 if may else 404)
    assert begin(client).status_code == (302 if may else 404)
    assert Circle.objects.filter(name="De Berk").count() == may


@pytest.mark.parametrize("fields", [
    {"first": "Hoekbuurt, Molenbuurt", "second": "Derde"},
    {"first": "Hoekbuurt, Molenbuurt, Derde"},
])  # fmt: skip
def test_a_third_neighbourhood_is_answered_with_the_reason(
    cast: Cast, city: Network, fields: dict[str, str]
) -> None:
    third()
    answer = begin(cast.client("lotte"), **fields)
    assert answer.status_code == 200
    assert "Een derde is te veel: dan kennen mensen elkaar niet meer." in text(answer)
    assert 'value="De Berk"' in text(answer)
    assert not Circle.objects.filter(name="De Berk").exists()


@pytest.mark.parametrize("model", ["district", "municipality"])
def test_a_whole_district_is_answered_with_the_reason(cast: Cast, city: Network, model: str) -> None:
    row = Neighbourhood.objects.select_related("district", "municipality").first()
    large = row.municipality if model == "municipality" else _district(row)
    answer = begin(cast.client("lotte"), first=large.name)
    assert "Dat is te groot voor één kring" in text(answer)
    assert not Circle.objects.filter(name="De Berk").exists()


def _district(row: Neighbourhood) -> District:
    known = row.municipality
    return District.objects.create(
        cbs_code="WK000199", cbs_year=row.cbs_year, name="Noordwijk", outline=b"", municipality=known,
        west=0, south=0, east=0, north=0, source=row.source,
    )  # fmt: skip


def test_the_action_itself_refuses_what_is_too_large(cast: Cast, city: Network) -> None:
    rows = [*Neighbourhood.objects.all()[:2], third()]
    by = cast.people["lotte"]
    for areas, reason in ((rows, "third"), ([rows[0].municipality], "district")):
        with pytest.raises(TooLargeError) as refused:
            begin_circle(name="x", neighbourhoods=areas, preset="full", by=by, now=NOON)
        assert refused.value.reason == reason
    made = begin_circle(name="x", neighbourhoods=[rows[0], rows[0]], preset="full", by=by, now=NOON)
    assert made.neighbourhoods.count() == 1


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("name", "", "Vul dit in."),
    ("name", "a" * 121, "Gebruik hooguit 120 tekens."),
    ("name", "De\0 Berk", "een teken in dat we niet kunnen lezen"),
    ("first", "", "Vul dit in."),
    ("first", 'Atlan"<tis>', "We vinden “Atlan\"<tis>” niet."),
    ("first", "\0", "een teken in dat we niet kunnen lezen"),
    ("preset", "huge", "Kies er een uit de lijst."),
])  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(
    cast: Cast, city: Network, field: str, typed: str, said: str
) -> None:
    answer = begin(cast.client("lotte"), **{field: typed})
    assert answer.status_code == 200
    assert said in text(answer)
    assert Circle.objects.count() == 3


@pytest.mark.parametrize("typed", ["", "x", "NaN,NaN", "99,99", "0,0", "\0", "9" * 60])
def test_a_strange_point_is_left_out(cast: Cast, city: Network, typed: str) -> None:
    client = cast.client("lotte")
    assert client.get(NEW, {"plek": typed}).status_code == 200
    assert begin(client, plek=typed).status_code in {200, 302}


@pytest.mark.parametrize("name", ["نساء الحي", "Δρυς", "👵🏽 ons huis", "\u200fقلب\u200e", "O'Brien & <b>"])
def test_a_circle_may_bear_a_name_in_any_script(cast: Cast, city: Network, name: str) -> None:
    client = cast.client("lotte")
    made = client.get(begin(client, name=name).headers["Location"])
    assert f"<bdi>{name}</bdi>" in text(made)


def test_sent_twice_it_begins_once(cast: Cast, city: Network) -> None:
    client, key = cast.client("lotte"), "0b0e3b9e-3f0a-4d8c-9df2-0f6e6a6f0a01"
    first, again = (begin(client, once=key) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Circle.objects.filter(name="De Berk").count() == 1
    assert client.post(NEW, FIELDS).status_code == 400


def test_a_planner_without_work_begins_without_a_partner(cast: Cast, city: Network) -> None:
    Membership.objects.filter(person=cast.people["lotte"]).update(organisation=None)
    begin(cast.client("lotte"))
    made = Circle.objects.get(name="De Berk")
    assert not made.partners.exists()
    assert made.memberships.get().organisation is None
