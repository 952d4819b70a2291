"""Files of others → clean rows: a list of people, as a spreadsheet writes it.

Reads UTF-8 (with or without mark), UTF-16 and Windows-1252; semicolons, commas or tabs. Every row is either
good or has a sentence that says what is amiss; a file with one such sentence is not taken in at all.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import TypeVar

from wooncirkel.apps.people.models import Language, Likes
from wooncirkel.apps.shared.csvsafe import is_formula
from wooncirkel.apps.shared.names import RefusedNameError, clean_name, folded

T = TypeVar("T")

MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
LONGEST = 200
COLUMNS = {"naam": "called", "taal": "language", "leest": "likes", "vindbaar": "findable"}
BORDERS = ";,\t"

LANGUAGES = {
    "nederlands": "nl",
    "arabisch": "ar",
    "engels": "en",
    "duits": "de",
    "farsi": "fa",
    "perzisch": "fa",
    "frans": "fr",
    "fries": "fy",
    "gronings": "nds",
    "papiaments": "pap",
    "papiamento": "pap",
    "pools": "pl",
    "spaans": "es",
    "tigrinya": "ti",
    "turks": "tr",
    "oekraiens": "uk",
    "een andere taal": "other",
    "anders": "other",
}
LIKES = {"lezen": "read", "luisteren": "hear", "plaatjes": "pictures", "plaatjes kijken": "pictures"}
YES_NO = {"ja": True, "nee": False}

TOO_BIG = "Dit bestand is te groot. Het mag hooguit 2 MB zijn."
TOO_MANY = "In dit bestand staan meer dan 2.000 mensen. Maak er twee bestanden van."
NOT_TEXT = "Dit bestand kunnen we niet lezen. Bewaar het in je rekenblad als CSV, en kies het opnieuw."
NOBODY = "In dit bestand staat niemand."
NO_NAME_COLUMN = "Op de eerste regel staan de kopjes. Daar missen we het kopje “naam”."
UNKNOWN_COLUMN = "Het kopje “{}” kennen we niet. Haal die kolom weg: we bewaren alleen wat nodig is."
TWICE = "Het kopje “{}” staat er twee keer."
OPEN_QUOTE = "Hier gaat iets mis met een aanhalingsteken. Haal het weg of maak het dicht."
TOO_FEW = "Deze regel heeft minder vakjes dan de eerste regel."
TOO_MANY_CELLS = "Deze regel heeft meer vakjes dan de eerste regel."
UNREADABLE = "In een vakje staat een teken dat we niet kunnen lezen. Typ het opnieuw."
FORMULA = "Een vakje begint met =, +, - of @. Dat lijkt op een formule. Typ het zonder dat teken."
TOO_LONG = "In een vakje staan meer dan 200 tekens."
UNKNOWN_LANGUAGE = "De taal “{}” kennen we niet."
UNKNOWN_LIKES = "Bij “leest” kan lezen, luisteren of plaatjes staan."
UNKNOWN_YES = "Bij “vindbaar” kan ja of nee staan."
SAME_IN_FILE = "Deze naam staat ook op regel {}. Zijn het twee mensen? Zet er een letter bij."
SAME_IN_CIRCLE = "Er is al iemand die zo heet. Is dat iemand anders? Zet er een letter bij."


class RowError(ValueError):
    """What is amiss with a row; the message is a Dutch sentence to show."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list; `row` is the line of the file."""

    row: int
    called: str
    language: str = Language.DUTCH.value
    likes: str = Likes.READ.value
    findable: bool = False

    @property
    def language_label(self) -> str:
        """Return the language under its own name."""
        return str(Language(self.language).label)

    @property
    def likes_label(self) -> str:
        """Return how she takes in words, in Dutch."""
        return str(Likes(self.likes).label)


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about one line of the file; line 0 is the file as a whole."""

    row: int
    sentence: str


@dataclass(slots=True)
class PeopleList:
    """What a file came to: people, or problems."""

    people: list[Listed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_people(data: bytes, known: frozenset[str] = frozenset()) -> PeopleList:
    """Read a list of people; `known` are folded names of people who are here already. Never raises."""
    found = PeopleList()
    row = 0
    try:
        for row, listed in _people(_text(data)):
            if isinstance(listed, str):
                found.problems.append(Problem(row, listed))
            else:
                found.people.append(listed)
        if not found.people and not found.problems:
            raise RowError(NOBODY)
    except RowError as error:
        return PeopleList(problems=[*found.problems, Problem(0, str(error))])
    found.problems = sorted([*found.problems, *_same(found.people, known)], key=lambda problem: problem.row)
    return found


def as_text(people: list[Listed]) -> str:
    """Write a list that was read as a file again, for the page on which somebody says yes to it."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one in people:
        likes = next(word for word, value in LIKES.items() if value == one.likes)
        writer.writerow([one.called, one.language, likes, "ja" if one.findable else "nee"])
    return out.getvalue()


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise RowError(TOO_BIG)
    for code in _codes(data):
        try:
            return data.decode(code)
        except UnicodeError:
            continue
    raise RowError(NOT_TEXT)


def _codes(data: bytes) -> tuple[str, ...]:
    """Return how the file may be written, likeliest first; UTF-16 without mark has empty halves."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):  # a workbook, a sheet of paper
        return ()
    if data[1:2] == b"\0" and data[3:4] == b"\0":
        return ("utf-16-le",)
    if data[0:1] == b"\0" and data[2:3] == b"\0":
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _people(text: str) -> Iterator[tuple[int, "Listed | str"]]:
    """Yield the line and the person of each row, or the sentence that says what is amiss with it."""
    rows = _rows(text)
    head = next(rows, None)
    if head is None:
        raise RowError(NOBODY)
    columns = _columns(head[1])
    for count, (row, cells) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise RowError(TOO_MANY)
        try:
            yield row, _person(row, columns, cells)
        except RowError as error:
            yield row, str(error)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each row that says something."""
    border, body, skipped = _border(text)
    reader = csv.reader(StringIO(body, newline=""), delimiter=border, strict=True)
    last = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield last + 1 + skipped, [cell.strip() for cell in cells]
            last = reader.line_num
    except csv.Error as error:
        raise RowError(f"Regel {last + 1 + skipped}: {OPEN_QUOTE}") from error


def _border(text: str) -> tuple[str, str, int]:
    """Return what stands between cells, the text after a line `sep=;`, and how many lines were left out."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5 and first.strip()[4] in BORDERS:
        return first.strip()[4], rest, 1
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(BORDERS, key=head.count), text, 0


def _columns(head: list[str]) -> list[str]:
    """Return the field of each column."""
    names = [folded(cell) for cell in head]
    while names and not names[-1]:
        names.pop()
    for cell, name in zip(head, names, strict=False):
        if name not in COLUMNS:
            unknown = UNKNOWN_COLUMN.format(cell.replace("\0", "")[:40])
            raise RowError(unknown if "naam" in names else NO_NAME_COLUMN)
        if names.count(name) > 1:
            raise RowError(TWICE.format(name))
    if "naam" not in names:
        raise RowError(NO_NAME_COLUMN)
    return [COLUMNS[name] for name in names]


def _person(row: int, columns: list[str], cells: list[str]) -> Listed:
    _refuse_bad(columns, cells)
    values = dict(zip(columns, cells, strict=False))
    try:
        called = clean_name(values["called"])
    except RefusedNameError as error:
        raise RowError(str(error)) from error
    return Listed(
        row,
        called,
        _language(values.get("language", "")),
        _one_of(values.get("likes", ""), LIKES, Likes.READ.value, UNKNOWN_LIKES),
        _one_of(values.get("findable", ""), YES_NO, False, UNKNOWN_YES),
    )


def _refuse_bad(columns: list[str], cells: list[str]) -> None:
    if len(cells) < len(columns):
        raise RowError(TOO_FEW)
    if any(cells[len(columns) :]):
        raise RowError(TOO_MANY_CELLS)
    if any("\0" in cell for cell in cells):
        raise RowError(UNREADABLE)
    if any(len(cell) > LONGEST for cell in cells):
        raise RowError(TOO_LONG)
    if any(is_formula(cell) for cell in cells):
        raise RowError(FORMULA)


def _language(text: str) -> str:
    own_names = {folded(label): value for value, label in Language.choices}
    codes = {value: value for value in Language.values}
    known = own_names | LANGUAGES | codes
    sentence = UNKNOWN_LANGUAGE.format(text.replace("\0", "")[:40])
    return _one_of(text, known, Language.DUTCH.value, sentence)


def _one_of(text: str, known: Mapping[str, T], empty: T, sentence: str) -> T:
    name = folded(text)
    if not name:
        return empty
    if name not in known:
        raise RowError(sentence)
    return known[name]


def _same(people: list[Listed], known: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each name that is there already, in the file or in the circle."""
    first: dict[str, int] = {}
    for person in people:
        name = folded(person.called)
        if name in known:
            yield Problem(person.row, SAME_IN_CIRCLE)
        elif name in first:
            yield Problem(person.row, SAME_IN_FILE.format(first[name]))
        first.setdefault(name, person.row)
