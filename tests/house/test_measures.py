"""No function above 60 lines, no file above 500."""

import ast
from collections.abc import Iterator

from support.tree import ROOT, SRC, python

FUNCTION, FILE = 60, 500


def body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    documented = ast.get_docstring(node, clean=False) is not None
    return lines - ((first.end_lineno or 0) - first.lineno + 1) if documented else lines


def too_long(path: str, text: str) -> Iterator[str]:
    """Yield what is past the limits in one file."""
    if (size := len(text.splitlines())) > FILE:
        yield f"{path}: {size} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_length(node) > FUNCTION:
            yield f"{path}:{node.lineno} {node.name}: {body_length(node)} lines"


def test_nothing_is_past_the_limits() -> None:
    folders = (SRC, ROOT / "tests", ROOT / "benchmarks")
    assert [
        line for folder in folders for path, text in python(folder) for line in too_long(path, text)
    ] == []


def test_what_is_too_long_is_seen() -> None:
    function = "def f():\n" + "    '''Doc\n    string.'''\n" + "    x = 1\n" * 59
    assert list(too_long("a.py", function)) == []
    assert list(too_long("a.py", function + "    x = 1\n")) == ["a.py:1 f: 61 lines"]
    assert list(too_long("a.py", "x = 1\n" * 501)) == ["a.py: 501 lines"]
