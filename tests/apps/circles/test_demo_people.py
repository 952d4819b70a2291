"""The invented people of the demo: enough of them, ordinary, nobody's real number, loaded once."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from apps.circles.demo_city import make_neighbourhoods
from wooncirkel.apps.circles.actions.demo import load_demo_people
from wooncirkel.apps.circles.actions.demo_cast import FOLDER, told
from wooncirkel.apps.circles.answers.keeper import RULES
from wooncirkel.apps.circles.forms.mine import NewLineForm, clean_words
from wooncirkel.apps.circles.models import (
    Asked,
    Circle,
    Group,
    GroupMember,
    Line,
    LineKind,
    Membership,
    OwnPerson,
    PartnerContact,
    PurposeWords,
    Refusal,
    Representative,
    Resident,
    Review,
    Role,
    Sharing,
    Tablet,
    Verdict,
)
from wooncirkel.apps.people.models import AccessLine, Account, Language, Likes, Organisation, Person, Reach
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.names import clean_name

pytestmark = [pytest.mark.database, pytest.mark.django_db]

FICTITIOUS = re.compile(r"050 000 00 \d\d")
NUMBER = re.compile(r"(?:\+31|\b0)[\d\s-]{8,}")
MEDICAL = re.compile(
    r"\b(ziek\w*|dokter|arts|huisarts|medicij\w*|pil|pillen|diagnos\w*|depress\w*|psych\w*|verslav\w*|therap\w*"
    r"|trauma\w*|autis\w*|adhd|dement\w*|kanker|diabet\w*|suiker\w*|rolstoel|rollator|beperking\w*|stoornis\w*"
    r"|indicatie|zorgplan|bsn|schuld\w*|cli[eë]nt\w*|pati[eë]nt\w*|behandel\w*|begeleid\w*|angst\w*|paniek\w*"
    r"|handicap\w*|ziekenhuis|operatie|pijn|apothe\w*|geloof|kerk\w*|moskee\w*|bidden|politie\w*|uitkering\w*)\b",
    re.IGNORECASE,
)
KINDS = {"name", "words", "phone", "birthday", "mail", "card", "group"}


@pytest.fixture(scope="module")
def now() -> datetime:
    """The moment of loading: now, as the roles must run today."""
    return timezone.now()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, now: datetime) -> Iterator[dict[str, int]]:
    """The demo people, loaded once for all tests here; what the loading told."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_neighbourhoods()
        counts = load_demo_people(now=now)
        assert counts is not None
        yield counts
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _before(loaded: dict[str, int], db: None) -> None:
    """Every test finds them there."""


def korreweg() -> Circle:
    return Circle.objects.get(name="Korrewegwijk")


def test_as_many_as_promised(loaded: dict[str, int]) -> None:
    assert loaded == {"residents": 200, "workers and volunteers": 30, "lines": Line.objects.count()}
    assert Resident.objects.filter(circle=korreweg()).count() == 200
    assert 600 <= loaded["lines"] <= 680
    assert Organisation.objects.count() == 6
    assert Membership.objects.filter(circle=korreweg()).count() == 30
    assert Membership.objects.filter(circle=korreweg(), organisation=None).count() == 10


def test_a_third_of_the_lines_in_each_ring() -> None:
    rings = Counter(Sharing.objects.filter(ended_at=None).values_list("ring", flat=True))
    alone = Line.objects.exclude(sharings__ended_at=None, sharings__isnull=False).count()
    total = Line.objects.count()
    for count in (rings["all"], rings["mine"], alone):
        assert 0.28 <= count / total <= 0.40
    assert rings["all"] + rings["mine"] + alone == total


def test_nobody_tells_the_same() -> None:
    words = list(Line.objects.filter(kind=LineKind.WORDS).values_list("text", flat=True))
    assert len(words) == len(set(words))
    names = list(Person.objects.values_list("called", flat=True))
    assert len(names) == len(set(names))


def test_somebody_tells_nothing_somebody_is_away_somebody_speaks_tigrinya() -> None:
    assert Resident.objects.filter(lines=None).exists()
    assert Person.objects.exclude(paused_at=None).count() == 4
    assert "ትግርኛ እዛረብ እየ።" in Line.objects.values_list("text", flat=True)
    assert Person.objects.get(called="Selam").language == Language.TIGRINYA
    assert Resident.objects.filter(findable_at=None).exists()
    assert Resident.objects.exclude(findable_at=None).exists()


@pytest.mark.parametrize("called", ["Wim", "Fatima", "Els", "Anna Postma", "Greet", "Roya", "Sipke", "Jan"])
def test_the_people_of_the_look_pages_are_there(called: str) -> None:
    assert Person.objects.filter(called=called, account__isnull=False).count() == 1


def every_text() -> list[str]:
    """Return everything that somebody typed, in rows and in the files."""
    files = [(FOLDER / name).read_text() for name in ("korreweg.json", "residents.json")]
    return [*files, *Line.objects.values_list("text", flat=True)]


def test_no_number_could_be_of_somebody() -> None:
    numbers = [found for text in every_text() for found in NUMBER.findall(text)]
    assert len(numbers) > 30
    assert [number for number in numbers if not FICTITIOUS.fullmatch(number.strip())] == []
    assert all(FICTITIOUS.fullmatch(contact.phone) for contact in PartnerContact.objects.exclude(phone=""))


def test_no_letter_could_reach_somebody() -> None:
    addresses = [found for text in every_text() for found in re.findall(r"\S+@[\w.]+", text)]
    addresses += Account.objects.values_list("email", flat=True)
    assert len(addresses) > 60
    assert [found for found in addresses if not found.rstrip('".,').endswith("@example.org")] == []


def test_no_home_of_somebody() -> None:
    """No street of the neighbourhood is numbered as far as 700."""
    homes = Resident.objects.values_list("home", flat=True)
    assert all(int(home.rpartition(" ")[2]) > 700 for home in homes)


def test_no_word_of_sickness_belief_or_debt() -> None:
    own = [*Line.objects.values_list("text", flat=True), *PurposeWords.objects.values_list("text", flat=True)]
    assert len(own) > 600
    assert [found.group() for text in own for found in MEDICAL.finditer(text)] == []
    assert MEDICAL.search("Ik ben onder behandeling.")


def test_what_they_tell_passes_the_form() -> None:
    for line in Line.objects.all():
        form = NewLineForm(
            QueryDict(mutable=True) | {"kind": line.kind, "text": line.text, "picture": line.picture}
        )
        assert form.is_valid(), (line.text, form.errors)
        assert form.cleaned_data["text"] == line.text


def test_who_they_are_passes_the_form() -> None:
    for person in Person.objects.all():
        assert clean_name(person.called) == person.called
        assert person.language in Language
        assert person.likes in Likes
        assert person.reach in Reach
        assert person.symbol in {"", *DRAWINGS}
    for asked in Asked.objects.all():
        assert clean_words(asked.text) == asked.text


def test_nobody_shouts() -> None:
    assert [text for text in every_text() if "!" in text] == []


def test_every_role_has_somebody_with_an_account() -> None:
    for role in Role:
        holders = Membership.objects.filter(circle=korreweg(), role=role, ended_at=None)
        assert holders.filter(person__account__is_active=True).exists(), role
    assert Representative.objects.filter(person__account__isnull=False).exists()
    assert Resident.objects.filter(person__account=None).exists()


def test_staff_have_a_password_that_nobody_knows_and_others_none() -> None:
    staff = Person.objects.filter(memberships__organisation__isnull=False).distinct()
    assert all(person.account.has_usable_password() for person in staff)
    others = Person.objects.exclude(account=None).exclude(pk__in=staff)
    assert not any(person.account.has_usable_password() for person in others)
    assert not staff.first().account.check_password("demo")


def test_roles_run_today_and_end_within_a_year(now: datetime) -> None:
    today = timezone.localdate(now)
    for membership in Membership.objects.all():
        assert membership.starts_on <= today <= membership.ends_on <= today + timedelta(days=366)
    volunteers = Membership.objects.filter(organisation=None, circle=korreweg())
    assert all(row.vog_on and row.vog_on < today for row in volunteers)


def test_one_circle_has_names_and_the_other_has_not(now: datetime) -> None:
    assert set(korreweg().neighbourhoods.values_list("name", flat=True)) == {
        "Indische buurt",
        "Professorenbuurt",
    }
    assert korreweg().names_open_at < now - timedelta(days=280)
    assert korreweg().hub.name == "De Vensterbank"
    assert korreweg().purposes.count() == 5
    assert [vision.number for vision in korreweg().visions.all()] == [3, 2, 1]
    second = Circle.objects.get(name="De Hoogte")
    assert second.names_open_at is None
    assert second.residents.count() == 0


def test_groups_have_dates_and_somebody_left() -> None:
    assert Group.objects.count() == 5
    assert GroupMember.objects.exclude(left_on=None).count() == 3
    assert all(row.left_on is None or row.left_on > row.joined_on for row in GroupMember.objects.all())


def test_mine_are_there_wherever_something_is_for_mine() -> None:
    told_to_mine = Resident.objects.filter(lines__sharings__ring="mine", lines__sharings__ended_at=None)
    assert told_to_mine.exclude(own_people__ended_at=None, own_people__isnull=False).distinct().count() == 0
    assert not OwnPerson.objects.filter(person=0).exists()
    assert not any(
        row.person_id == row.resident.person_id for row in OwnPerson.objects.select_related("resident")
    )


def test_who_looked_tells_stories(now: datetime) -> None:
    wim = Person.objects.get(called="Wim")
    looks = AccessLine.objects.filter(subject=wim.public_id).order_by("-at")
    newest = looks[0]
    assert newest.actor == Person.objects.get(called="Anna Postma").public_id
    assert newest.what == "name,phone"
    assert timezone.localtime(newest.at).strftime("%A") == "Tuesday"
    for line in AccessLine.objects.all():
        assert now - timedelta(days=40) < line.at < now
        assert set(line.what.split(",")) <= KINDS
        assert line.actor != line.subject
    ordered = list(AccessLine.objects.order_by("pk").values_list("at", flat=True))
    assert ordered == sorted(ordered)


def test_one_question_is_open_and_reviews_wait(now: datetime) -> None:
    question = Asked.objects.get(answered_at=None)
    assert question.to.called == "Greet"
    assert AccessLine.objects.get(pk=question.access_line).what == "name,phone"
    assert question.asked_at < now
    assert Review.objects.filter(closed_at=None).count() == 4
    assert Review.objects.get(closed_by__isnull=False).verdict in Verdict
    assert set(Review.objects.values_list("rule", flat=True)) <= set(RULES)


def test_her_own_no_stands_after_taking_back() -> None:
    boat = Line.objects.get(text="Ik droom van een bootje.")
    assert boat.sharings.filter(ended_at=None).count() == 0
    assert boat.sharings.count() == 1
    assert Refusal.objects.filter(line=boat).exists()


def test_nothing_is_later_than_now(now: datetime) -> None:
    later = (
        Person.objects.filter(Q(added_at__gt=now) | Q(paused_at__gt=now)),
        Resident.objects.filter(Q(came_at__gt=now) | Q(findable_at__gt=now) | Q(talked_on__gt=now.date())),
        Line.objects.filter(written_at__gt=now),
        Sharing.objects.filter(Q(given_at__gt=now) | Q(ended_at__gt=now)),
        OwnPerson.objects.filter(since__gt=now),
        Review.objects.filter(Q(raised_at__gt=now) | Q(closed_at__gt=now)),
    )
    assert [rows.model.__name__ for rows in later if rows.exists()] == []


def test_a_second_time_changes_nothing(now: datetime) -> None:
    models = (
        Person,
        Account,
        Resident,
        Line,
        Sharing,
        OwnPerson,
        Membership,
        AccessLine,
        Circle,
        Tablet,
        Review,
    )
    before = {model: model.objects.count() for model in models}
    Person.objects.filter(called="Wim").update(called="Willem")
    assert load_demo_people(now=now + timedelta(days=1)) is None
    assert {model: model.objects.count() for model in models} == before
    assert Person.objects.filter(called="Willem").exists()


def test_the_files_are_small_and_every_name_in_them_is_known() -> None:
    assert sum(path.stat().st_size for path in Path(FOLDER).iterdir()) < 300_000
    people = {row["key"] for row in told()["people"]} | {
        row["called"] for row in json.loads((FOLDER / "residents.json").read_text())
    }
    assert {way["person"] for way in told()["ways_in"]} <= people
    assert {key for keys in told()["typed_by"].values() for key in keys} <= people
