"""The ways into the demo stand open in the demo alone: the real program, started in each manner."""

import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from support.site import Site, wooncirkel

pytestmark = pytest.mark.house

REAL = {"WOONCIRKEL_HTTPS": "yes", "WOONCIRKEL_HELP_PHONE": "000", "WOONCIRKEL_HOSTS": "example.org"}


@pytest.fixture(scope="module")
def var(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the city and the people of the demo."""
    folder = Path(shutil.copytree(prepared, tmp_path_factory.mktemp("doors") / "var"))
    done = wooncirkel(folder, "demo")
    assert done.returncode == 0, done.stderr
    assert "200 residents, 30 workers and volunteers" in done.stderr
    return folder


def where_to(site: Site, path: str) -> str:
    """Return where an address sends a browser."""
    with closing(HTTPConnection("localhost", site.port)) as link:
        link.request("GET", path)
        with link.getresponse() as answer:
            return str(answer.headers["Location"])


@pytest.fixture(scope="module")
def paths(var: Path) -> list[str]:
    """The ways in as a start of the demo prints them, the page of all first, and last where one leads."""
    site = Site(var, "--demo").start()
    try:
        page = site.get("/demo/")
        found = ["/demo/", *re.findall(r'href="(/demo/als/\w+/)"', page)]
        found.append(where_to(site, found[1]))
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        for path, shows in ((found[1], "Uitloggen"), ("/mijn/", "Fijn dat je er bent.")):
            with browser.open(site.url + path) as page:
                assert shows in page.read().decode()
    finally:
        site.stop()
    assert all(f"{site.url}{path}\n" in site.said() for path in found[1:-1])
    return found


@pytest.fixture
def plain(var: Path) -> Iterator[Site]:
    """The same folder, served without the demo."""
    site = Site(var).start()
    yield site
    site.stop()


def test_a_real_start_refuses_the_demo(var: Path) -> None:
    done = wooncirkel(var, "serve", "--demo", **REAL)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert {"WOONCIRKEL_DEMO", "WOONCIRKEL_HTTPS"} <= set(done.stderr.replace(":", " ").split())


def test_without_the_demo_no_way_in_is_printed_or_opens(paths: list[str], plain: Site) -> None:
    assert len(paths) > 10
    assert "/demo/" not in plain.said()
    for path in paths:
        with pytest.raises(urllib.error.HTTPError) as refused:
            plain.get(path)
        with refused.value as answer:
            assert answer.code == 404
    assert "verzonnen" not in plain.get("/")


def test_the_invented_people_stay_out_of_a_real_installation(prepared: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(prepared, tmp_path / "var"))
    done = wooncirkel(folder, "demo", **REAL)
    assert done.returncode == 0, done.stderr
    assert "The invented people stay out of a real installation" in done.stderr
    assert "residents" not in done.stderr
