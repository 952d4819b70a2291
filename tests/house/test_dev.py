"""`./dev`: what it says when something is missing, and a fresh clone that opens the city."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from support.site import Site, free_port
from support.tree import ROOT, folder_is_ours

NO_ENSUREPIP = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == "ensurepip":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "ensurepip" else find(name, package)
"""

WAYS_IN = 14
LAST_WAY_IN = "/demo/als/loubna/\n"


@pytest.fixture
def dev() -> ModuleType:
    """The script as a module."""
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    module = module_from_spec(spec_from_loader("dev", loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a fresh clone holds."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if (Path(folder) / name).is_dir() and not folder_is_ours(name)}

    return Path(shutil.copytree(ROOT, tmp_path / "clone", ignore=left_out))


def run(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run `./dev` there, from elsewhere, with this Python."""
    return subprocess.run(
        [sys.executable, str(folder / "dev"), *arguments],
        cwd="/",
        env=os.environ | more,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--help",), 0), (("dance",), 2)])
def test_without_a_verb_it_says_what_there_is(arguments: tuple[str, ...], code: int) -> None:
    done = run(ROOT, *arguments)
    assert done.returncode == code
    assert all(f"./dev {verb}" in done.stdout for verb in ("demo", "test", "prove", "check", "bench", "fmt"))


def test_a_taken_port_is_one_sentence_and_nothing_is_made(clone: Path, taken: int) -> None:
    done = run(clone, "demo", "--port", str(taken))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Port {taken} is taken by another program. Choose another one with --port.\n"
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("wrong", ["0", "65536", "port", "-1", ""])
def test_a_port_is_a_number(wrong: str) -> None:
    done = run(ROOT, "demo", f"--port={wrong}")
    assert done.returncode == 2
    assert done.stderr == f"--port needs a number from 1 to 65535, not {wrong!r}.\n"


def test_python_without_its_parts_names_the_package(clone: Path, tmp_path: Path) -> None:
    (tmp_path / "lacking").mkdir()
    (tmp_path / "lacking" / "sitecustomize.py").write_text(NO_ENSUREPIP)
    done = run(clone, "demo", "--port", str(free_port()), PYTHONPATH=str(tmp_path / "lacking"))
    assert done.returncode == 2
    assert f"python{sys.version_info.major}.{sys.version_info.minor}-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_older_python_is_one_sentence(dev: ModuleType) -> None:
    """Stand in for an older Python: the check comes before anything else is defined."""
    source = (ROOT / "dev").read_text()
    older = "import sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (main)'\n" + source
    done = subprocess.run([sys.executable, "-c", older], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "Wooncirkel needs Python 3.11 or newer; this is 3.9.2.\n"


def test_when_uv_fails_pip_does_the_same(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def quiet(*command: object) -> str:
        asked.append([str(part) for part in command])
        return "no uv here" if "uv" in asked[-1] else ""

    monkeypatch.setattr(dev, "quiet", quiet)
    dev.fill("requirements.lock")
    assert [command[1:4] for command in asked] == [
        ["-m", "pip", "install"],
        ["-m", "uv", "pip"],
        ["-m", "pip", "install"],
    ]
    assert all("--require-hashes" in command for command in asked)


def test_what_cannot_be_installed_is_told(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "quiet", lambda *command: "hash mismatch")
    with pytest.raises(dev.Problem, match="hash mismatch"):
        dev.fill("requirements.lock")


def test_a_changed_lock_or_place_asks_for_a_new_filling(dev: ModuleType, tmp_path: Path) -> None:
    dev.ROOT = tmp_path
    (tmp_path / "requirements.lock").write_text("a==1")
    first = dev.mark("requirements.lock")
    (tmp_path / "requirements.lock").write_text("a==2")
    assert dev.mark("requirements.lock") != first


def opened(clone: Path) -> tuple["subprocess.Popen[str]", float, int]:
    """Run `./dev demo`; return it when the first page is there, the seconds it took, and the port.

    The address comes last, with a way in for each role under it.
    """
    port, began = free_port(), time.monotonic()
    script = subprocess.Popen(
        [sys.executable, str(clone / "dev"), "demo", "--port", str(port)],
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("WOONCIRKEL_")},
    )
    assert script.stdout
    said = []
    for line in script.stdout:
        said.append(line)
        if line.endswith(LAST_WAY_IN):
            break
    address = f"http://localhost:{port}/"
    assert f"Wooncirkel listens on {address}\n" in said, "".join(said)
    assert sum(f"{address}demo/als/" in line for line in said) == WAYS_IN
    site = Site(clone / "var")
    site.url = f"http://localhost:{port}"
    assert "<html" in site.get("/")
    assert "Wie wil je zijn?" in site.get("/demo/")
    return script, time.monotonic() - began, port


def closed(script: "subprocess.Popen[str]", port: int) -> None:
    """Press Ctrl-C, and see that it ends well, says nothing more, and leaves the port."""
    script.send_signal(signal.SIGINT)
    assert script.communicate(timeout=15)[0] == ""
    assert script.returncode == 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections may still linger
        probe.bind(("127.0.0.1", port))


def test_a_fresh_clone_opens_the_city(clone: Path, tell: Callable[[str], None]) -> None:
    script, seconds, port = opened(clone)
    closed(script, port)
    script, again, port = opened(clone)
    closed(script, port)
    tell(f"./dev demo: first page after {seconds:.1f} s from nothing, {again:.1f} s the second time")
    assert (clone / "var").stat().st_mode & 0o777 == 0o700
