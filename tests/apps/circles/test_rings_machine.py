"""P2: who sees which line, after any row of acts, beside an oracle of thirty lines that knows no rules.py."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cast import NOON, circle, line, membership, person
from wooncirkel.apps.circles import rules
from wooncirkel.apps.circles.actions.lines import NotAllowedError, share
from wooncirkel.apps.circles.actions.members import end_role
from wooncirkel.apps.circles.actions.own_people import name_person, unname
from wooncirkel.apps.circles.actions.pausing import pause, resume
from wooncirkel.apps.circles.actions.representatives import choose_helper, end_help
from wooncirkel.apps.circles.actor import Actor, actor_of
from wooncirkel.apps.circles.models import Line, OwnPerson, Representative, Resident, Role, Sharing, Tablet
from wooncirkel.apps.people.means import MEANS, METHODS, Means
from wooncirkel.apps.people.models import Organisation, OrganisationKind
from wooncirkel.apps.people.tokens import hashed

pytestmark = pytest.mark.database

SECRET = "the tablet of this machine"
HOMES = {"wim": "A", "els": "A", "noor": "B"}
"""Where residents begin; sipke lives in C, in which names are not open."""

ROLES = {"anna": ("link", "A"), "greet": ("host", "A"), "otto": ("link", "B")}
MEETING = {"neighbour", "coach", "host", "link", "lead"}
WAYS = {
    "anna": ("work", "password", "card"),
    "otto": ("work", "password", "card"),
    "greet": ("tablet", "card"),
}
"""How each comes in; everybody else by card. `password` is staff who did not show a second factor."""

STAFF = {"anna", "otto"}
"""Who works for an organisation: as long as that is so, a card or a password alone is not enough."""

PEOPLE = ["wim", "els", "noor", "fatima", *ROLES]
SETS = ("named", "refused", "gone", "paused", "findable", "ended")
RINGS = st.sampled_from(["me", "mine", "all"])
RESIDENTS = st.sampled_from(["wim", "els", "noor"])
HELPERS = st.sampled_from(["els", "fatima", "anna"])
DAYS = st.sampled_from([None, None, 0, 1, 3])


# ── the oracle: plain Python over what was done ──


def ring_now(world: Any, told: str) -> str:
    ring, until = world.rings[told]
    return ring if until is None or until >= world.day else "me"


def proven(world: Any, who: str, way: str) -> bool:
    at_work = who in STAFF and any(until >= world.day for *_, until in world.roles[who])
    return way == "work" or not at_work


def helps(world: Any, who: str, resident: str) -> bool:
    return any(r == resident and h == who and start <= world.day <= end for r, h, start, end in world.helping)


def roles_now(world: Any, who: str, way: str) -> set[tuple[str, str]]:
    carried = {"work": MEETING, "password": set(), "tablet": {"host"}, "card": {"neighbour", "coach"}}[way]
    return {(role, place) for role, place, until in world.roles.get(who, ()) if until >= world.day} & {
        (role, place) for role in carried for place in "ABC"
    }


def sees(world: Any, who: str, way: str, told: str) -> bool:
    resident = told.split("-")[0]
    owner, place = resident.split("@")[0], world.place[resident]
    helping = helps(world, who, resident) and proven(world, who, way)
    if place == "C":
        return helping
    if who == owner or helping:
        return True
    if resident in world.gone or owner in world.paused:
        return False
    ring, held = ring_now(world, told), roles_now(world, who, way)
    lives = {world.place[r] for r in world.place if r.split("@")[0] == who and r not in world.gone} - {"C"}
    around = place in lives or any(role in MEETING and where == place for role, where in held)
    if way == "tablet" and ("host", "A") in held:
        return ring == "all" and around and resident in world.findable
    had = any(where == place for _, where, _ in world.roles.get(who, ()))
    still = any(where == place and until >= world.day for _, where, until in world.roles.get(who, ()))
    away = had and not still and place not in lives
    chosen = (resident, who) in world.named and not away and proven(world, who, way)
    return (ring == "all" and around) or (ring != "me" and chosen)


# ── the machine ──


class Rings(RuleBasedStateMachine):
    """Acts on the database and on the oracle, and after each act asks everybody what she sees."""

    steps = 0

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = NOON
        self.clock = mock.patch("django.utils.timezone.now", self._clock)
        self.clock.start()
        empty: dict[str, Any] = {name: set() for name in SETS}
        self.world = SimpleNamespace(day=NOON.date(), rings={}, place={}, helping=[], roles={}, **empty)
        self._people()
        self._residents()

    def _clock(self) -> datetime:
        return self.now

    def _people(self) -> None:
        employer = Organisation.objects.create(name="Zorg Een", kind=OrganisationKind.CARE)
        self.circles = {name: circle(name, names=name != "C", partners=[]) for name in "ABC"}
        self.people = {name: person(name) for name in [*PEOPLE, "sipke"]}
        until = self.now.date() + timedelta(days=8)
        dates = {"starts_on": self.now.date(), "ends_on": until}
        self.memberships = {}
        for name, (role, place) in ROLES.items():
            firm = None if name == "greet" else employer
            row = membership(self.people[name], Role(role), self.circles[place], firm, **dates)
            self.memberships[name] = row
            self.world.roles[name] = [(role, place, until)]
        self.tablet = Tablet.objects.create(
            circle=self.circles["A"], name="de balie", token_hash=hashed(SECRET), enrolled_at=NOON
        )

    def _residents(self) -> None:
        self.rows: dict[str, Resident] = {}
        self.lines: dict[str, Line] = {}
        for name, place in {**HOMES, "sipke": "C"}.items():
            self._settle(name, place)
        Resident.objects.filter(pk=self.rows["els@A"].pk).update(findable_at=NOON)
        self.world.findable.add("els@A")

    def _settle(self, name: str, place: str) -> None:
        key = f"{name}@{place}"
        self.world.place[key] = place
        self.rows[key] = Resident.objects.create(
            circle=self.circles[place], person=self.people[name], came_at=self.now
        )
        for number in (1, 2):
            told = f"{key}-{number}"
            self.lines[told] = line(self.rows[key], told)
            self.world.rings[told] = ("me", None)

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _of(self, name: str, number: int) -> str:
        """Return a line of somebody: in the circle where she came last."""
        homes = [key for key in self.world.place if key.startswith(f"{name}@")]
        return f"{homes[-1]}-{number}"

    @rule(
        name=RESIDENTS,
        number=st.sampled_from([1, 2]),
        ring=RINGS,
        days=st.sampled_from([None, None, 0, 1, 3]),
    )
    def give(self, name: str, number: int, ring: str, days: int | None) -> None:
        """Widen, narrow and take back, with or without a last day."""
        told = self._of(name, number)
        until = None if days is None or ring == "me" else self.world.day + timedelta(days=days)
        before = ring_now(self.world, told)
        if ring == "all":
            self.world.refused.discard(told)
        elif ring == "me" or (before, ring) == ("all", "mine"):
            self.world.refused.add(told)
        share(line=self.lines[told], ring=ring, until=until, by=self.people[name], now=self.now)
        self.world.rings[told] = (ring, until)

    @rule(
        name=RESIDENTS,
        number=st.sampled_from([1, 2]),
        ring=RINGS,
        helper=HELPERS,
    )
    def give_as_helper(self, name: str, number: int, ring: str, helper: str) -> None:
        """A helper shares: only when she may, and never over a no."""
        if helper == name:
            return
        told = self._of(name, number)
        may = helps(self.world, helper, told.split("-")[0]) and told not in self.world.refused
        try:
            share(line=self.lines[told], ring=ring, by=self.people[helper], now=self.now)
        except NotAllowedError:
            assert not may
        else:
            assert may
            self.world.rings[told] = (ring, None)

    @rule(name=RESIDENTS, whom=st.sampled_from(PEOPLE))
    def name_somebody(self, name: str, whom: str) -> None:
        key = self._of(name, 1).split("-")[0]
        if whom != name:
            name_person(resident=self.rows[key], person=self.people[whom], now=self.now)
            self.world.named.add((key, whom))

    @rule(which=st.integers(0, 9))
    def name_no_longer(self, which: int) -> None:
        rows = list(OwnPerson.objects.filter(ended_at=None).order_by("pk"))
        if rows:
            row = rows[which % len(rows)]
            unname(own_person=row, now=self.now)
            self.world.named.discard((self._key(row.resident_id), row.person.called.lower()))

    def _key(self, pk: int) -> str:
        return next(key for key, row in self.rows.items() if row.pk == pk)

    @rule(name=RESIDENTS, helper=HELPERS, days=st.sampled_from([0, 2, 30]))
    def let_help(self, name: str, helper: str, days: int) -> None:
        if helper == name:
            return
        key, end = self._of(name, 1).split("-")[0], self.world.day + timedelta(days=days)
        helped = {"resident": self.rows[key], "person": self.people[helper], "ends_on": end, "now": self.now}
        choose_helper(**helped, may_write=False, may_share=True)
        others = [row for row in self.world.helping if row[:2] != (key, helper)]
        self.world.helping = [*others, (key, helper, self.world.day, end)]

    @rule(which=st.integers(0, 9))
    def let_help_end(self, which: int) -> None:
        rows = list(Representative.objects.filter(ended_at=None).order_by("pk"))
        if rows:
            row = rows[which % len(rows)]
            end_help(representative=row, now=self.now)
            pair = (self._key(row.resident_id), row.person.called.lower())
            self.world.helping = [kept for kept in self.world.helping if kept[:2] != pair]

    @rule(name=RESIDENTS)
    def pause_or_come_back(self, name: str) -> None:
        if name in self.world.paused:
            resume(person=self.people[name], now=self.now)
            self.world.paused.discard(name)
        else:
            pause(person=self.people[name], now=self.now)
            self.world.paused.add(name)

    @rule(name=RESIDENTS)
    def leave_or_join(self, name: str) -> None:
        """Leave the circle where she is; come back to it, or settle in the other one."""
        key = self._of(name, 1).split("-")[0]
        if key not in self.world.gone:
            Resident.objects.filter(pk=self.rows[key].pk).update(left_at=self.now)
            self.world.gone.add(key)
        elif (other := "B" if self.world.place[key] == "A" else "A") not in self._places(name):
            self._settle(name, other)
        else:
            Resident.objects.filter(pk=self.rows[key].pk).update(left_at=None)
            self.world.gone.discard(key)

    def _places(self, name: str) -> set[str]:
        return {place for key, place in self.world.place.items() if key.startswith(f"{name}@")}

    @rule(name=st.sampled_from(list(ROLES)))
    def role_ends(self, name: str) -> None:
        end_role(membership=self.memberships[name], by=None, now=self.now)
        role, place, _ = self.world.roles[name][0]
        if name not in self.world.ended:  # a second time it changes nothing
            self.world.named -= {(key, who) for key, who in self.world.named if who == name and place in key}
        self.world.ended.add(name)
        self.world.roles[name] = [(role, place, NOON.date() - timedelta(days=1))]

    @rule(name=RESIDENTS)
    def agree_to_be_found_or_not(self, name: str) -> None:
        key = self._of(name, 1).split("-")[0]
        at = None if key in self.world.findable else self.now
        Resident.objects.filter(pk=self.rows[key].pk).update(findable_at=at)
        (self.world.findable.add if at else self.world.findable.discard)(key)

    @rule(days=st.sampled_from([1, 1, 2, 7]))
    def days_go_by(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.world.day = self.now.date()

    @invariant()
    def everybody_sees_what_she_should(self) -> None:
        """Sign in as everybody, in every way, and compare."""
        if not hasattr(self, "world"):
            return
        type(self).steps += 1
        for who in PEOPLE:
            for way in WAYS.get(who, ("card",)):
                seen = Line.objects.filter(rules.lines_seen(actor_of(self._request(who, way))))
                should = {told for told in self.lines if sees(self.world, who, way, told)}
                assert set(seen.values_list("text", flat=True)) == should, (who, way)

    def _request(self, who: str, way: str) -> HttpRequest:
        request = HttpRequest()
        request.user = self.people[who].account  # type: ignore[assignment]
        shown: dict[str, Any] = {MEANS: Means.CARD}
        if way in {"work", "password"}:
            shown = {METHODS: [{"method": "password"}, {"method": "mfa"}][: 2 if way == "work" else 1]}
        request.session = shown
        if way == "tablet":
            request.COOKIES["tablet"] = SECRET
        return request


def run(sequences: int, steps: int) -> None:
    """Play so many rows of acts."""
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Rings, settings=chosen)


def test_rings(db: None, amount: Callable[..., int], tell: Callable[[str], None]) -> None:
    sequences, steps = amount(sample=8, full=300), amount(sample=20, full=40)
    Rings.steps = 0
    run(sequences, steps)
    assert Rings.steps > sequences
    tell(f"rings: {sequences} sequences × {steps} steps, 0 differences")


def _past_the_last_day(actor: Actor) -> Any:
    return Sharing.objects.filter(line=OuterRef("pk"), ended_at=None)


def _taken_back(actor: Actor) -> Any:
    return Sharing.objects.filter(line=OuterRef("pk"))


def _paused(prefix: str) -> Any:
    return Q(**{f"{prefix}left_at": None})


def _named_for_ever(actor: Actor, resident: str) -> Any:
    return Exists(OwnPerson.objects.filter(resident=OuterRef(resident), person_id=actor.person))


def _however_she_came_in(actor: Actor, resident: str, circle: str) -> Any:
    return Q(rules._named(actor, resident)) & ~Q(**{f"{circle}__in": actor.left})


def play(*acts: Callable[[Rings], Any]) -> None:
    """Play one row of acts, and after each compare what everybody sees."""
    machine = Rings()
    machine.begin()
    try:
        for act in acts:
            act(machine)
            machine.everybody_sees_what_she_should()
    finally:
        machine.teardown()


def to(ring: str, days: int | None = None) -> Callable[[Rings], Any]:
    """Return the act in which Wim gives his first line to a ring."""
    return lambda machine: machine.give(name="wim", number=1, ring=ring, days=days)


FAULTS: dict[str, tuple[str, Any, list[Callable[[Rings], Any]]]] = {
    "a sharing outlives its last day": (
        "_open",
        _past_the_last_day,
        [to("all", 0), lambda machine: machine.days_go_by(days=1)],
    ),
    "what was taken back is still shown": ("_open", _taken_back, [to("all"), to("me")]),
    "a pause hides nobody": (
        "_living",
        _paused,
        [to("all"), lambda machine: machine.pause_or_come_back(name="wim")],
    ),
    "who was named once is named for ever": (
        "_named",
        _named_for_ever,
        [
            to("mine"),
            lambda machine: machine.name_somebody(name="wim", whom="fatima"),
            lambda machine: machine.name_no_longer(which=0),
        ],
    ),
    "staff who are named need no second factor": (
        "_chosen",
        _however_she_came_in,
        [to("mine"), lambda machine: machine.name_somebody(name="wim", whom="anna")],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_oracle_catches(db: None, fault: str) -> None:
    """A machine that cannot fail is a defect: with a fault in the rules it finds a difference."""
    name, wrong, acts = FAULTS[fault]
    play(*acts)
    with mock.patch.object(rules, name, wrong), pytest.raises(AssertionError):
        play(*acts)
