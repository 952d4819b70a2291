"""What is promised about how long things stay is done, once a day, with a clock that is moved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from cast import Cast, day, membership
from support.canaries import everything_stored
from wooncirkel.apps.circles.actions.forgetting import forget_deciders
from wooncirkel.apps.circles.models import (
    Asked,
    Controller,
    Draft,
    Group,
    GroupMember,
    Line,
    Membership,
    OwnPerson,
    Partner,
    PartnerContact,
    Representative,
    Resident,
    Review,
    Role,
)
from wooncirkel.apps.people.actions.forgetting import (
    SPANS,
    clocks,
    erase_who_died,
    erase_who_left,
    forget_old,
)
from wooncirkel.apps.people.models import AccessLine, Account, Card, Death, MailLink, Person
from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.erased import erased_persons
from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.registry import Retention, personal_fields

pytestmark = pytest.mark.database
NOW = timezone.now()
DAY, YEAR = timedelta(days=1), timedelta(days=365)


@pytest.fixture(autouse=True)
def own_list(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of erased persons of this test alone."""
    monkeypatch.setattr(settings, "VAR", tmp_path)


def days(ago: float) -> datetime:
    """Return a moment before now."""
    return NOW - ago * DAY


def draft(cast: Cast, ago: float) -> Model:
    return Draft.objects.create(
        person=cast.people["greet"], place=str(ago), fields={"a": "b"}, kept_at=days(ago)
    )


def link(cast: Cast, ago: float) -> Model:
    account = cast.people["wim"].account
    return MailLink.objects.create(account=account, token_hash=str(ago), made_at=days(ago))


def letter(cast: Cast, ago: float) -> Model:
    return Message.objects.create(to="a@b.nl", subject="x", text="y", made_at=days(ago), sent_at=days(ago))


def question(cast: Cast, ago: float) -> Model:
    return Asked.objects.create(
        resident=cast.residents["wim"], to=cast.people["anna"], text="x", asked_at=days(ago)
    )


def role(cast: Cast, ago: float) -> Model:
    return membership(
        cast.people["piet"],
        Role.COACH,
        cast.circles["linde"],
        starts_on=day(-2000),
        ends_on=timezone.localdate(days(ago)),
        ended_at=NOW,
    )


def role_taken_away(cast: Cast, ago: float) -> Model:
    return membership(cast.people["piet"], Role.HOST, cast.circles["linde"], ended_at=days(ago))


def help_with_deciding(cast: Cast, ago: float) -> Model:
    return Representative.objects.create(
        resident=cast.residents["wim"],
        person=cast.people["piet"],
        kind="chosen",
        starts_on=day(-2000),
        ends_on=day(100),
        ended_at=days(ago),
    )


def card(cast: Cast, ago: float) -> Model:
    return Card.objects.create(
        person=cast.people["wim"], token_hash=str(ago), made_at=days(900), blocked_at=days(ago)
    )


def named(cast: Cast, ago: float) -> Model:
    return OwnPerson.objects.create(
        resident=cast.residents["wim"], person=cast.people["jan"], since=days(900), ended_at=days(ago)
    )


def home(cast: Cast, ago: float) -> Model:
    return Resident.objects.create(
        circle=cast.circles["anker"], person=cast.people["wim"], came_at=days(900), left_at=days(ago)
    )


def in_group(cast: Cast, ago: float) -> Model:
    group = Group.objects.create(circle=cast.circles["linde"], name="Soep", begun_on=day(-900))
    return GroupMember.objects.create(
        group=group, person=cast.people["wim"], joined_on=day(-900), left_on=timezone.localdate(days(ago))
    )


def contact(cast: Cast, ago: float) -> Model:
    partner = Partner.objects.create(
        circle=cast.circles["anker"],
        organisation=cast.organisations["Welzijn"],
        starts_on=day(-2000),
        ends_on=timezone.localdate(days(ago)),
    )
    return PartnerContact.objects.create(partner=partner, name="Iemand")


def review(cast: Cast, ago: float) -> Model:
    return Review.objects.create(access_line=int(ago), rule="sample", raised_at=days(ago))


@pytest.mark.parametrize(
    ("make", "stays", "goes"),
    [
        (draft, 0.9, 1.1),
        (link, 0.9, 1.1),
        (letter, 29, 31),
        (card, 29, 31),
        (named, 29, 31),
        (home, 29, 31),
        (in_group, 29, 32),
        (role, 364, 367),
        (role_taken_away, 364, 366),
        (help_with_deciding, 364, 366),
        (contact, 364, 367),
        (question, 729, 731),
        (review, 1824, 1826),
    ],
)
def test_what_has_stayed_long_enough_goes(
    cast: Cast, make: Callable[..., Model], stays: float, goes: float
) -> None:
    """One that is just not old enough stays, with everything of the cast; a moment later it goes."""
    before = sum(1 for _ in everything_stored())
    row = make(cast, stays)
    made = sum(1 for _ in everything_stored()) - before
    forget_old(now=NOW)
    assert type(row)._default_manager.filter(pk=row.pk).exists()
    assert sum(1 for _ in everything_stored()) == before + made
    forget_old(now=NOW + (goes - stays) * DAY)
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def test_what_hangs_under_a_home_goes_with_it(cast: Cast) -> None:
    Resident.objects.filter(pk=cast.residents["noor"].pk).update(left_at=days(31))
    forget_old(now=NOW)
    assert not Line.objects.filter(text__startswith="noor").exists()
    assert Line.objects.filter(text__startswith="wim").count() == 3


BY_HAND = {"circles.Controller", "people.AccessLine"}
"""Kept by acts of their own: `forget_deciders`, and the pruning of the log by whole seals."""

WITH_ITS_PERSON = {Retention.TECHNICAL, Retention.UNTIL_TAKEN_BACK, Retention.WHILE_ACCOUNT}


def test_every_promise_with_an_end_has_a_clock() -> None:
    """A later room that promises a month has to say from which moment."""
    assert [
        f"{entry.model._meta.label}.{entry.field}"
        for entry in personal_fields()
        if entry.says and entry.retention not in WITH_ITS_PERSON and entry.model not in clocks()
        if entry.model._meta.label not in BY_HAND
    ] == []
    assert set(Retention) - set(SPANS) == {Retention.TECHNICAL}


def test_the_daily_task_does_all_of_it() -> None:
    people = "wooncirkel.apps.people.actions.forgetting"
    for act in ("forget_old", "erase_who_died", "erase_who_left"):
        assert f"{people}.{act}" in hooks.DAILY
    assert "wooncirkel.apps.circles.actions.forgetting.forget_deciders" in hooks.DAILY


def test_every_daily_act_can_be_called(cast: Cast) -> None:
    assert list(hooks.call_all(hooks.DAILY, now=NOW)) == []


class TestDead:
    def test_a_month_after_it_was_written_down_everything_goes(self, cast: Cast) -> None:
        roya = cast.people["roya"]
        Person.objects.filter(pk=roya.pk).update(died_on=day(-200))
        Death.objects.create(person=roya, told_at=days(29))
        erase_who_died(now=NOW)
        assert Person.objects.filter(pk=roya.pk).exists()
        erase_who_died(now=NOW + 2 * DAY)
        assert not Person.objects.filter(pk=roya.pk).exists()
        assert not Line.objects.filter(text__startswith="roya").exists()
        assert erased_persons() == [roya.public_id]

    def test_the_living_stay(self, cast: Cast) -> None:
        before = Person.objects.count()
        erase_who_died(now=NOW + 10 * YEAR)
        assert Person.objects.count() == before


class TestLeft:
    def test_whom_nothing_binds_goes_after_a_month(self, cast: Cast) -> None:
        """In the cast that is Piet alone: an account, nowhere at home, no role, named by nobody."""
        Person.objects.update(added_at=days(400))
        erase_who_left(now=NOW)
        assert erased_persons() == [cast.people["piet"].public_id]
        assert not Account.objects.filter(email="piet@example.test").exists()

    @pytest.mark.parametrize("recent", ["added", "signed in"])
    def test_who_came_or_was_here_this_month_stays(self, cast: Cast, recent: str) -> None:
        Person.objects.update(added_at=days(400))
        if recent == "added":
            Person.objects.filter(called="Piet").update(added_at=days(29))
        else:
            Account.objects.filter(email="piet@example.test").update(last_login=days(29))
        erase_who_left(now=NOW)
        assert erased_persons() == []

    def test_a_card_or_something_typed_binds_nobody(self, cast: Cast) -> None:
        Person.objects.update(added_at=days(400))
        Card.objects.create(person=cast.people["piet"], token_hash="x", made_at=days(300))
        erase_who_left(now=NOW)
        assert erased_persons() == [cast.people["piet"].public_id]

    def test_who_worked_here_goes_a_year_after_the_last_day(self, cast: Cast) -> None:
        Person.objects.update(added_at=days(900))
        Membership.objects.filter(person=cast.people["dewi"]).update(starts_on=day(-900), ends_on=day(-364))
        for now, gone in ((NOW, False), (NOW + 3 * DAY, True)):
            forget_old(now=now)
            erase_who_left(now=now)
            assert (cast.people["dewi"].public_id in erased_persons()) is gone

    def test_the_log_keeps_its_lines(self, cast: Cast) -> None:
        AccessLine.objects.create(
            at=NOW, answer=uuid4(), role="", subject=cast.people["piet"].public_id, act="saw", what="name"
        )
        Person.objects.update(added_at=days(400))
        erase_who_left(now=NOW)
        assert AccessLine.objects.count() == 1


class TestDeciders:
    def test_the_name_of_who_decided_goes_a_year_after_its_organisation(self, cast: Cast) -> None:
        Controller.objects.update(decided_by="Iemand", decided_as="directeur")
        mine = Controller.objects.filter(organisation=cast.organisations["Welzijn"])
        Partner.objects.filter(organisation=cast.organisations["Welzijn"]).update(ends_on=day(-364))
        forget_deciders(now=NOW)
        assert set(mine.values_list("decided_by", flat=True)) == {"Iemand"}
        forget_deciders(now=NOW + 3 * DAY)
        assert set(mine.values_list("decided_by", "decided_as")) == {("", "")}
        assert Controller.objects.filter(decided_by="Iemand").exists()
        assert mine.count() > 0
