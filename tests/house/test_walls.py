"""The walls between rooms and engines stand; every checker here is shown a breach as well."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import models

from support.tree import APPS, ROOT, SRC, python

ROOMS = (
    ("shared", "django"),
    ("people",),
    ("places",),
    ("circles",),
    ("assets",),
    ("hub",),
    ("together",),
    ("exchange", "initiatives", "learning"),
    ("front",),
)
CLOCKS = {"time", "datetime", "random", "os", "io", "pathlib", "sqlite3", "django", "logging", "socket"}
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint_imports(folder: os.PathLike[str], **more: str) -> "subprocess.CompletedProcess[str]":
    """Run import-linter with the contracts in `folder`."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SRC.parent)} | more,
    )


def test_the_contracts_are_kept() -> None:
    done = lint_imports(ROOT)
    assert "6 kept, 0 broken" in done.stdout, done.stdout[-3000:]


def test_a_broken_contract_is_seen(tmp_path: os.PathLike[str]) -> None:
    """`shared` may not know the rooms above it; here it does."""
    package = ROOT.__class__(tmp_path) / "wooncirkel"
    (package / "apps" / "shared").mkdir(parents=True)
    (package / "apps" / "people").mkdir()
    for folder in (package, package / "apps", package / "apps" / "people"):
        (folder / "__init__.py").write_text("")
    (package / "apps" / "shared" / "__init__.py").write_text("import wooncirkel.apps.people\n")
    text = (ROOT / ".importlinter").read_text()
    rooms = text[: text.index("[importlinter:contract:house]")]
    rooms += text[text.index("[importlinter:contract:rooms]") : text.index("[importlinter:contract:inside]")]
    (ROOT.__class__(tmp_path) / ".importlinter").write_text(rooms)
    done = lint_imports(tmp_path, PYTHONPATH=str(tmp_path))
    assert "0 kept, 1 broken" in done.stdout, done.stdout + done.stderr


def floor(label: str) -> int:
    """Return the floor of a room; rooms of Django and of others lie on the ground."""
    return next((height for height, names in enumerate(ROOMS) if label in names), 0)


def upward_keys(found: Iterator[type[models.Model]]) -> list[str]:
    """Return each foreign key that points to a higher room, or sideways."""
    return [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in found
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and model._meta.app_label != field.related_model._meta.app_label
        and floor(field.related_model._meta.app_label) >= floor(model._meta.app_label) > 0
    ]


def test_every_room_has_a_floor() -> None:
    named = {name for names in ROOMS for name in names}
    assert {folder.name for folder in APPS.iterdir() if (folder / "apps.py").exists()} <= named


def test_no_foreign_key_points_to_a_higher_room() -> None:
    assert upward_keys(apps.get_models()) == []


def test_a_key_that_points_up_is_seen() -> None:
    class Planted(models.Model):
        place = models.ForeignKey("places.Source", models.CASCADE, related_name="+")

        class Meta:
            app_label = "people"

    try:
        assert upward_keys(iter([Planted])) == ["people.Planted.place → places.Source"]
    finally:
        del apps.all_models["people"]["planted"]
        apps.clear_cache()


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of everything a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def outside_world(path: str, text: str) -> list[str]:
    """Return each import with which an engine would know a clock, a file, the web or global chance."""
    return [f"{path}: {name}" for name in imports(ast.parse(text)) if name.split(".")[0] in CLOCKS]


def rows_in_pages(path: str, text: str) -> list[str]:
    """Return each use of `.objects` in a view or form: rows come from queries and actions."""
    if not {"views", "views.py", "forms", "forms.py"} & set(path.split("/")):
        return []
    return [
        f"{path}:{node.lineno}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]


def signals(path: str, text: str) -> list[str]:
    """Return each import of a signal; a room that must react is called by name."""
    names = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.test.signals")
    return [f"{path}: {name}" for name in imports(ast.parse(text)) if name.startswith(names)]


def admin(path: str, text: str) -> list[str]:
    """Return each import of Django's admin, which would walk around the rules."""
    return [f"{path}: {name}" for name in imports(ast.parse(text)) if name.startswith("django.contrib.admin")]


CHECKS: list[tuple[Callable[[str, str], list[str]], str, str]] = [
    (outside_world, "engines", "def f():\n    from datetime import datetime\n"),
    (rows_in_pages, "apps", "def home(request):\n    return Source.objects.all()\n"),
    (signals, "apps", "from django.db.models.signals import post_save\n"),
    (admin, "apps", "from django.contrib import admin\n"),
]


@pytest.mark.parametrize(("check", "folder", "breach"), CHECKS)
def test_the_code_keeps_the_rule(check: Callable[[str, str], list[str]], folder: str, breach: str) -> None:
    assert [line for path, text in python(SRC / folder) for line in check(path, text)] == []
    assert check("apps/people/views.py", breach)
