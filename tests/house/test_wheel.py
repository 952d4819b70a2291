"""The built wheel is whole: in an empty environment it makes its tables and serves its first page."""

import importlib.util
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.site import Site, environment
from support.tree import ROOT, SRC, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this source."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_all_of_the_package_is_inside(inside: set[str]) -> None:
    ours = {path.relative_to(SRC.parent).as_posix() for path in files(SRC)}
    assert ours - inside == set()


@pytest.mark.parametrize("part", ["/templates/", "/static/", "/migrations/", "/demo/", "/LICENSE"])
def test_what_python_does_not_see_is_inside(inside: set[str], part: str) -> None:
    assert [name for name in inside if part in name]


def test_nothing_else_is_inside(inside: set[str]) -> None:
    """No tests, benchmarks or documents: the package and its own description alone."""
    assert {name.split("/")[0] for name in inside if ".dist-info/" not in name} == {"wooncirkel"}
    assert not [name for name in inside if "__pycache__" in name or "/test" in name]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of an empty environment with the wheel and the locked parts."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    python = folder / "bin" / "python"
    quick = importlib.util.find_spec("uv") is not None
    make = ["uv", "venv", "-q", "--python", sys.executable] if quick else ["venv"]
    fill = ["uv", "pip", "install", "-q", "--python", str(python)] if quick else []
    by = sys.executable if quick else str(python)
    run([sys.executable, "-m", *make, str(folder)])
    for what in (["--require-hashes", "-r", "requirements.lock"], ["--no-deps", str(wheel)]):
        run([by, "-m", *(fill or ["pip", "install", "-q"]), *what])
    return python


def run(command: list[str]) -> None:
    """Run to the end, from the repository; a failure tells what was said."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[Site]:
    """The installed program after `wooncirkel init`.

    The kernels stay plain Python here: `./dev demo` in a fresh clone is where they are compiled from nothing.
    """
    more = {"PYTHONPATH": "", "NUMBA_DISABLE_JIT": "1"}
    command = [str(installed.parent / "wooncirkel"), "init"]
    alone = environment(tmp_path / "var", **more)
    subprocess.run(command, cwd=tmp_path, env=alone, check=True, capture_output=True, timeout=240)
    running = Site(tmp_path / "var", python=str(installed), **more).start()
    yield running
    assert running.stop() == 0


def test_the_installed_program_serves_its_first_page(served: Site) -> None:
    """The page has its heading from the template, and its style from the collected static files."""
    page = served.get("/")
    assert '<html lang="nl">' in page
    assert re.search(r"<h1[^>]*>Fijn wonen", page)
    style = re.search(r'href="(/static/shared/look\.[0-9a-f]{12}\.css)"', page)
    assert style
    assert "--leaf" in served.get(style[1])
