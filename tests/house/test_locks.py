"""The lock files: every line has a hash, and both agree."""

import re
import tomllib

import pytest

from support.tree import ROOT

PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)", re.M)
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")


def pins(name: str) -> dict[str, str]:
    """Return package → version of a lock file."""
    return dict(PIN.findall((ROOT / name).read_text()))


def without_hash(text: str) -> list[str]:
    """Return the pins that carry no hash."""
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M)
    return [block.split()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block]


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    assert pins(name)
    assert without_hash((ROOT / name).read_text()) == []


def test_a_missing_hash_is_seen() -> None:
    assert without_hash("aa==1.0 \\\n    --hash=sha256:ab\nbb==2.0\n") == ["bb==2.0"]


def test_what_runs_is_what_is_tested() -> None:
    run, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in run} == run


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = (project["dependencies"], project["optional-dependencies"]["dev"])
    for group, lock in zip(groups, LOCKS[:2], strict=True):
        wanted = {re.split(r"[\[><=]", line)[0].lower() for line in group}
        assert wanted <= set(pins(lock))
