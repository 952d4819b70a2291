"""The criteria are for planners: places, no persons."""

import pytest
from django.test import Client

from apps.circles.steering import EVERYBODY, text
from cast import Cast
from wooncirkel.apps.people.models import AccessLine
from wooncirkel.apps.places.models import Network

pytest_plugins = ["apps.places.conftest"]
pytestmark = pytest.mark.database
PATH = "/waar/criteria/"


@pytest.mark.parametrize("name", ["", *EVERYBODY])
def test_only_a_planner(cast: Cast, city: Network, name: str) -> None:
    client = cast.client(name) if name else Client()
    answer = client.get(PATH)
    assert answer.status_code == (200 if name == "lotte" else 404)
    assert (PATH in text(client.get("/waar/"))) == (name == "lotte")
    assert client.post(PATH).status_code == (405 if name == "lotte" else 404)
    assert not AccessLine.objects.exists()


def test_the_old_address_leads_there(cast: Cast, city: Network) -> None:
    client = cast.client("lotte")
    answer = client.get("/waar/", {"kijk": "criteria", "zorg": "3", "voorzieningen": "1"}, follow=True)
    assert answer.redirect_chain == [(f"{PATH}?zorg=3&voorzieningen=1", 302)]
    assert "3 keer de vraag naar zorg, plus 1 keer weinig plekken" in text(answer)


def test_the_page_of_a_planner_is_kept_by_nobody(cast: Cast, city: Network) -> None:
    client = cast.client("lotte")
    assert client.get(PATH).headers["Cache-Control"] == "no-store"
    assert client.get("/waar/").headers["Cache-Control"] == "no-store"
    assert "max-age=60" in Client().get("/waar/").headers["Cache-Control"]


def test_the_criteria_stand_apart_and_by_name(cast: Cast, city: Network) -> None:
    page = text(cast.client("lotte").get(PATH, {"zorg": "3", "voorzieningen": "1"}))
    assert "Zo rekenen we: 3 keer de vraag naar zorg, plus 1 keer weinig plekken, gedeeld door 4." in page
    assert "De buurten op naam" in page
    assert "Daar hebben we geen cijfers over." in page
    assert f'action="{PATH}"' in page


def test_without_any_weight_there_is_no_sum(cast: Cast, city: Network) -> None:
    page = text(cast.client("lotte").get(PATH, {"zorg": "0", "voorzieningen": "0"}))
    assert "Kies eerst wat meetelt." in page
    assert "gedeeld door" not in page


def test_an_order_is_only_made_when_somebody_asks(cast: Cast, city: Network) -> None:
    client = cast.client("lotte")
    page = text(client.get(PATH))
    assert f"{PATH}?kaart={city.slug}&zorg=5&voorzieningen=5&volgorde=samen" in page
    assert "De buurten op volgorde van de uitkomst" in text(client.get(PATH, {"volgorde": "samen"}))


def test_a_city_without_cbs_data_says_so(cast: Cast, bare_city: Network) -> None:
    assert "geen cijfers over buurten" in text(cast.client("lotte").get(PATH))


@pytest.mark.parametrize("query", [{"kaart": "nergens"}, {"kaart": "\0"}, {"kaart": "x" * 999}])
def test_a_city_that_is_not_there(cast: Cast, city: Network, query: dict[str, str]) -> None:
    assert cast.client("lotte").get(PATH, query).status_code == 404


def test_without_a_city_there_is_nothing_to_show(cast: Cast) -> None:
    assert cast.client("lotte").get(PATH).status_code == 404


def test_weights_that_are_none_count_as_five(cast: Cast, city: Network) -> None:
    page = text(cast.client("lotte").get(PATH, {"zorg": "veel", "voorzieningen": "99"}))
    assert "5 keer de vraag naar zorg, plus 5 keer weinig plekken" in page


def test_it_needs_few_queries(cast: Cast, city: Network, django_assert_max_num_queries: object) -> None:
    client = cast.client("lotte")
    client.get(PATH)
    with django_assert_max_num_queries(30):  # type: ignore[operator]  # PostgreSQL is told who asks
        client.get(PATH)
