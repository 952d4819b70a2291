"""The second wall: the database itself holds back rows, whatever the program asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import LazySettings
from django.db import (
    DatabaseError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
    models,
    transaction,
)
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from apps.circles.test_rules import actor
from cast import Cast, membership
from wooncirkel.apps.circles.models import Draft, Line, PartnerContact, Resident, Review, Role
from wooncirkel.apps.circles.rules import lines_seen, residents_seen
from wooncirkel.apps.people.models import AccessLine, Account, Card, Death, KeptText, MailLink, Person, Seal
from wooncirkel.apps.shared import rowsecurity
from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.policy import anyone, policy
from wooncirkel.apps.shared.rowsecurity import as_program, here_is, personal_models, visit
from wooncirkel.project.urls import urlpatterns as real

wall = [pytest.mark.database, pytest.mark.wall]


@contextmanager
def here(person: Person | None) -> Iterator[None]:
    """Ask as a page does for somebody, or for nobody."""
    with transaction.atomic(), visit():
        here_is(person.pk if person else 0)
        yield


def fill(cast: Cast) -> None:
    """Store a row in every personal table that the cast leaves empty."""
    now, anna = timezone.now(), cast.people["anna"]
    Card.objects.create(person=cast.people["wim"], token_hash="h", pictures_hash="p", made_at=now)
    MailLink.objects.create(account=anna.account, token_hash="m", made_at=now)
    Message.objects.create(to="a@example.test", person=anna.public_id, subject="s", text="t", made_at=now)
    access_line(cast, "anna", "wim")
    for circle in cast.circles.values():
        for partner in circle.partners.all():
            PartnerContact.objects.create(partner=partner, name=f"contact of {circle.name}")
        Review.objects.create(circle=circle, access_line=circle.pk, rule="sample", raised_at=now)
        group = circle.groups.create(name="koken", begun_on=now.date())
        group.members.create(
            person=cast.people["noor" if circle.name == "Het Anker" else "wim"], joined_on=now
        )
    Death.objects.create(person=cast.people["kees"], told_at=now)
    KeptText.objects.create(account=anna.account, path="x", fields={}, kept_at=now)
    EmailAddress.objects.create(user=anna.account, email="anna@example.test")
    Authenticator.objects.create(user=anna.account, type="totp", data={})
    SocialAccount.objects.create(user=anna.account, provider="work", uid="1")
    Draft.objects.create(person=cast.people["greet"], place="add", fields={}, kept_at=now)
    for name in ("wim", "noor"):
        cast.residents[name].asked.create(to=cast.people["fatima"], text="?", asked_at=now)
        cast.residents[name].own_people.create(person=cast.people["piet"], since=now)
        cast.residents[name].representatives.create(
            person=cast.people["piet"], kind="chosen", starts_on=now, ends_on=now
        )
        cast.lines[f"{name}-me"].refusal = apps.get_model("circles.Refusal").objects.create(
            line=cast.lines[f"{name}-me"], at=now
        )


def access_line(cast: Cast, who: str, of: str) -> AccessLine:
    """Store that somebody looked at somebody."""
    person, subject = cast.people[who].public_id, cast.people[of].public_id
    return AccessLine.objects.create(
        at=timezone.now(), answer=person, actor=person, subject=subject, act="saw", what="name"
    )


def test_every_personal_model_is_behind_the_wall() -> None:
    assert len(personal_models()) > 15
    assert rowsecurity.models_without_policy() == []


def test_a_model_without_a_policy_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = {model: rule for model, rule in rowsecurity.policies().items() if model is not Line}
    monkeypatch.setattr(rowsecurity, "_policies", rest)
    assert rowsecurity.models_without_policy() == ["circles.Line"]


@pytest.mark.database
def test_the_wall_stands_on_postgresql_alone(db: None) -> None:
    assert rowsecurity.stands() is (connection.vendor == "postgresql")


def test_the_program_works_past_the_wall_for_a_known_purpose_alone() -> None:
    with pytest.raises(ValueError, match="no purpose"), as_program("curiosity"):
        pass


class TestRows:
    """What the ORM gives when the rules are forgotten."""

    pytestmark = wall

    @pytest.fixture(autouse=True)
    def _filled(self, cast: Cast) -> None:
        fill(cast)

    def test_without_an_actor_there_is_nobody(self) -> None:
        for model in personal_models():
            assert model._default_manager.count() > 0, f"{model} is empty, so this shows nothing"
            with here(None):
                assert list(model._default_manager.all()) == []

    def test_somebody_of_nowhere_sees_herself_alone(self, cast: Cast) -> None:
        mo = cast.people["mo"]  # a researcher: no circle
        with here(mo):
            assert list(Person.objects.all()) == [mo]
            assert list(Account.objects.all()) == [mo.account]
            assert not Line.objects.exists()
            assert not Resident.objects.exists()

    def test_another_circle_is_not_there(self, cast: Cast) -> None:
        linde, anker = cast.circles["linde"].pk, cast.circles["anker"].pk
        ways = {
            "Resident": "circle", "Line": "resident__circle", "Sharing": "line__resident__circle",
            "Refusal": "line__resident__circle", "OwnPerson": "resident__circle", "Membership": "circle",
            "Representative": "resident__circle", "PartnerContact": "partner__circle",
            "GroupMember": "group__circle",
        }  # fmt: skip
        for name, way in ways.items():
            rows = apps.get_model("circles", name)._default_manager
            assert rows.filter(**{way: anker}).exists()
            with here(cast.people["anna"]):
                assert rows.filter(**{way: linde}).exists(), name
                assert not rows.filter(**{way: anker}).exists(), name

    def test_people_of_another_circle_are_not_there(self, cast: Cast) -> None:
        with here(cast.people["anna"]):
            here_now = set(Person.objects.values_list("called", flat=True))
            assert {"Wim", "Anna", "Fatima", "Ria", "Greet"} <= here_now
            assert not {"Noor", "Otto", "Lotte", "Mo"} & here_now
            assert not Account.objects.filter(person__called="Otto").exists()
            assert not Account.objects.filter(pk=cast.people["otto"].account_id).exists()

    def test_the_log_is_for_who_looked_who_was_seen_and_the_keeper(self, cast: Cast) -> None:
        line = access_line(cast, "otto", "noor")
        Review.objects.filter(circle=cast.circles["linde"]).update(access_line=AccessLine.objects.first().pk)
        Review.objects.filter(circle=cast.circles["anker"]).update(access_line=line.pk)
        for name, seen in {
            "anna": 1,
            "wim": 1,
            "hanna": 1,
            "otto": 1,
            "noor": 1,
            "els": 0,
            "gijs": 0,
        }.items():
            with here(cast.people[name]):
                assert AccessLine.objects.count() == seen, name

    def test_the_queue_of_the_keeper_is_hers_alone(self, cast: Cast) -> None:
        for name, seen in {"hanna": 1, "gijs": 0, "wim": 0}.items():
            with here(cast.people[name]):
                assert Review.objects.count() == seen, name

    def test_a_row_cannot_be_put_in_another_circle(self, cast: Cast) -> None:
        """Not even for herself: it would open that circle."""
        anna, noor, now = cast.people["anna"], cast.residents["noor"], timezone.now()
        for make in (
            lambda: Resident.objects.create(circle=noor.circle, person=anna, came_at=now),
            lambda: membership(anna, Role.HOST, noor.circle),
            lambda: noor.own_people.create(person=anna, since=now),
            lambda: noor.representatives.create(person=anna, kind="chosen", starts_on=now, ends_on=now),
            lambda: noor.circle.groups.get().members.create(person=anna, joined_on=now),
            lambda: noor.asked.create(to=anna, text="?", asked_at=now),
            lambda: Line.objects.create(resident=noor, text="x", written_at=now),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), here(anna):
                make()

    def test_a_line_cannot_be_written_in_the_name_of_another(self, cast: Cast) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), here(cast.people["anna"]):
            access_line(cast, "chris", "wim")

    def test_a_role_that_ended_opens_nothing(self, cast: Cast) -> None:
        cast.people["anna"].memberships.update(ended_at=timezone.now())
        with here(cast.people["anna"]):
            assert not Line.objects.exists()
            assert set(Person.objects.all()) == {cast.people["anna"]}


@pytest.mark.database
@pytest.mark.wall
@pytest.mark.parametrize("name", [
    "wim", "els", "roya", "sipke", "noor", "fatima", "anna", "bart", "chris", "dewi", "eva", "finn", "gijs",
    "hanna", "greet", "jan", "kees", "lotte", "mo", "otto", "piet", "ria",
])  # fmt: skip
def test_the_wall_never_holds_back_what_the_rules_give(cast: Cast, name: str) -> None:
    who = actor(cast, name)

    def seen() -> list[Any]:
        lines = Line.objects.filter(lines_seen(who)).select_related("resident__person")
        residents = Resident.objects.filter(residents_seen(who)).select_related("person")
        return [
            {(line.text, line.resident.person.called) for line in lines},
            {(resident.pk, resident.person.called) for resident in residents},
            set(who.looked.seen),
        ]

    given = seen()
    with here(cast.people[name]):
        assert seen() == given


class TestRights:
    """What the application's role may do with the tables."""

    pytestmark = wall

    def test_it_owns_nothing_and_passes_nothing(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            me = cursor.fetchone()[0]
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            assert cursor.fetchone()[0] is False
            cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchall() == [("tables_owner",)]
        assert me == "application"

    @pytest.mark.parametrize("order", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
    @pytest.mark.parametrize("model", [AccessLine, Seal])
    def test_it_cannot_change_the_log(self, cast: Cast, model: type[models.Model], order: str) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(order.format(model._meta.db_table))

    def test_the_owner_cannot_change_the_log_either(self, cast: Cast) -> None:
        """Not by accident: the triggers hold for every role."""
        access_line(cast, "anna", "wim")
        for order in ("UPDATE people_accessline SET what = ''", "DELETE FROM people_accessline"):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                connection.cursor().execute(f"SET LOCAL ROLE tables_owner; {order}")

    @pytest.mark.parametrize("order", ["ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
                                       "DROP POLICY wall ON people_person"])  # fmt: skip
    def test_it_cannot_take_the_wall_down(self, db: None, order: str) -> None:
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            connection.cursor().execute(order)

    def test_laying_it_again_changes_nothing(self, cast: Cast) -> None:
        with transaction.atomic():
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL ROLE tables_owner")
            rowsecurity.apply("application")
            connection.cursor().execute("SET LOCAL ROLE application")
            assert rowsecurity.stands()
            with here(cast.people["anna"]):
                assert Line.objects.filter(resident__person__called="Wim").exists()


# One transaction for a request


@policy(anyone)
def told(request: HttpRequest) -> HttpResponse:
    """A view that tells who the database thinks is there, and how many people there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.person', true), current_setting('app.program', true)")
        return HttpResponse(repr((*cursor.fetchone(), Person.objects.count())))


@policy(anyone)
def broken(request: HttpRequest) -> HttpResponse:
    """A view that changes something and then breaks."""
    Person.objects.filter(called="Anna").update(called="half done")
    raise RuntimeError("on purpose")


urlpatterns = [*real, path("told/", told), path("broken/", broken)]
handler404 = "wooncirkel.apps.shared.views.not_found"
handler500 = "wooncirkel.apps.shared.views.broken"


@pytest.fixture
def site(settings: LazySettings) -> None:
    """Three pages with the middleware of the program."""
    settings.ROOT_URLCONF = __name__


@pytest.mark.database
@pytest.mark.wall
@pytest.mark.usefixtures("site")
class TestRequest:
    """What the database knows while a page is made."""

    def test_it_knows_who_asks(self, cast: Cast) -> None:
        anna = cast.people["anna"]
        person, program, count = eval(cast.client("anna").get("/told/").content)
        assert (person, program) == (str(anna.pk), "")
        assert 1 < count < Person.objects.count()

    def test_it_knows_nobody_otherwise(self, cast: Cast) -> None:
        assert eval(Client().get("/told/").content) == ("", "", 0)

    @pytest.mark.parametrize("change", [{"account__is_active": False}, {"died_on": "2026-01-01"}])
    def test_who_is_shut_out_is_nobody(self, cast: Cast, change: dict[str, Any]) -> None:
        anna, client = cast.people["anna"], cast.client("anna")
        if "died_on" in change:
            Person.objects.filter(pk=anna.pk).update(**change)
        else:
            Account.objects.filter(pk=anna.account_id).update(is_active=False)
        assert eval(client.get("/told/").content) == ("", "", 0)

    def test_afterwards_all_is_as_before(self, cast: Cast) -> None:
        cast.client("anna").get("/told/")
        assert Person.objects.count() == len(cast.people)
        with here(cast.people["wim"]):
            cast_now = Person.objects.count()
            with as_program("accounts"):
                assert Person.objects.count() == len(cast.people)
            assert Person.objects.count() == cast_now < len(cast.people)

    @pytest.mark.parametrize("purpose", ["accounts"])
    def test_what_breaks_in_the_program_s_own_work_is_told(self, cast: Cast, purpose: str) -> None:
        with pytest.raises(ZeroDivisionError), here(cast.people["wim"]), as_program(purpose):
            _ = 1 / 0
        with pytest.raises(ProgrammingError), here(cast.people["wim"]), as_program(purpose):
            connection.cursor().execute("SELECT nothing_of_the_kind")

    def test_what_broke_is_undone(self, cast: Cast) -> None:
        client = cast.client("anna", raise_request_exception=False)
        assert client.get("/broken/").status_code == 500
        assert Person.objects.filter(called="Anna").exists()
        assert not Person.objects.filter(called="half done").exists()


@pytest.mark.database
@pytest.mark.wall
@pytest.mark.usefixtures("site")
def test_an_answer_that_cannot_be_committed_is_not_sent(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def fall() -> None:
        raise OperationalError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(connections["default"], "commit", fall)
        answer = client.get("/told/")
    assert answer.status_code == 503
    assert b"Het lukt nu niet" in answer.content
