"""A hub that does not exist yet: somebody draws its circle, in each way that people have."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.journey

HOOGTE = "53.23010,6.56020"
OOST = "53.22050,6.58000"


def drawn(page):
    """Wait until the map shows what the address asks."""
    for _ in range(150):
        if page.evaluate("() => document.getElementById('map').dataset.drawn !== undefined"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("The map was not drawn.")


def told(page):
    return page.locator("#said").inner_text()


def pins(page):
    return page.evaluate("() => document.getElementById('map').dataset.pins")


def until(page, condition):
    """Wait until something is true of the page."""
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not happen.")


def test_by_mouse(page, axe):
    page.goto("/cirkel-tekenen/")
    drawn(page)
    page.locator("#map canvas").click(position={"x": 300, "y": 250})
    until(page, lambda: "mensen wonen binnen 10 minuten lopen" in told(page))
    assert re.search(r"plek=53\.\d{5},6\.\d{5}$", page.url)
    until(page, lambda: pins(page) == "A")
    assert axe(page) == []


def test_by_keyboard(page):
    page.goto("/cirkel-tekenen/")
    drawn(page)
    page.locator("#map canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    until(page, lambda: "Plek A" in told(page))
    before = page.url
    page.locator("[data-middle]").focus()
    page.keyboard.press("Enter")
    until(page, lambda: "plek=" in page.url)
    assert page.evaluate("() => document.activeElement.id") == "take-middle"
    page.locator("#zoek").fill("Helpman")
    page.keyboard.press("Enter")
    until(page, lambda: "Helpman" in told(page))
    assert page.url != before
    assert page.evaluate("() => document.activeElement.id") == "zoek"


def test_without_javascript(new_page, axe):
    page = new_page(javascript=False)
    page.goto("/cirkel-tekenen/")
    page.get_by_text("Kies een buurt uit de lijst", exact=True).click()
    page.get_by_role("link", name="Indische buurt").click()
    assert "plek=" in page.url
    expect(page.get_by_text("mensen wonen binnen 10 minuten lopen", exact=True)).to_be_visible()
    picture = page.get_by_alt_text("Kaart: de straten die je in tien minuten bereikt.", exact=False)
    until(page, lambda: picture.evaluate("image => image.complete && image.naturalWidth") == 960)
    page.locator("#zoek").fill("9711 AA")
    page.get_by_role("button", name="Teken").click()
    assert "plek=" in page.url


def test_two_places_side_by_side(page, axe):
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}")
    drawn(page)
    page.get_by_role("link", name="Nog een plek erbij").click()
    until(page, lambda: told(page) == "Kies plek B.")
    assert page.evaluate("() => document.activeElement.id") == "zoek"
    page.locator("#zoek").fill(OOST)
    page.keyboard.press("Enter")
    until(page, lambda: "Plek B" in told(page))
    until(page, lambda: pins(page) == "AB")
    expect(page.get_by_role("region", name="Plekken vergeleken")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Laat plek A groot zien").click()
    until(page, lambda: "Plek A" in told(page))
    page.get_by_role("link", name="Haal plek B weg").click()
    until(page, lambda: pins(page) == "A")
    page.go_back()
    until(page, lambda: pins(page) == "AB")


def test_a_link_shares_the_drawing(page, new_page):
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}&plek={OOST}&toon=B&beschermd=30")
    shared = told(page)
    other = new_page(width=390, height=844)
    other.goto(page.url)
    assert told(other) == shared
    assert other.locator("#beschermd").input_value() == "30"


def test_paper_for_the_council(page):
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}")
    address = page.get_by_role("link", name="Print voor de gemeenteraad").get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    words = PdfReader(BytesIO(answer.body())).pages[0].extract_text()
    assert "Plek A: De Hoogte, Groningen" in words


def test_layers_can_be_put_off_and_on(page):
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}")
    drawn(page)
    before = page.locator("#map").screenshot()
    for name in ("Lopen", "Fietsen"):
        button = page.get_by_role("button", name=name, exact=True)
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
    until(page, lambda: page.locator("#map").screenshot() != before)
    off = page.locator("#map").screenshot()
    page.get_by_role("button", name="Rustig lopen").click()
    until(page, lambda: page.locator("#map").screenshot() != off)


def test_when_the_line_is_lost_the_drawing_stays(page, recorder):
    recorder.allow("Failed to load resource|ERR_")
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}")
    drawn(page)
    shown = page.locator("#answer .stat b").first.inner_text()
    page.route("**/cirkel-tekenen/?*", lambda route: route.abort())
    page.locator("#zoek").fill("Helpman")
    page.keyboard.press("Enter")
    until(page, lambda: page.get_by_role("alert").count() > 0)
    assert "Dat ligt niet aan jou." in page.get_by_role("alert").inner_text()
    assert page.locator("#answer .stat b").first.inner_text() == shown


def test_without_webgl_the_picture_stays(new_page, recorder):
    recorder.allow("WebGL|webgl|cannot be drawn")
    page = new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}")
    until(
        page, lambda: page.get_by_alt_text("Kaart van de straten die je in tien minuten bereikt").count() == 1
    )
    expect(page.get_by_text("mensen wonen binnen 10 minuten lopen", exact=True)).to_be_visible()


def test_outside_the_figures_nothing_is_nought(page):
    page.goto("/cirkel-tekenen/?plek=53.17300,6.60500")
    drawn(page)
    assert "weten we niet" in told(page)
    expect(page.locator("#answer .stat.unknown")).to_have_count(4)


def test_a_mistake_is_answered_kindly(page):
    page.goto("/cirkel-tekenen/")
    drawn(page)
    page.locator("#zoek").fill("Atlantis")
    page.keyboard.press("Enter")
    until(page, lambda: page.locator("#zoek-help").count() > 0)
    assert page.locator("#zoek").input_value() == "Atlantis"


PAGES = [
    "/",
    "/waar/",
    "/buurt/BU00140301/",
    "/cirkel-tekenen/",
    f"/cirkel-tekenen/?plek={HOOGTE}&plek={OOST}",
    f"/cirkel-tekenen/?plek={HOOGTE}&toon=B",
    "/cirkel-tekenen/?plek=53.40000,6.90000&zoek=Atlantis&beschermd=veel",
    "/bronnen/",
]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_accessible(new_page, axe, address, width):
    page = new_page(width=width, height=844)
    page.goto(address)
    if page.locator("#map").count():
        drawn(page)
    assert axe(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(new_page, address):
    page = new_page(width=1280, height=844)
    page.goto(address)
    for width in (1280, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_what_is_not_there_is_said_kindly(page, axe, recorder):
    recorder.allow("404")
    page.goto("/hier/is/niets/")
    expect(page.get_by_role("heading", name="Deze pagina is er niet")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 300_000), (f"/cirkel-tekenen/?plek={HOOGTE}", 1_200_000), ("/waar/", 1_200_000)],
)
def test_first_views_are_small(page, tell, address, most):
    requests = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address)
    if page.locator("#map").count():
        drawn(page)
    page.wait_for_load_state("networkidle")
    size = sum(request.sizes()["responseBodySize"] for request in requests)
    tell(f"first view of {address.partition('?')[0]}: {size} bytes in {len(requests)} answers")
    assert 1000 < size <= most


def test_the_city_opens_a_neighbourhood(page):
    page.goto("/waar/")
    drawn(page)
    page.get_by_role("link", name="Indische buurt").click()
    expect(page.get_by_role("heading", name="Wat is hier al?")).to_be_visible()
    page.get_by_role("link", name="Teken hier een cirkel").click()
    assert "plek=" in page.url


def test_large_text_still_fits(new_page):
    page = new_page(width=640, height=900)
    page.goto(f"/cirkel-tekenen/?plek={HOOGTE}")
    page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 640
