"""The suite itself: where CI looks, a skip is a failure; samples and full counts are kept apart."""

import os
import subprocess
import sys
from pathlib import Path

from support.tree import ROOT

TESTS = """
import pytest

def test_passes():
    pass

def test_skips():
    pytest.skip("no such program here")

@pytest.mark.prove
def test_full():
    pass

def test_counts(amount, tell):
    tell(f"took {amount(sample=5, full=500)}")
"""


def pytest_on(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run these tests with the conftest of this suite."""
    (folder / "test_some.py").write_text(TESTS)
    options = ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), "-p", "tests.conftest"]
    bare = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
    command = [sys.executable, "-m", "pytest", *bare, *options, str(folder), *arguments]
    quiet = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(command, cwd=ROOT, env=quiet | more, capture_output=True, text=True, timeout=120)


def test_a_skip_is_told_at_the_end_and_samples_are_taken(tmp_path: Path) -> None:
    done = pytest_on(tmp_path)
    assert "took 5\n" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no such program here" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("===")
    assert "2 passed, 1 skipped, 1 deselected" in done.stdout


def test_where_ci_looks_a_skip_is_a_failure(tmp_path: Path) -> None:
    done = pytest_on(tmp_path, CI="true")
    assert done.returncode == 1
    assert "CI=true allows no skip: Skipped: no such program here" in done.stdout
    assert "1 failed, 2 passed, 1 deselected" in done.stdout


def test_full_counts_are_for_prove(tmp_path: Path) -> None:
    done = pytest_on(tmp_path, "--prove")
    assert "took 500\n" in done.stdout
    assert "2 passed, 2 deselected" in done.stdout


def test_two_side_by_side_tell_their_counts_too(tmp_path: Path) -> None:
    done = pytest_on(tmp_path, "-n", "2")
    assert "took 5\n" in done.stdout
    assert "2 passed, 1 skipped" in done.stdout


def test_a_machine_without_postgresql_says_so(tmp_path: Path) -> None:
    """A PATH without programs; the usual folder of Debian is hidden by the conftest's own finder."""
    hidden = tmp_path / "hide.py"
    hidden.write_text("from support import programs, postgres\npostgres.postgres_folder = lambda: None\n")
    done = pytest_on(
        tmp_path, "--postgres", "-p", "hide", PYTHONPATH=f"{tmp_path}:{ROOT / 'tests'}:{ROOT / 'src'}"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no PostgreSQL (initdb, postgres) on this machine" in done.stdout
