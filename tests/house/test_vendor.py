"""Libraries of others lie here as they were published; our own drawings and letters carry their licences."""

import hashlib
import json
import xml.etree.ElementTree as ET

import pytest

from support.tree import APPS, SRC
from wooncirkel.apps.places.marks import MARKS
from wooncirkel.apps.shared.shell import WAYS

STATIC = APPS / "shared" / "static"
VENDOR = STATIC / "vendor"
NOTED = json.loads((VENDOR / "vendor.json").read_text())

pytestmark = pytest.mark.house


def test_every_library_is_as_it_was_vendored():
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }
    assert found == NOTED["files"]


def test_every_library_names_its_version_and_licence():
    folders = {path.name for path in VENDOR.iterdir() if path.is_dir()}
    assert folders == set(NOTED["licences"])
    assert all(folder.rpartition("-")[2][0].isdigit() for folder in folders)


def test_no_library_points_at_a_source_map():
    assert not [path for path in VENDOR.rglob("*js") if b"sourceMappingURL" in path.read_bytes()]


def test_every_icon_that_a_page_uses_is_in_the_sprite():
    drawn = {symbol.get("id") for symbol in ET.parse(STATIC / "shared" / "icons.svg").getroot()}
    used = {mark.icon for mark in MARKS.values()} | {way.icon for way in WAYS}
    named = len(used)
    for template in SRC.rglob("*.html"):
        parts = template.read_text().split('{% icon "')[1:]
        used |= {part.partition('"')[0] for part in parts}
    assert len(used) > named
    assert used <= drawn


def test_letters_and_drawings_carry_their_licences():
    for folder in (STATIC / "shared" / "fonts", APPS / "shared" / "letters"):
        assert "SIL OPEN FONT LICENSE" in (folder / "LICENSE-OFL.txt").read_text()
    assert "ISC License" in (STATIC / "shared" / "art" / "LICENSES.txt").read_text()
