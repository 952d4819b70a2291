"""Every page of the room with its refusals."""

import json
import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from apps.places.city import TILES, plek, source
from wooncirkel.apps.places.models import Pc6

pytestmark = pytest.mark.database


OF_THE_WALL = re.compile(r"app\.(person|program)|SAVEPOINT")
"""What PostgreSQL is told about who asks: the same for every page."""


def text(response):
    return response.content.decode()


def test_an_empty_page_explains_itself(client, city):
    page = text(client.get("/cirkel-tekenen/"))
    assert "Zo werkt het" in page
    assert "Plek A" in page


def test_a_circle_tells_who_lives_there(client, city):
    page = text(client.get("/cirkel-tekenen/", {"plek": plek("bakery")}))
    assert "mensen wonen binnen 10 minuten lopen" in page
    assert "<b>80</b>" in page  # 75, as a round figure
    assert "mensen in 1 vakje van 100 bij 100 meter" in page
    assert "Hoekbuurt" in page
    assert "We kennen niet elk paadje." in page
    assert "Op loopafstand: 1 school of opleiding en 1 café of eethuis." in page
    assert "Bronnen: de hoek." in page


def test_unknown_people_are_said_in_words(client, bare_city):
    page = text(client.get("/cirkel-tekenen/", {"plek": plek("bakery")}))
    assert "hoeveel mensen binnen 10 minuten lopen wonen" in page
    assert "Hoeveel mensen hier dichtbij wonen, weten we niet." in page
    assert "Van deze plaats kennen we geen buurten." in page


def test_typing_leads_to_the_address_of_the_drawing(client, city):
    answer = client.get("/cirkel-tekenen/", {"zoek": "9712 AB"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/cirkel-tekenen/?plek={plek('square')}"


def test_typing_beside_other_points_keeps_them(client, city):
    answer = client.get(
        "/cirkel-tekenen/", {"plek": plek("church"), "toon": "B", "beschermd": "30", "zoek": "9712 AB"}
    )
    wanted = f"/cirkel-tekenen/?plek={plek('church')}&plek={plek('square')}&toon=B&beschermd=30"
    assert answer.headers["Location"] == wanted


def test_what_was_typed_stays_beside_the_sentence(client, city):
    page = text(client.get("/cirkel-tekenen/", {"zoek": 'Atlan"<tis>'}))
    assert "We vinden “Atlan&quot;&lt;tis&gt;” niet." in page
    assert 'value="Atlan&quot;&lt;tis&gt;"' in page
    assert 'aria-invalid="true"' in page


def test_four_points_side_by_side_and_no_fifth(client, city):
    names = ["bakery", "church", "school", "mill"]
    page = text(client.get("/cirkel-tekenen/", {"plek": [plek(name) for name in names]}))
    assert "De plekken naast elkaar" in page
    assert page.count("data-spot=") == 4
    assert "Nog een plek erbij" not in page


def test_a_point_without_a_street_is_told(client, city):
    page = text(client.get("/cirkel-tekenen/", {"plek": "53.1945,6.5955"}))
    assert "Hier kunnen we geen cirkel tekenen" in page


def test_capacity_is_explained_never_blocked(client, city):
    page = text(
        client.get(
            "/cirkel-tekenen/", {"plek": plek("bakery"), "beschermd": "12", "ambulant": "500", "teams": "2"}
        )
    )
    assert "dat is minder dan op andere plekken (20 tot 35)" in page
    assert "dat is meer dan op andere plekken (50 tot 100)" in page
    assert "dat past bij wat op andere plekken werkt (1 tot 2)" in page


def test_a_number_that_is_none_gets_a_sentence(client, city):
    page = text(client.get("/cirkel-tekenen/", {"plek": plek("bakery"), "beschermd": "veel"}))
    assert "Typ een heel getal van 0 tot 9.999." in page
    assert 'value="veel"' in page


def test_the_drawing_for_the_map(client, city):
    found = json.loads(client.get("/cirkel-tekenen/kaart.json", {"plek": plek("bakery")}).content)
    assert set(found["profiles"]) == {"walk", "older", "cycle"}
    first = found["profiles"]["walk"]["minutes"][0]
    assert first["minute"] == 0
    assert sum(first["sizes"]) * 2 == len(first["steps"])
    assert first["steps"][0] == pytest.approx(656000, abs=2)


@pytest.mark.parametrize("query", [{}, {"plek": "x"}, {"plek": "NaN,NaN"}])
def test_a_drawing_of_nothing_is_not_there(client, city, query):
    assert client.get("/cirkel-tekenen/kaart.json", query).status_code == 404


def test_the_picture_needs_no_script(client, city):
    answer = client.get("/cirkel-tekenen/kaart.svg", {"plek": plek("bakery")})
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert text(answer).startswith("<svg")
    assert ">A</text>" in text(answer)


def test_a_picture_without_a_point_shows_the_streets(client, city):
    assert "</svg>" in text(client.get("/cirkel-tekenen/kaart.svg"))


def test_paper_is_tagged_dutch_and_says_first_what_the_map_does_not_know(client, city):
    answer = client.get("/cirkel-tekenen/raad.pdf", {"plek": plek("bakery")})
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("nl")
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()
    assert len(reader.pages) == 2
    first, second = (page.extract_text() for page in reader.pages)
    assert "Dit weet de kaart niet" in first
    assert "Met deze bewoners spraken we" in first
    assert "Binnen 10 minuten" in second


def test_paper_without_a_point_asks_for_one(client, city):
    answer = client.get("/cirkel-tekenen/raad.pdf")
    assert "Kies eerst een plek" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


def test_a_neighbourhood_begins_with_what_is_here(client, city):
    page = text(client.get("/buurt/BU00010000/"))
    assert page.index("Wat is hier al?") < page.index("Deze buurt naast de hele stad")
    assert "De Bakker" in page
    assert "1 café of eethuis" in page
    assert "Van elke 100 mensen zijn er 25 minstens 65 jaar." in page
    assert "bibliotheken" in page  # among what we do not know


def test_a_withheld_figure_is_said_in_words(client, city):
    page = text(client.get("/buurt/BU00010001/"))
    assert "Het CBS geeft dit niet" in page
    assert "Mool&#x27;n &lt;b&gt;" in page


def test_a_neighbourhood_picture(client, city):
    assert "<path" in text(client.get("/buurt/BU00010000/kaart.svg"))


@pytest.mark.parametrize(
    "path",
    [
        "/buurt/BU99999999/",
        "/buurt/x/kaart.svg",
        "/buurt/%00/",
        "/waar/?kaart=elders",
        "/cirkel-tekenen/?kaart=elders",
        "/waar/?kaart=%00",
        "/waar/?kaart=" + "x" * 999,
    ],
)
def test_what_is_not_there_is_not_there(client, city, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in text(answer)


@pytest.mark.parametrize("path", ["/waar/", "/cirkel-tekenen/"])
def test_without_a_city_there_is_nothing_to_show(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/waar/", "/cirkel-tekenen/", "/bronnen/", "/buurt/BU00010000/", "/cirkel-tekenen/raad.pdf"]
)
def test_pages_are_read_and_not_written(client, city, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_the_city_lists_by_name(client, city):
    page = text(client.get("/waar/"))
    assert page.index("Hoekbuurt") < page.index("Molenbuurt")
    assert "<script>" not in page


def test_a_city_without_cbs_data_says_so(client, bare_city):
    page = text(client.get("/waar/"))
    assert "We kennen de buurten van De Hoek niet, en ook niet wie er woont." in page
    assert "teken er een cirkel" in page


def test_an_old_address_of_the_criteria_leads_to_the_new_one(client, city):
    answer = client.get("/waar/", {"kijk": "criteria", "kaart": "hoek", "zorg": "3"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/waar/criteria/?kaart=hoek&zorg=3")
    assert client.get("/waar/?kijk=criteria").headers["Location"] == "/waar/criteria/"
    assert "criteria" not in text(client.get("/waar/"))


def test_paper_of_a_place_without_a_street_says_so(client, city):
    answer = client.get("/cirkel-tekenen/raad.pdf", {"plek": "53.1945,6.5955"})
    assert "geen cirkel tekenen" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


def test_a_postcode_brings_the_credit_of_its_source(client, city):
    Pc6.objects.update(source=source("pc6", credit="Bron: de post"))
    page = text(client.get("/cirkel-tekenen/", {"plek": plek("bakery")}))
    assert "de post" in page


def test_facilities_for_the_map_carry_their_mark(client, city):
    found = json.loads(client.get("/waar/plekken.json").content)
    kinds = [one["properties"]["kind"] for one in found["points"]["features"]]
    assert sorted(kinds) == ["cafe", "cafe", "school"]
    assert found["marks"]["cafe"] != found["marks"]["school"]


def test_every_source_is_credited(client, city):
    page = text(client.get("/bronnen/"))
    assert "Bron: de hoek" in page
    assert "CC BY" in page


def tiles(client, city, **headers):
    return client.get(f"/kaart/{city.tiles_sha256}.pmtiles", headers=headers)


def test_a_range_of_the_base_map(client, city):
    answer = tiles(client, city, range="bytes=0-6")
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == b"PMTiles"
    assert answer.headers["Content-Range"] == f"bytes 0-6/{len(TILES)}"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_range_is_never_packed(client, city):
    answer = tiles(client, city, range="bytes=0-999", accept_encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert len(b"".join(answer.streaming_content)) == 1000


def test_the_end_of_the_base_map(client, city):
    rest = tiles(client, city, range="bytes=4096-9999999")
    assert b"".join(rest.streaming_content) == TILES[4096:]
    assert tiles(client, city, range=f"bytes={len(TILES)}-").status_code == 416


def test_the_whole_base_map(client, city):
    assert b"".join(tiles(client, city).streaming_content) == TILES


@pytest.mark.parametrize("name", ["0" * 64, "..%2Fsecret-key", "x"])
def test_no_other_file_is_given(client, city, name):
    assert client.get(f"/kaart/{name}.pmtiles").status_code == 404


def test_pages_need_few_queries(client, city):
    four = "&".join(f"plek={plek(name)}" for name in ("bakery", "square", "church", "mill"))
    pages = (
        "/",
        "/waar/",
        f"/cirkel-tekenen/?{four}",
        "/buurt/BU00010000/",
        "/bronnen/",
    )
    for path in pages:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len([one for one in asked if not OF_THE_WALL.search(one["sql"])]) <= 12, asked.captured_queries
