"""Who sees which line, and who sees whom: the cast, counted on one's fingers."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.utils import timezone

from cast import NOON, Cast, day, membership, staff
from wooncirkel.apps.circles.actions.members import end_role, reopen_role
from wooncirkel.apps.circles.actions.own_people import let_go_of_all, name_person
from wooncirkel.apps.circles.actor import Actor, Held, actor_of
from wooncirkel.apps.circles.models import (
    Asked,
    Circle,
    Line,
    Membership,
    OwnPerson,
    Person,
    Representative,
    Resident,
    Role,
    Sharing,
)
from wooncirkel.apps.circles.rules import lines_seen, questions_seen, residents_seen
from wooncirkel.apps.people.means import MEANS, METHODS, Means

pytestmark = pytest.mark.database


def actor(cast: Cast, name: str, *, tablet: bool = False) -> Actor:
    """Return somebody as she asks for a page: who works here with her work sign-in and second factor."""
    person = cast.people[name]
    roles = Membership.objects.filter(person=person)
    now = roles.filter(ended_at=None, ends_on__gte=day(), starts_on__lte=day())
    over = roles.exclude(ended_at=None, ends_on__gte=day())
    homes = person.residencies.filter(left_at=None, circle__names_open_at__isnull=False)
    return Actor(
        today=timezone.localdate(),
        person=person.pk,
        key=person.public_id,
        means=Means.WORK if staff(name) else Means.CARD,
        tablet=cast.tablet if tablet else None,
        held=tuple(Held(row.role, row.circle_id, row.organisation_id, None) for row in now),
        homes=frozenset(homes.values_list("circle_id", flat=True)),
        left=frozenset(over.values_list("circle_id", flat=True))
        - frozenset(now.values_list("circle_id", flat=True)),
        helps=frozenset(person.represents.values_list("resident_id", flat=True)),
        close=True,
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


# what was entrusted to somebody alone


def arriving(cast: Cast, name: str, *methods: str) -> Actor:
    """Return somebody as she comes in: with these proofs of work, or with her card."""
    request = HttpRequest()
    request.user = cast.people[name].account  # type: ignore[assignment]
    proofs: dict[str, Any] = {METHODS: [{"method": method} for method in methods]}
    request.session = proofs if methods else {MEANS: Means.CARD}
    return actor_of(request)


def entrusted(actor: Actor) -> tuple[bool, bool, int, int]:
    """Return whether she sees what Wim tells his people, his page, how many questions, and whom she helps."""
    told = Line.objects.filter(lines_seen(actor), text="wim tells mine").exists()
    page = Resident.objects.filter(residents_seen(actor), person__called="Wim").exists()
    return told, page, Asked.objects.filter(questions_seen(actor)).count(), len(actor.helps)


def entrust(cast: Cast, name: str) -> None:
    """Let Wim name somebody and ask her something, and Sipke choose her to help."""
    Sharing.objects.filter(line=cast.lines["wim-all"]).update(ended_at=NOON)
    wim, person, now = cast.residents["wim"], cast.people[name], timezone.now()
    name_person(resident=wim, person=person, now=now)
    Asked.objects.create(resident=wim, to=person, text="Waarom?", asked_at=now)
    Representative.objects.create(
        resident=cast.residents["sipke"], person=person, kind="chosen", starts_on=day(), ends_on=day(9)
    )


@pytest.mark.parametrize("name", ["anna", "bart", "dewi", "eva", "finn", "gijs"])
def test_staff_need_a_second_factor_for_what_is_entrusted_to_them(cast: Cast, name: str) -> None:
    entrust(cast, name)
    assert entrusted(arriving(cast, name, "password", "mfa")) == (True, True, 1, 1)
    assert entrusted(arriving(cast, name)) == (False, False, 0, 0)
    assert entrusted(arriving(cast, name, "password")) == (False, False, 0, 0)


def test_a_volunteer_of_an_organisation_signs_in_as_staff_too(cast: Cast) -> None:
    entrust(cast, "kees")
    assert entrusted(arriving(cast, "kees")) == (True, True, 1, 1)
    assert arriving(cast, "kees").has(Role.COACH)
    firm = cast.organisations["Welzijn"]
    Membership.objects.filter(person=cast.people["kees"]).update(organisation=firm)
    assert entrusted(arriving(cast, "kees")) == (False, False, 0, 0)
    assert not arriving(cast, "kees").held
    assert arriving(cast, "kees", "password", "mfa").has(Role.COACH)
    assert entrusted(arriving(cast, "kees", "password", "mfa")) == (True, True, 1, 1)


@pytest.mark.parametrize("why", ["paused", "left", "dead", "closed", "worker left", "unnamed"])
def test_a_question_is_there_while_she_sees_who_asked_it(cast: Cast, why: str) -> None:
    entrust(cast, "anna")
    wim, linde, now = cast.residents["wim"], cast.circles["linde"], timezone.now()
    if why == "paused":
        Person.objects.filter(pk=wim.person_id).update(paused_at=now)
    elif why == "dead":
        Person.objects.filter(pk=wim.person_id).update(died_on=day())
    elif why == "left":
        Resident.objects.filter(pk=wim.pk).update(left_at=now)
    elif why == "closed":
        Circle.objects.filter(pk=linde.pk).update(names_open_at=None)
    elif why == "worker left":
        Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(-1))
    else:
        OwnPerson.objects.filter(person=cast.people["anna"]).update(ended_at=now)
    assert entrusted(arriving(cast, "anna", "password", "mfa"))[2] == 0


def test_a_role_that_is_still_to_come_takes_nothing_away(cast: Cast) -> None:
    fatima = cast.people["fatima"]
    row = membership(fatima, Role.GOOD_NEIGHBOUR, cast.circles["linde"], starts_on=day(5))
    assert entrusted(arriving(cast, "fatima"))[:2] == (True, True)
    end_role(membership=row, by=None, now=timezone.now())
    assert arriving(cast, "fatima").left == frozenset()
    assert OwnPerson.objects.get(person=fatima).ended_at is None


def test_naming_ends_with_the_last_role_and_comes_back_when_that_is_undone(cast: Cast) -> None:
    entrust(cast, "anna")
    anna, linde, now = cast.people["anna"], cast.circles["linde"], timezone.now()
    second = membership(anna, Role.COACH, linde)
    first = Membership.objects.get(person=anna, role=Role.LINK_WORKER)
    end_role(membership=second, by=None, now=now)
    assert OwnPerson.objects.get(person=anna).ended_at is None
    end_role(membership=first, by=None, now=now)
    assert OwnPerson.objects.get(person=anna).ended_at == now
    reopen_role(membership=first, by=None, now=now)
    assert OwnPerson.objects.get(person=anna).ended_at is None
    OwnPerson.objects.filter(person=anna).update(ended_at=now - timedelta(hours=1))
    end_role(membership=first, by=None, now=now)
    reopen_role(membership=first, by=None, now=now)
    assert OwnPerson.objects.get(person=anna).ended_at is not None, "what Wim ended himself stays ended"


def test_when_the_role_is_forgotten_she_still_sees_nothing(cast: Cast) -> None:
    """A role that ran out by its date leaves no named worker behind, before and after it is forgotten."""
    entrust(cast, "anna")
    Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(-1))
    let_go_of_all(now=timezone.now())
    Membership.objects.filter(person=cast.people["anna"]).delete()
    assert entrusted(arriving(cast, "anna"))[:3] == (False, False, 0)
    assert OwnPerson.objects.get(person=cast.people["fatima"]).ended_at is None
    assert OwnPerson.objects.get(person=cast.people["anna"]).ended_at is not None


def test_a_neighbour_who_worked_stays_named(cast: Cast) -> None:
    roya = cast.people["roya"]
    name_person(resident=cast.residents["wim"], person=roya, now=timezone.now())
    row = membership(roya, Role.GOOD_NEIGHBOUR, cast.circles["linde"])
    end_role(membership=row, by=None, now=timezone.now())
    let_go_of_all(now=timezone.now())
    assert OwnPerson.objects.get(person=roya).ended_at is None


def test_letting_go_runs_every_day() -> None:
    from wooncirkel.apps.shared import hooks

    assert "wooncirkel.apps.circles.actions.own_people.let_go_of_all" in hooks.DAILY
