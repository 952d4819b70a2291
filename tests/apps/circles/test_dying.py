"""A death is written down with care: in two steps, by who may see her, and it stops every letter."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast, day, membership, missing
from wooncirkel.apps.circles.actions import reviews
from wooncirkel.apps.circles.actions.dying import record_death
from wooncirkel.apps.circles.models import Line, Membership, Representative, Resident, Review, Role
from wooncirkel.apps.circles.rules import lines_seen, residents_seen
from wooncirkel.apps.people.models import AccessLine, Act, Death, Person
from wooncirkel.apps.shared.models import Message

pytestmark = pytest.mark.database


def page(cast: Cast, name: str) -> str:
    """Return the address of the page about somebody."""
    return f"/mens/{cast.residents[name].public_id}/overleden/"


def post(cast: Cast, who: str, whom: str, **fields: Any) -> Any:
    """Send the form."""
    sent = {"once": str(uuid4()), "dag": day(-1).isoformat(), "vertelt": "Fatima belt zijn zus"} | fields
    return cast.client(who).post(page(cast, whom), sent)


def died_on(cast: Cast, name: str) -> date | None:
    """Return the day on which somebody died."""
    return Person.objects.get(pk=cast.people[name].pk).died_on


class TestWho:
    @pytest.mark.parametrize(
        ("who", "whom"), [("anna", "roya"), ("bart", "roya"), ("greet", "roya"), ("ria", "sipke")]
    )
    def test_who_may_see_her_and_meets_her(self, cast: Cast, who: str, whom: str) -> None:
        assert cast.client(who).get(page(cast, whom)).status_code == 200

    def test_somebody_whom_she_chose_herself_cannot(self, cast: Cast) -> None:
        """A chosen friend could otherwise lock her out and let her be erased."""
        Representative.objects.create(
            resident=cast.residents["wim"], person=cast.people["fatima"], kind="chosen",
            starts_on=day(), ends_on=day(30),
        )  # fmt: skip
        assert post(cast, "fatima", "wim", zeker="ja").status_code == 404
        assert cast.client("fatima").get("/overleden/").status_code == 404
        assert died_on(cast, "wim") is None
        membership(cast.people["fatima"], Role.LINK_WORKER, cast.circles["anker"])  # past the rule
        assert post(cast, "fatima", "wim", zeker="ja").status_code == 404

    @pytest.mark.parametrize(
        ("who", "whom"),
        [
            ("anna", "sipke"),  # told nobody anything, and did not agree to be found
            ("anna", "noor"),  # of another circle
            ("otto", "roya"),  # works in another circle
            ("jan", "roya"),  # a good neighbour sees her, and does not do this
            ("eva", "roya"),
            ("gijs", "roya"),
            ("hanna", "roya"),
            ("wim", "roya"),
            ("fatima", "wim"),
            ("roya", "roya"),
            ("ria", "roya"),
            ("anna", "els"),  # on pause: nobody sees her
        ],
    )
    def test_others_find_what_does_not_exist(self, cast: Cast, who: str, whom: str) -> None:
        client = cast.client(who)
        foreign, nowhere = client.get(page(cast, whom)), client.get(f"/mens/{missing()}/overleden/")
        assert foreign.status_code == nowhere.status_code == 404
        assert foreign.content == nowhere.content
        assert post(cast, who, whom, zeker="ja").status_code == 404
        assert died_on(cast, whom) is None

    def test_a_stranger_finds_nothing(self, cast: Cast, client: Client) -> None:
        assert client.get(page(cast, "roya")).status_code == 404

    def test_a_role_taken_away_closes_the_page(self, cast: Cast) -> None:
        client = cast.client("anna")
        assert client.get(page(cast, "roya")).status_code == 200
        Membership.objects.filter(person=cast.people["anna"]).update(ended_at=timezone.now())
        assert client.get(page(cast, "roya")).status_code == 404

    def test_her_name_is_noted_as_shown(self, cast: Cast) -> None:
        cast.client("anna").get(page(cast, "roya"))
        line = AccessLine.objects.get()
        assert (line.subject, line.what) == (cast.people["roya"].public_id, "name")


class TestSteps:
    def test_the_first_step_changes_nothing(self, cast: Cast) -> None:
        answer = post(cast, "anna", "roya")
        assert answer.status_code == 200
        told = answer.content.decode()
        assert "Klopt dit?" in told
        assert "Fatima belt zijn zus" in told
        assert died_on(cast, "roya") is None

    def test_the_second_step_writes_it_down(self, cast: Cast) -> None:
        answer = post(cast, "anna", "roya", zeker="ja")
        assert answer.status_code == 302
        assert died_on(cast, "roya") == day(-1)
        told = Death.objects.get()
        assert (told.told_by, told.tells) == (cast.people["anna"], "Fatima belt zijn zus")
        assert AccessLine.objects.filter(act=Act.CHANGED, what="died").count() == 1
        shown = cast.client("anna").get(answer.headers["Location"]).content.decode()
        assert "Het is opgeschreven" in shown
        assert "Fatima belt zijn zus" in shown

    def test_who_tells_the_others_may_be_left_open(self, cast: Cast) -> None:
        assert "nog niet wie" in post(cast, "anna", "roya", vertelt=" ").content.decode()
        post(cast, "anna", "roya", vertelt=" ", zeker="ja")
        assert Death.objects.get().tells == ""

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"dag": ""}, "Vul de dag in"),
            ({"dag": "gisteren"}, "kunnen we niet lezen"),
            ({"dag": "2026-02-31"}, "kunnen we niet lezen"),
            ({"dag": "\0"}, "kunnen we niet lezen"),
            ({"dag": "9" * 5000}, "kunnen we niet lezen"),
            ({"dag": day(2).isoformat()}, "moet nog komen"),
            ({"dag": "1999-01-01"}, "meer dan een jaar geleden"),
            ({"vertelt": "x" * 201}, "te lang"),
            ({"vertelt": "a\0b"}, "niet kunnen lezen"),
        ],
    )
    def test_what_cannot_be_is_asked_again(self, cast: Cast, fields: dict[str, str], sentence: str) -> None:
        answer = post(cast, "anna", "roya", zeker="ja", **fields)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
        assert died_on(cast, "roya") is None

    def test_sent_twice_it_happens_once(self, cast: Cast) -> None:
        key = str(uuid4())
        assert post(cast, "anna", "roya", zeker="ja", once=key).status_code == 302
        assert post(cast, "anna", "roya", zeker="ja", once=key).status_code == 302
        assert Death.objects.count() == 1

    def test_the_first_to_say_it_stays_the_one_who_said_it(self, cast: Cast) -> None:
        roya, now = cast.people["roya"], timezone.now()
        assert record_death(person=roya, on=day(-1), tells="", by=cast.people["anna"], now=now)
        assert not record_death(person=roya, on=day(), tells="", by=cast.people["bart"], now=now)
        assert died_on(cast, "roya") == day(-1)
        assert Death.objects.get().told_by == cast.people["anna"]

    def test_her_name_in_any_script_is_shown_apart(self, cast: Cast) -> None:
        Person.objects.filter(pk=cast.people["roya"].pk).update(called="رويا <b>")
        assert "<bdi>رويا &lt;b&gt;</bdi>" in cast.client("anna").get(page(cast, "roya")).content.decode()


class TestAfter:
    def test_no_letter_goes_to_her_any_more(self, cast: Cast) -> None:
        for name, sent in (("roya", None), ("roya", timezone.now()), ("wim", None)):
            key = cast.people[name].public_id
            Message.objects.create(
                to="a@b.nl", person=key, subject="x", text="y", made_at=timezone.now(), sent_at=sent
            )
        post(cast, "anna", "roya", zeker="ja")
        waits = Message.objects.filter(sent_at=None).values_list("person", flat=True)
        assert list(waits) == [cast.people["wim"].public_id]
        assert Message.objects.count() == 2

    def test_nobody_sees_her_lines_not_even_who_helped_her_decide(self, cast: Cast) -> None:
        from apps.circles.test_rules import actor

        Line.objects.create(
            resident=cast.residents["sipke"], text="sipke tells me", written_at=timezone.now()
        )
        assert Line.objects.filter(lines_seen(actor(cast, "ria"))).count() == 1
        post(cast, "ria", "sipke", zeker="ja")
        post(cast, "anna", "roya", zeker="ja")
        for name in ("ria", "anna", "wim", "jan"):
            seen = Line.objects.filter(lines_seen(actor(cast, name)))
            assert not seen.filter(resident__person__died_on__isnull=False).exists()
        assert not Resident.objects.filter(
            residents_seen(actor(cast, "anna")), person=cast.people["roya"]
        ).exists()

    def test_her_own_session_opens_nothing(self, cast: Cast) -> None:
        roya = cast.client("roya")
        post(cast, "anna", "roya", zeker="ja")
        assert roya.get("/mijn/meenemen/").status_code == 404

    @pytest.mark.parametrize(("who", "whom"), [("anna", "roya"), ("ria", "sipke")])
    def test_who_wrote_it_down_can_take_it_back(self, cast: Cast, who: str, whom: str) -> None:
        post(cast, who, whom, zeker="ja")
        assert post(cast, who, whom, doe="terug").status_code == 302
        assert died_on(cast, whom) is None
        assert not Death.objects.exists()
        assert cast.client(whom).get("/mijn/meenemen/").status_code == 200

    @pytest.mark.parametrize("who", ["bart", "chris", "greet"])
    def test_every_host_and_link_worker_of_the_circle_can_take_it_back(self, cast: Cast, who: str) -> None:
        post(cast, "anna", "roya", zeker="ja")
        Membership.objects.filter(person=cast.people["anna"]).update(ended_at=timezone.now())
        listed = cast.client(who).get("/overleden/").content.decode()
        assert page(cast, "roya") in listed
        assert post(cast, who, "roya", doe="terug").status_code == 302
        assert died_on(cast, "roya") is None
        assert "Hier staat niemand" in cast.client(who).get("/overleden/").content.decode()

    def test_who_helps_by_law_can_take_it_back(self, cast: Cast) -> None:
        Resident.objects.filter(pk=cast.residents["sipke"].pk).update(findable_at=timezone.now())
        post(cast, "anna", "sipke", zeker="ja")
        assert page(cast, "sipke") in cast.client("ria").get("/overleden/").content.decode()
        assert post(cast, "ria", "sipke", doe="terug").status_code == 302
        assert died_on(cast, "sipke") is None

    def test_the_list_names_nobody_who_did_not_agree_to_be_found(self, cast: Cast) -> None:
        post(cast, "ria", "sipke", zeker="ja")
        assert "Sipke" not in cast.client("anna").get("/overleden/").content.decode()
        assert "Roya" not in cast.client("otto").get("/overleden/").content.decode()
        for who in ("eva", "gijs", "wim", "jan", "fatima"):
            assert cast.client(who).get("/overleden/").status_code == 404

    def test_the_log_keeper_looks_at_every_death(self, cast: Cast) -> None:
        post(cast, "anna", "roya", zeker="ja")
        post(cast, "ria", "sipke", zeker="ja")
        post(cast, "bart", "roya", doe="terug")
        reviews.fill_queues(now=timezone.now() + timedelta(seconds=1))
        assert Review.objects.filter(circle=cast.circles["linde"], rule="died").count() == 3
        told = cast.client("hanna").get(f"/logboek/{cast.circles['linde'].public_id}/").content.decode()
        assert "Een overlijden" in told
        assert "dat iemand is overleden" in told

    def test_nobody_else_can_take_it_back(self, cast: Cast) -> None:
        post(cast, "anna", "roya", zeker="ja")
        for other in ("eva", "gijs", "wim", "jan", "otto"):
            assert post(cast, other, "roya", doe="terug").status_code == 404
        assert died_on(cast, "roya") == day(-1)

    def test_who_has_no_role_any_more_cannot_take_it_back(self, cast: Cast) -> None:
        post(cast, "anna", "roya", zeker="ja")
        post(cast, "ria", "sipke", zeker="ja")
        Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(-1))
        Representative.objects.update(ended_at=timezone.now())
        assert cast.client("anna").get(page(cast, "roya")).status_code == 404
        assert cast.client("ria").get(page(cast, "sipke")).status_code == 404


class TestWay:
    @pytest.mark.parametrize(("who", "whom", "shown"), [("anna", "roya", True), ("wim", "roya", False)])
    def test_the_page_of_a_resident_leads_here_for_who_may(
        self, cast: Cast, who: str, whom: str, shown: bool
    ) -> None:
        text = cast.client(who).get(f"/mens/{cast.residents[whom].public_id}/").content.decode()
        assert (page(cast, whom) in text) is shown

    def test_the_page_at_the_desk_leads_here(self, cast: Cast) -> None:
        text = cast.client("bart").get(f"/balie/mens/{cast.residents['roya'].public_id}/").content.decode()
        assert page(cast, "roya") in text
