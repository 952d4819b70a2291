"""Who sees which line, and who sees whom: the cast, counted on one's fingers."""

import pytest
from django.utils import timezone

from cast import Cast, day
from wooncirkel.apps.circles.actor import Actor, Held
from wooncirkel.apps.circles.models import Circle, Line, Membership, OwnPerson, Person, Resident, Sharing
from wooncirkel.apps.circles.rules import lines_seen, residents_seen

pytestmark = pytest.mark.database


def actor(cast: Cast, name: str, *, tablet: bool = False) -> Actor:
    """Return somebody as she asks for a page."""
    person = cast.people[name]
    roles = Membership.objects.filter(person=person)
    now = roles.filter(ended_at=None, ends_on__gte=day(), starts_on__lte=day())
    homes = person.residencies.filter(left_at=None, circle__names_open_at__isnull=False)
    return Actor(
        today=timezone.localdate(),
        person=person.pk,
        key=person.public_id,
        tablet=cast.tablet if tablet else None,
        held=tuple(Held(row.role, row.circle_id, row.organisation_id, None) for row in now),
        homes=frozenset(homes.values_list("circle_id", flat=True)),
        left=frozenset(roles.values_list("circle_id", flat=True))
        - frozenset(now.values_list("circle_id", flat=True)),
        helps=frozenset(person.represents.values_list("resident_id", flat=True)),
    )


def lines(cast: Cast, name: str, *, tablet: bool = False) -> set[str]:
    """Return the lines that somebody sees."""
    seen = Line.objects.filter(lines_seen(actor(cast, name, tablet=tablet)))
    return set(seen.values_list("text", flat=True))


def residents(cast: Cast, name: str, *, tablet: bool = False) -> set[str]:
    """Return the residents whom somebody sees."""
    seen = Resident.objects.filter(residents_seen(actor(cast, name, tablet=tablet)))
    return set(seen.values_list("person__called", flat=True))


ROYA, WIM = {"roya tells all"}, {"wim tells all"}
LINES = {
    "wim": {"wim tells me", "wim tells mine"} | WIM | ROYA,
    "els": {"els tells me", "els tells mine", "els tells all"} | WIM | ROYA,
    "sipke": WIM | ROYA,
    "noor": {"noor tells me", "noor tells mine", "noor tells all"},
    "fatima": {"wim tells mine"} | WIM,
    "anna": WIM | ROYA,
    "chris": WIM | ROYA,
    "jan": WIM | ROYA,
    "kees": WIM | ROYA,
    "eva": WIM | ROYA,
    "otto": {"noor tells all"},
} | {name: set() for name in ("dewi", "finn", "gijs", "hanna", "lotte", "mo", "piet", "ria")}


@pytest.mark.parametrize("name", LINES)
def test_lines(cast: Cast, name: str) -> None:
    assert lines(cast, name) == LINES[name]


RESIDENTS = {
    "wim": {"Wim", "Roya"},
    "els": {"Els", "Wim", "Roya"},
    "sipke": {"Sipke", "Wim", "Roya"},
    "noor": {"Noor"},
    "fatima": {"Wim"},
    "anna": {"Wim", "Roya"},
    "ria": {"Sipke"},
    "otto": {"Noor"},
} | {name: set() for name in ("dewi", "finn", "gijs", "hanna", "lotte", "mo", "piet")}


@pytest.mark.parametrize("name", RESIDENTS)
def test_residents(cast: Cast, name: str) -> None:
    assert residents(cast, name) == RESIDENTS[name]


def test_on_the_tablet_only_who_agreed_to_be_found(cast: Cast) -> None:
    assert residents(cast, "greet", tablet=True) == {"Roya"}
    assert lines(cast, "greet", tablet=True) == ROYA


def test_a_line_taken_back_is_gone(cast: Cast) -> None:
    Sharing.objects.filter(line=cast.lines["wim-all"]).update(ended_at=timezone.now())
    assert lines(cast, "anna") == ROYA


def test_a_sharing_ends_after_its_last_day(cast: Cast) -> None:
    Sharing.objects.filter(line=cast.lines["wim-all"]).update(until=day())
    assert lines(cast, "anna") == WIM | ROYA
    Sharing.objects.filter(line=cast.lines["wim-all"]).update(until=day(-1))
    assert lines(cast, "anna") == ROYA


def test_who_was_named_and_left_work_sees_nothing_more(cast: Cast) -> None:
    OwnPerson.objects.create(resident=cast.residents["wim"], person=cast.people["anna"], since=timezone.now())
    assert "wim tells mine" in lines(cast, "anna")
    Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(-1))
    assert lines(cast, "anna") == set()


def test_before_names_open_there_is_nobody(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.circles["linde"].pk).update(names_open_at=None)
    for name in ("wim", "anna", "fatima"):
        assert lines(cast, name) == set()
        assert residents(cast, name) == set()


def test_who_died_is_seen_by_nobody(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["roya"].pk).update(died_on=day())
    assert residents(cast, "anna") == {"Wim"}
    assert lines(cast, "wim") == {"wim tells me", "wim tells mine"} | WIM
