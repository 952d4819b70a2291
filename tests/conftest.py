"""What all tests share: two databases, the real program, Chromium, and no silent skip where CI looks."""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

# Playwright's loop runs in this thread; without this Django refuses every query beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from support import databases, postgres, programs
from support.browser import FLAGS, Recorder
from support.site import Site, wooncirkel

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
CLUSTER = pytest.StashKey[postgres.Cluster]()
FOLDER = pytest.StashKey[Path]()
COUNTS = pytest.StashKey[list[str]]()
LONG_FIRST = ("test_dev.py", "walls/", "journeys/", "backup", "restore")
"""Files that take long begin first: two processes share the rest, and end at about the same moment."""

PATIENCE_MS = 20_000
"""Milliseconds in which a page must show what is expected of it, on a machine that has more to do."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our two choices."""
    parser.addoption("--postgres", action="store_true", help="use a throw-away PostgreSQL instead of SQLite")
    parser.addoption(
        "--prove", action="store_true", help="run the full counts of sampled tests, and only those"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Give this run its folder and its database."""
    folder = Path(tempfile.mkdtemp(prefix="wooncirkel-tests-"))
    config.stash[FOLDER], config.stash[COUNTS] = folder, []
    databases.one_for_each_thread()
    databases.live_in(folder / "var")
    if config.getoption("--postgres") and (cluster := postgres.found()):
        config.stash[CLUSTER] = cluster
        cluster.start()
        databases.use(cluster.url)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if cluster := config.stash.get(CLUSTER, None):
        cluster.stop()
    if folder := config.stash.get(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the full counts and the rest apart; skip what this machine cannot run."""
    proving = config.getoption("--prove")
    keep = [item for item in items if is_full_count(item) is proving or counts_both(item)]
    if not config.getoption("--postgres"):
        keep = [item for item in keep if item.get_closest_marker("wall") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in keep])
    items[:] = sorted(keep, key=lambda item: not any(word in item.nodeid for word in LONG_FIRST))
    if config.getoption("--postgres") and CLUSTER not in config.stash:
        for item in items:
            item.add_marker(pytest.mark.skip(reason="no PostgreSQL (initdb, postgres) on this machine"))


def is_full_count(item: pytest.Item) -> bool:
    """Return whether a test runs in `./dev prove` alone."""
    return item.get_closest_marker("prove") is not None


def counts_both(item: pytest.Item) -> bool:
    """Return whether a test takes a sample in one run and the full count in the other."""
    return "amount" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI looks, a skip is a failure with its reason."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and CI=true allows no skip: {reason(report)}"
    return report


def reason(report: pytest.TestReport) -> str:
    """Return why a test was skipped."""
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of a worker to the run that started it."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["counts"] = session.config.stash[COUNTS]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker has counted."""
    node.config.stash[COUNTS].extend(getattr(node, "workeroutput", {}).get("counts", []))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the counts that tests told, above pytest's own closing lines."""
    if lines := config.stash[COUNTS]:
        terminalreporter.section("counts")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def amount(request: pytest.FixtureRequest) -> Callable[..., int]:
    """Return `amount(sample=…, full=…)`: how many to take in this run, the full count in `./dev prove`."""

    def choose(*, sample: int, full: int) -> int:
        return full if request.config.getoption("--prove") else sample

    return choose


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return a function whose lines are printed at the end: the figures that a test has reached."""
    return request.config.stash[COUNTS].append


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The tests' database; on PostgreSQL they ask it as the application, behind row-level security."""
    postgres = request.config.getoption("--postgres")
    with django_db_blocker.unblock():
        ready = databases.behind_the_wall() if postgres else databases.log_can_be_emptied()
        ready.__enter__()
    yield
    with django_db_blocker.unblock():
        ready.__exit__(None, None, None)


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> postgres.Cluster | None:
    """The PostgreSQL of this run, or nothing when it runs on SQLite."""
    return request.config.stash.get(CLUSTER, None)


@pytest.fixture
def cast(db: None) -> Any:
    """The fixed cast (tests/cast.py), stored: circles, organisations, people of every role."""
    from cast import gather

    return gather()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `wooncirkel init`, without a city. To change it, take a copy."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    done = wooncirkel(folder, "init")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real program with the demo city: `site.url`, `site.get(path)`."""
    folder = shutil.copytree(prepared, tmp_path_factory.mktemp("site") / "var")
    running = Site(folder, "--demo").start()
    yield running
    code = running.stop()
    assert "Traceback" not in running.said(), running.said()
    assert code == 0, running.said()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, started once."""
    if not (path := programs.chromium()):
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def recorder(site: Site) -> Iterator[Recorder]:
    """What went wrong in the browser; a test that provokes an error calls `recorder.allow(pattern)`."""
    listening = Recorder(urlsplit(site.url).netloc)
    yield listening
    assert not listening.faults()


@pytest.fixture
def new_page(chromium: Any, site: Site, recorder: Recorder) -> Iterator[Callable[..., Any]]:
    """Return `new_page(width=1280, height=900, javascript=True, **context)`: a page with its own cookies.

    Addresses may be given without host: `page.goto("/waar/")`.
    """
    contexts = []

    def make(*, width: int = 1280, height: int = 900, javascript: bool = True, **context: Any) -> Any:
        made = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
            **context,
        )
        contexts.append(made)
        recorder.listen(made)
        return made.new_page()

    yield make
    for made in contexts:
        made.close()


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A page of 1280 by 900 with JavaScript."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """Return `axe(page)`: one line for each accessibility fault (WCAG 2.2 AA and axe's best practices)."""
    from axe_playwright_python.sync_playwright import Axe

    # Axe would fetch imported style sheets itself, from the wrong folder and against the page's policy.
    return lambda page: [
        f"{found['id']}: {found['help']} — {', '.join(str(node['target']) for node in found['nodes'])}"
        for found in Axe().run(page, options={"preload": False}).response["violations"]
    ]
