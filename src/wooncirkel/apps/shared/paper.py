"""Paper twins: PDF/UA through typst, without a network and with our own letters."""

import json
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
