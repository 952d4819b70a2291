"""What the documents say is so: links, settings, words, commands; and they speak of the project alone."""

import re
from collections.abc import Iterator

import pytest

from support.tree import ROOT, SRC, files, texts
from wooncirkel import __version__

LINK = re.compile(r"\]\(([^)\s]+)\)")
VARIABLE = re.compile(
    r"\b(?:text|truth|words|secret|one_of|telephone)\(\s*\"([A-Z_]+)\"|setdefault\(\s*\"(NUMBA_[A-Z_]+)\""
)
IDENTIFIER = re.compile(r"`([A-Za-z_]+(?:\.[A-Z_]+)?)`")
COMMAND = re.compile(r"^\./dev ([a-z]+)", re.M)
# Written in pieces, so that this file does not contain what it looks for.
FORBIDDEN = re.compile(
    "/ro" + r"ot/|/ho" + r"me/\w|/wo" + "rk/|/opt/" + r"pypi|pythonhosted" + r"\.org"
    r"|registry" + r"\.npmjs|registry" + r"\.yarnpkg|pypi" + r"\.org/simple"
)
PICTURES = {".png", ".jpg", ".woff2", ".otf", ".ttf", ".pdf"}
PACKED = {".pmtiles", ".npz", ".gz", ".zst", ".parquet", ".gpkg", ".pbf"}


def broken_links(name: str, text: str) -> Iterator[str]:
    """Yield each relative link that leads nowhere."""
    for target in LINK.findall(text):
        path = target.partition("#")[0]
        if path and "://" not in target and not ((ROOT / name).parent / path).exists():
            yield f"{name} → {target}"


def settings_in(source: str) -> set[str]:
    """Return the environment variables that a settings file reads."""
    return {first or second for first, second in VARIABLE.findall(source)}


def glossary_words(text: str) -> set[str]:
    """Return the identifiers that the glossary says are in the program now."""
    now = text.partition("## In the program now")[2].partition("## Fixed for what comes")[0]
    second = [line.split("|")[2] for line in now.splitlines() if line.count("|") >= 4]
    return {word for cell in second for word in IDENTIFIER.findall(cell)}


def test_relative_links_lead_somewhere() -> None:
    assert [line for name, text in texts(ROOT, ".md") for line in broken_links(name, text)] == []


def test_a_broken_link_is_seen() -> None:
    assert list(broken_links("README.md", "[a](docs/nowhere.md) [b](LICENSE) [c](https://example.org)")) == [
        "README.md → docs/nowhere.md"
    ]


def test_every_setting_is_documented() -> None:
    read = settings_in((SRC / "project" / "settings.py").read_text())
    written = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operate/settings.md").read_text(), re.M))
    assert len(read) > 5
    assert read == written


def test_a_setting_is_found_in_source() -> None:
    assert settings_in('A = truth("WOONCIRKEL_NEW", default=False)') == {"WOONCIRKEL_NEW"}


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    code = "\n".join(text for _, text in texts(SRC, ".py"))
    words = glossary_words((ROOT / "docs/glossary.md").read_text())
    assert len(words) > 15
    assert [word for word in sorted(words) if not re.search(rf"\b{word.rpartition('.')[2]}\b", code)] == []


@pytest.mark.parametrize("name", ["README.md", "LEESMIJ.md"])
def test_the_readme_names_two_commands_that_exist(name: str) -> None:
    commands = COMMAND.findall((ROOT / name).read_text())
    assert commands == ["demo", "test"]
    assert all(f'"{command}": {command}' in (ROOT / "dev").read_text() for command in commands)


def test_the_architecture_fits_on_two_pages() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 110


def test_the_change_log_begins_with_this_version() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert headings[0] == __version__
    assert f"softwareVersion: {__version__}" in (ROOT / "publiccode.yml").read_text()


def test_the_public_description_holds_no_placeholder() -> None:
    assert not re.search(r"example\.[a-z]+", (ROOT / "publiccode.yml").read_text())


def test_no_file_speaks_of_the_machine_it_was_made_on() -> None:
    assert [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files()
        if path.suffix not in PICTURES | PACKED
        for found in FORBIDDEN.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ] == []


def test_a_machine_path_is_seen() -> None:
    assert FORBIDDEN.search("see /ro" + "ot/notes")
