"""Paper twins: PDF/UA through typst, without a network and with our own letters."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import typst

LETTERS = Path(__file__).parent / "letters"


def typeset(template: Path, facts: dict[str, Any], pictures: dict[str, str]) -> bytes:
    """Return the PDF/UA-1 of a template; `facts` become `data`, pictures are SVG texts by file name."""
    files: dict[str, bytes] = {"main": template.read_bytes(), "facts.json": json.dumps(facts).encode()}
    files |= {name: text.encode() for name, text in pictures.items()}
    return typst.compile(  # type: ignore[call-overload,no-any-return]  # its stubs forget that files may be given by name
        files, font_paths=[str(LETTERS)], ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1"]
    )


UNSHOWN = re.compile(r'the text `"(.+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
MOST_SCRIPTS = 60
PICTURE = "PICTURE"
GLUE = dict.fromkeys([0x200D, 0xFE0E, 0xFE0F])
"""Signs that make one picture out of several."""


def typeset_what_we_can(
    template: Path, facts: dict[str, Any], pictures: dict[str, str]
) -> tuple[bytes, bool]:
    """Return the PDF/UA-1, and whether signs of a script for which we have no letters were left open (□)."""
    left_open: set[str] = set()
    for _ in range(MOST_SCRIPTS):
        try:
            return typeset(template, _without(facts, left_open), pictures), bool(left_open)
        except typst.TypstError as error:
            found = UNSHOWN.search(str(error))
            if not found:
                raise
            text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
            left_open |= {script(sign) for sign in text}
    raise ValueError("too many scripts")


def script(sign: str) -> str:
    """Return the script of a letter as Unicode names it ("CJK", "ETHIOPIC"); of what is drawn, PICTURE."""
    kind = unicodedata.category(sign)
    if kind in {"So", "Sk", "Cn", "Co"}:
        return PICTURE
    return unicodedata.name(sign, kind).split(" ")[0].split("-")[0] if kind[0] in "LM" else kind


def _without(facts: Any, scripts: set[str]) -> Any:
    if isinstance(facts, str):
        shown = facts.translate(GLUE) if PICTURE in scripts else facts
        return "".join("□" if ord(sign) > 127 and script(sign) in scripts else sign for sign in shown)
    if isinstance(facts, dict):
        return {name: _without(value, scripts) for name, value in facts.items()}
    return [_without(value, scripts) for value in facts] if isinstance(facts, list | tuple) else facts
