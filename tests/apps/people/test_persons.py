"""Somebody is added and changed: names of any script, nothing lost when two people save."""

import unicodedata

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from wooncirkel.apps.people.actions.persons import add_person, change_person
from wooncirkel.apps.people.models import Person
from wooncirkel.apps.shared.names import LONGEST, RefusedNameError, clean_name, folded
from wooncirkel.apps.shared.stale import StaleError

NOW = timezone.now()
KEPT = [
    "Saar",
    "Ümit",
    "Nguyễn Thị Minh",
    "فاطمه",
    "می‌خواهم",  # a joiner that keeps two letters apart
    "李小龙",
    "नमस्ते",
    "O’Neil-van der Berg",
    "👩‍👩‍👧",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "\u200fנועה\u200f",
    "A" * LONGEST,
    "ß",
    "-",
]


@pytest.mark.parametrize("name", KEPT)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Saar \t van\n Dijk ", "Saar van Dijk"),
        ("Cafe\u0301", "Café"),
        ("Sa\x07ar\x1b[31m", "Saar[31m"),
        ("\u202eraaS\u202c", "raaS"),  # what turns a line around is left out
        ("\u2066Saar\u2069", "Saar"),
        ("\ufeffSaar\u00ad", "Saar"),
        ("Saar\u2028Jan", "Saar Jan"),
    ],
)
def test_a_name_is_made_tidy(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "\n", "\u200d", "\u200f\u200e", "\u0301", "\u202e", "\x07"])
def test_nothing_to_read_is_no_name(typed: str) -> None:
    with pytest.raises(RefusedNameError, match="Vul in hoe iemand heet"):
        clean_name(typed)


@pytest.mark.parametrize("typed", ["a\0b", "\0", "a\ud800"])
def test_what_cannot_be_stored_is_refused(typed: str) -> None:
    with pytest.raises(RefusedNameError, match="niet kunnen lezen"):
        clean_name(typed)


def test_too_long_is_refused() -> None:
    with pytest.raises(RefusedNameError, match="hooguit 200 tekens"):
        clean_name("é" * (LONGEST + 1))


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    try:
        name = clean_name(text)
    except RefusedNameError:
        return
    assert clean_name(name) == name
    assert 0 < len(name) <= LONGEST
    assert not any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in name)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Noël", "NOEL"), ("İpek", "i̇pek"), ("Straße", "STRASSE"), ("فاطِمه", "فاطمه"), ("ﬁen", "fien")],
)
def test_names_that_are_found_alike(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.database
@pytest.mark.django_db
class TestStored:
    """What stands in the database."""

    def test_somebody_is_added(self) -> None:
        greet = add_person(called="Greet", by=None, now=NOW)
        saar = add_person(called=" Saar ", by=greet, now=NOW, language="pl", likes="pictures", reach="call")
        stored = Person.objects.get(pk=saar.pk)
        assert (stored.called, stored.language, stored.likes, stored.reach) == (
            "Saar",
            "pl",
            "pictures",
            "call",
        )
        assert (stored.added_by, stored.added_at, stored.account, stored.version) == (greet, NOW, None, 1)

    @pytest.mark.parametrize(
        "fields", [{"language": "klingon"}, {"likes": ""}, {"reach": "x"}, {"language": "n\0"}]
    )
    def test_an_unknown_choice_is_refused(self, fields: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="cannot be"):
            add_person(called="Saar", by=None, now=NOW, **fields)
        assert not Person.objects.exists()

    def test_a_bad_name_stores_nobody(self) -> None:
        with pytest.raises(RefusedNameError):
            add_person(called="\0", by=None, now=NOW)
        assert not Person.objects.exists()

    def test_somebody_is_changed(self) -> None:
        saar = add_person(called="Saar", by=None, now=NOW)
        changed = change_person(person=saar, version=1, now=NOW, called="Sara", symbol="boat")
        assert (changed.called, changed.symbol, changed.version, changed.language) == (
            "Sara",
            "boat",
            2,
            "nl",
        )

    def test_a_stale_save_changes_nothing_and_tells_both(self) -> None:
        saar = add_person(called="Saar", by=None, now=NOW)
        change_person(person=saar, version=1, now=NOW, called="Sara")
        with pytest.raises(StaleError) as stale:
            change_person(person=saar, version=1, now=NOW, called="Sarah", likes="hear")
        assert stale.value.yours == {"called": "Sarah", "likes": "hear"}
        assert stale.value.theirs == {"called": "Sara", "likes": "read"}
        stored = Person.objects.get(pk=saar.pk)
        assert (stored.called, stored.likes, stored.version) == ("Sara", "read", 2)

    @pytest.mark.parametrize("field", ["account", "public_id", "died_on", "added_by", "pk"])
    def test_nothing_else_is_changed(self, field: str) -> None:
        saar = add_person(called="Saar", by=None, now=NOW)
        with pytest.raises(ValueError, match="cannot be"):
            change_person(person=saar, version=1, now=NOW, **{field: "1"})
        assert Person.objects.get(pk=saar.pk).version == 1
