"""The log keeper: what comes into her queue, what she sees of it, and how she closes it."""

import re
import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast, circle, day, membership, missing, person
from wooncirkel.apps.circles.actions import reviews
from wooncirkel.apps.circles.actions.reviews import draw_sample, fill_queues, last_month
from wooncirkel.apps.circles.models import Membership, OwnPerson, Resident, Review, Role
from wooncirkel.apps.circles.queries import watching
from wooncirkel.apps.people.models import AccessLine, Person
from wooncirkel.apps.shared.once import new_key
from wooncirkel.apps.shared.stale import StaleError

pytestmark = pytest.mark.database
ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime.combine(day(), datetime.min.time(), ZONE) + timedelta(hours=14)


def look(cast: Cast, who: str, of: str, **more: Any) -> AccessLine:
    """Store that somebody looked at somebody, as a link worker of Zorg Een unless said otherwise."""
    return AccessLine.objects.create(
        **{
            "at": NOW - timedelta(hours=1),
            "answer": uuid.uuid4(),
            "actor": cast.people[who].public_id,
            "role": Role.LINK_WORKER,
            "organisation": cast.organisations["Zorg Een"].public_id,
            "subject": cast.people[of].public_id,
            "act": "saw",
            "what": "name,phone",
            "route": "resident",
            "means": "work",
        }
        | more
    )


def queue(cast: Cast, **more: Any) -> list[tuple[int, str]]:
    """Fill the queues and return what stands in that of De Linde."""
    fill_queues(now=more.get("now", NOW))
    rows = Review.objects.filter(circle=cast.circles["linde"])
    return sorted(rows.exclude(rule="sample").values_list("access_line", "rule"))


class TestRules:
    """What each rule points at, and what it leaves alone."""

    def test_an_ordinary_look_raises_nothing(self, cast: Cast) -> None:
        look(cast, "anna", "wim")
        assert queue(cast) == []

    def test_a_resident_among_neighbours_raises_nothing(self, cast: Cast) -> None:
        Resident.objects.filter(person__called__in=["Wim", "Roya"]).update(home="Lindeweg 1")
        look(cast, "roya", "wim", role="", organisation=None, means="card", at=NOW.replace(hour=2))
        assert queue(cast) == []

    def test_a_colleague_who_lives_here(self, cast: Cast) -> None:
        bart = cast.people["bart"]  # works for Zorg Een, as Anna does
        line = look(cast, "anna", "bart")
        assert queue(cast) == []
        Resident.objects.create(circle=cast.circles["linde"], person=bart, came_at=NOW)
        assert queue(cast) == [(line.pk, "colleague")]
        other = look(cast, "chris", "bart", organisation=cast.organisations["Zorg Twee"].public_id)
        assert (other.pk, "colleague") not in queue(cast)

    @pytest.mark.parametrize(
        ("mine", "theirs", "rule"),
        [
            ("Lindeweg 12", "lindeweg 12 B", "same-home"),
            ("Lindeweg 12", "Lindeweg 14", "next-door"),
            ("Lindeweg 12", "Lindeweg 8", "next-door"),
            ("Lindeweg 12", "Lindeweg 17", None),
            ("Lindeweg 12", "Eikenweg 12", None),
            ("Lindeweg", "Lindeweg", None),
            ("", "", None),
            ("x " + "9" * 40, "x " + "9" * 40, "same-home"),
        ],
    )
    def test_homes(self, cast: Cast, mine: str, theirs: str, rule: str | None) -> None:
        Resident.objects.create(
            circle=cast.circles["anker"], person=cast.people["anna"], came_at=NOW, home=mine
        )
        Resident.objects.filter(person=cast.people["wim"]).update(home=theirs)
        line = look(cast, "anna", "wim")
        assert queue(cast) == ([(line.pk, rule)] if rule else [])

    @pytest.mark.parametrize(
        ("mine", "theirs", "same"),
        [("Anna de Boer", "Wim de BOER", True), ("Anna", "Wim Anna", False), ("Anna A", "Wim B", False)],
    )
    def test_the_same_family_name(self, cast: Cast, mine: str, theirs: str, same: bool) -> None:
        Person.objects.filter(pk=cast.people["anna"].pk).update(called=mine)
        Person.objects.filter(pk=cast.people["wim"].pk).update(called=theirs)
        line = look(cast, "anna", "wim")
        assert queue(cast) == ([(line.pk, "same-name")] if same else [])

    def test_whom_the_resident_chose_or_who_helps_her(self, cast: Cast) -> None:
        membership(cast.people["ria"], Role.LINK_WORKER, cast.circles["linde"])
        OwnPerson.objects.create(resident=cast.residents["wim"], person=cast.people["anna"], since=NOW)
        lines = [look(cast, "ria", "sipke"), look(cast, "anna", "wim")]
        look(cast, "anna", "sipke")
        assert queue(cast) == [(line.pk, "family") for line in lines]

    @pytest.mark.parametrize(
        "change",
        [
            {"ends_on": day(-2)},
            {"starts_on": day(1)},
            {"role": Role.HOST},
            {"ended_at": NOW - timedelta(days=3)},
        ],
    )
    def test_outside_the_dates_of_the_role(self, cast: Cast, change: dict[str, Any]) -> None:
        line = look(cast, "anna", "wim")
        assert queue(cast) == []
        Membership.objects.filter(person=cast.people["anna"]).update(**change)
        assert queue(cast) == [(line.pk, "outside")]

    def test_the_last_day_of_a_role_is_inside(self, cast: Cast) -> None:
        look(cast, "anna", "wim")
        Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(), ended_at=NOW)
        assert queue(cast) == []

    @pytest.mark.parametrize(("hour", "night"), [(5, True), (6, False), (22, False), (23, True)])
    def test_at_night(self, cast: Cast, hour: int, night: bool) -> None:
        line = look(cast, "anna", "wim", at=(NOW - timedelta(days=1)).replace(hour=hour))
        assert queue(cast) == ([(line.pk, "night")] if night else [])

    def test_more_than_thirty_people_in_an_hour(self, cast: Cast) -> None:
        linde = cast.circles["linde"]
        for number in range(31):
            cast.people[f"n{number}"] = person(f"n{number}", account=False)
            Resident.objects.create(circle=linde, person=cast.people[f"n{number}"], came_at=NOW)
        at = NOW - timedelta(hours=5)
        for number in range(30):
            look(cast, "anna", f"n{number}", at=at + timedelta(minutes=number))
        look(cast, "anna", "n5", at=at + timedelta(minutes=40))  # not another person
        look(cast, "anna", "n30", at=at + timedelta(minutes=61))  # the first are an hour ago
        assert queue(cast) == []
        AccessLine.objects.bulk_create(
            [AccessLine(at=at + timedelta(minutes=55), answer=uuid.uuid4(), act="saw", role="link",
                        actor=cast.people["chris"].public_id, subject=cast.people[f"n{n}"].public_id)
             for n in range(31)]
        )  # fmt: skip
        last = AccessLine.objects.latest("pk").pk
        assert queue(cast) == [(last, "many")]

    def test_a_line_is_raised_once_a_rule(self, cast: Cast) -> None:
        line = look(cast, "anna", "wim", at=NOW.replace(hour=3))
        assert queue(cast) == queue(cast) == [(line.pk, "night")]

    def test_lines_about_another_circle_stay_there(self, cast: Cast) -> None:
        membership(cast.people["anna"], Role.LINK_WORKER, cast.circles["anker"])
        line = look(cast, "anna", "noor", at=NOW.replace(hour=3))
        assert queue(cast) == []
        assert Review.objects.filter(circle=cast.circles["anker"], access_line=line.pk, rule="night").exists()

    def test_somebody_of_two_circles_belongs_where_the_worker_is(self, cast: Cast) -> None:
        Resident.objects.create(circle=cast.circles["anker"], person=cast.people["wim"], came_at=NOW)
        look(cast, "otto", "wim", at=NOW.replace(hour=3))
        assert queue(cast) == []
        assert Review.objects.filter(circle=cast.circles["anker"], rule="night").count() == 1


class TestSample:
    """One in a hundred lines of last month, the same ones every time."""

    def month(self, cast: Cast, count: int) -> None:
        """Store lines of last month and one of each month around it."""
        begin, end = last_month(NOW)
        for at in (begin - timedelta(seconds=1), end):
            look(cast, "anna", "roya", at=at)
        AccessLine.objects.bulk_create(
            AccessLine(
                at=begin + (end - begin) * n / count,
                answer=uuid.uuid4(),
                actor=cast.people["anna"].public_id,
                subject=cast.people["wim"].public_id,
                act="saw",
                what="name",
            )
            for n in range(count)
        )

    def drawn(self) -> list[int]:
        return sorted(Review.objects.filter(rule="sample").values_list("access_line", flat=True))

    @pytest.mark.parametrize(("count", "chosen"), [(1, 1), (100, 1), (101, 2), (250, 3)])
    def test_one_in_a_hundred_and_at_least_one(self, cast: Cast, count: int, chosen: int) -> None:
        self.month(cast, count)
        draw_sample(circle=cast.circles["linde"], now=NOW)
        assert len(self.drawn()) == chosen
        subjects = AccessLine.objects.filter(pk__in=self.drawn()).values_list("subject", flat=True)
        assert set(subjects) == {cast.people["wim"].public_id}

    def test_once_a_month(self, cast: Cast) -> None:
        self.month(cast, 300)
        draw_sample(circle=cast.circles["linde"], now=NOW)
        first = self.drawn()
        self.month(cast, 300)
        draw_sample(circle=cast.circles["linde"], now=NOW + timedelta(hours=1))
        assert self.drawn() == first

    def test_nothing_to_draw(self, cast: Cast) -> None:
        fill_queues(now=NOW)
        assert self.drawn() == []

    def test_the_lot_falls_the_same_way_every_time_and_differs_by_month_and_circle(self) -> None:
        at = NOW
        lines = [watching.Seen(n, at, None, "", None, uuid.uuid4()) for n in range(5000)]
        one = watching.by_lot(lines, year=2026, month=10, circle=1)
        assert one == watching.by_lot(lines, year=2026, month=10, circle=1)
        assert len(set(one)) == 50
        assert one != watching.by_lot(lines, year=2026, month=11, circle=1)
        assert one != watching.by_lot(lines, year=2026, month=10, circle=2)

    def test_a_month_is_one_here(self) -> None:
        begin, end = last_month(datetime(2027, 1, 1, 0, 30, tzinfo=ZONE))
        assert (begin, end) == (datetime(2026, 12, 1, tzinfo=ZONE), datetime(2027, 1, 1, tzinfo=ZONE))

    def test_a_circle_without_names_has_no_queue(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        monkeypatch.setattr(reviews, "raise_rules", lambda *, circle, now: asked.append(circle.name))
        fill_queues(now=NOW)
        assert asked == ["De Linde", "Het Anker"]


@pytest.fixture
def waiting(cast: Cast) -> Review:
    """A line in the queue of Hanna."""
    line = look(cast, "anna", "wim")
    return Review.objects.create(
        circle=cast.circles["linde"], access_line=line.pk, rule="sample", raised_at=NOW
    )


def url(name: str, review: Review) -> str:
    """Return the address of a page about the circle, or about the line."""
    assert review.circle
    keys = [review.circle.public_id] + ([review.public_id] if name == "log-item" else [])
    return reverse(name, args=keys)


def closing(verdict: str = "fine", note: str = "", **more: str) -> dict[str, str]:
    """Return what the form sends."""
    return {"once": new_key(), "verdict": verdict, "note": note} | more


class TestPages:
    """What she sees, and who else does not."""

    def test_the_start_leads_to_her_only_circle(self, cast: Cast, waiting: Review) -> None:
        assert cast.client("hanna").get("/logboek/").headers["Location"] == url("log-queue", waiting)
        membership(cast.people["hanna"], Role.LOG_KEEPER, cast.circles["anker"])
        both = cast.client("hanna").get("/logboek/").content.decode()
        assert "De Linde" in both
        assert "Het Anker" in both
        assert "De Eik" not in both

    def test_a_line_tells_who_and_what_kind_but_not_whom(self, cast: Cast, waiting: Review) -> None:
        for name in ("log-queue", "log-item"):
            text = cast.client("hanna").get(url(name, waiting)).content.decode()
            assert "Anna" in text
            assert "zag: naam en telefoonnummer. Van een bewoner (A)." in text
            assert "Link worker, Zorg Een, via het werk." in text
            assert "Wim" not in text
            assert "wim tells" not in text
            assert str(cast.people["wim"].public_id) not in text

    def test_a_letter_is_the_same_person_all_over_the_page(self, cast: Cast, waiting: Review) -> None:
        for of in ("roya", "wim", "sipke"):
            line = look(cast, "anna", of)
            Review.objects.create(circle=waiting.circle, access_line=line.pk, rule="night", raised_at=NOW)
        text = cast.client("hanna").get(url("log-queue", waiting)).content.decode()
        assert re.findall(r"een bewoner \((\w)\)", text) == ["A", "B", "A", "C"]

    def test_a_resident_who_looked_keeps_her_name_to_herself(self, cast: Cast, waiting: Review) -> None:
        line = look(cast, "roya", "wim", role="", organisation=None, means="card")
        Review.objects.filter(pk=waiting.pk).update(access_line=line.pk)
        text = cast.client("hanna").get(url("log-queue", waiting)).content.decode()
        assert "Iemand zonder rol in deze kring" in text
        assert "Roya" not in text

    def test_nobody_and_unknown_things_are_told_so(self, cast: Cast, waiting: Review) -> None:
        line = look(
            cast, "anna", "wim", actor=None, role="what", what="name,later", means="", organisation=None
        )
        Review.objects.filter(pk=waiting.pk).update(access_line=line.pk, rule="later")
        text = cast.client("hanna").get(url("log-queue", waiting)).content.decode()
        assert "Iemand die niet was binnengekomen" in text
        assert "naam en iets anders" in text

    def test_a_line_that_is_gone_can_still_be_closed(self, cast: Cast, waiting: Review) -> None:
        Review.objects.filter(pk=waiting.pk).update(access_line=10**9)
        hanna = cast.client("hanna")
        assert "weg" in hanna.get(url("log-queue", waiting)).content.decode()
        assert hanna.get(url("log-item", waiting)).status_code == 200
        assert hanna.post(url("log-item", waiting), closing()).status_code == 302

    def test_a_line_of_somebody_who_was_erased_is_still_there(self, cast: Cast, waiting: Review) -> None:
        cast.people["wim"].delete()
        text = cast.client("hanna").get(url("log-item", waiting)).content.decode()
        assert "Van iemand (A)." in text

    def test_reading_is_noted_too(self, cast: Cast, waiting: Review) -> None:
        cast.client("hanna").get(url("log-queue", waiting))
        mine = AccessLine.objects.filter(actor=cast.people["hanna"].public_id)
        noted = set(mine.values_list("subject", "what", "role"))
        assert noted == {
            (cast.people["wim"].public_id, "log", Role.LOG_KEEPER),
            (cast.people["anna"].public_id, "log,name", Role.LOG_KEEPER),
        }

    def test_staff_without_an_organisation_is_no_volunteer(self, cast: Cast) -> None:
        look(cast, "anna", "wim", organisation=None)
        look(cast, "greet", "wim", role=Role.HOST, organisation=None)
        text = cast.client("wim").get(reverse("who-looked")).content.decode()
        assert "Anna is medewerker: link worker." in text
        assert "Greet is vrijwilliger: gastheer of gastvrouw." in text

    def test_wim_reads_that_the_log_was_read(self, cast: Cast, waiting: Review) -> None:
        cast.client("hanna").get(url("log-queue", waiting))
        text = cast.client("wim").get(reverse("who-looked")).content.decode()
        assert "wie er naar jou keek gezien" in text

    def test_an_empty_queue_is_calm(self, cast: Cast) -> None:
        key = cast.circles["linde"].public_id
        text = cast.client("hanna").get(reverse("log-queue", args=[key])).content.decode()
        assert "Er ligt nu niets. Kijk over een paar dagen weer." in text
        assert "nagekeken</span>" not in text
        assert "nog niets nagekeken" in (
            cast.client("hanna").get(reverse("log-looked-at", args=[key])).content.decode()
        )

    @pytest.mark.parametrize("name", ["log-queue", "log-item", "log-looked-at"])
    @pytest.mark.parametrize("who", ["anna", "gijs", "wim", "lotte", "piet", "greet", None])
    def test_nobody_else_comes_here(self, cast: Cast, waiting: Review, name: str, who: str | None) -> None:
        client = cast.client(who) if who else Client()
        refused = client.get(url(name, waiting))
        nothing = client.get(f"/logboek/{missing()}/")
        assert refused.status_code == nothing.status_code == 404
        assert refused.content == nothing.content

    @pytest.mark.parametrize("name", ["log-queue", "log-item", "log-looked-at"])
    def test_another_circle_is_not_there(self, cast: Cast, waiting: Review, name: str) -> None:
        Review.objects.filter(pk=waiting.pk).update(circle=cast.circles["anker"])
        waiting.refresh_from_db()
        hanna = cast.client("hanna")
        foreign, nothing = hanna.get(url(name, waiting)), hanna.get(f"/logboek/{missing()}/")
        assert foreign.status_code == nothing.status_code == 404
        assert foreign.content == nothing.content

    def test_a_line_of_another_circle_under_her_own_is_not_there(self, cast: Cast, waiting: Review) -> None:
        Review.objects.filter(pk=waiting.pk).update(circle=cast.circles["anker"])
        hanna, key = cast.client("hanna"), cast.circles["linde"].public_id
        assert hanna.get(reverse("log-item", args=[key, waiting.public_id])).status_code == 404
        post = hanna.post(reverse("log-item", args=[key, waiting.public_id]), closing())
        assert post.status_code == 404
        waiting.refresh_from_db()
        assert waiting.closed_at is None

    def test_a_role_that_was_taken_away_is_gone_at_the_next_click(self, cast: Cast, waiting: Review) -> None:
        hanna = cast.client("hanna")
        assert hanna.get(url("log-queue", waiting)).status_code == 200
        cast.people["hanna"].memberships.update(ended_at=NOW)
        assert hanna.get(url("log-queue", waiting)).status_code == 404


class TestClosing:
    """A line is closed once, with a verdict and where needed a word."""

    def test_it_goes_from_the_queue_to_what_was_looked_at(self, cast: Cast, waiting: Review) -> None:
        hanna = cast.client("hanna")
        answer = hanna.post(url("log-item", waiting), closing("asked", "Gebeld met de teamleider."))
        assert answer.headers["Location"] == url("log-queue", waiting)
        waiting.refresh_from_db()
        assert (waiting.verdict, waiting.note) == ("asked", "Gebeld met de teamleider.")
        assert waiting.closed_by == cast.people["hanna"]
        text = hanna.get(url("log-queue", waiting)).content.decode()
        assert "Er ligt nu niets" in text
        assert "1 van de 1 regels nagekeken" in text
        done = hanna.get(url("log-looked-at", waiting)).content.decode()
        assert "Gebeld met de teamleider." in done
        assert "Ik heb het gevraagd" in done
        assert "door <bdi>Hanna</bdi>" in done

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({}, "Kies er een."),
            ({"verdict": "wrong"}, "Kies er een."),
            ({"verdict": "asked"}, "Schrijf kort op wat je deed."),
            ({"verdict": "reported", "note": "  "}, "Schrijf kort op wat je deed."),
            ({"verdict": "fine", "note": "x" * 301}, "Dit is te lang."),
            ({"verdict": "fine", "note": "a\x00b"}, "een teken in dat we niet kunnen lezen"),
        ],
    )
    def test_what_does_not_fit_is_asked_again(
        self, cast: Cast, waiting: Review, sent: dict[str, str], sentence: str
    ) -> None:
        answer = cast.client("hanna").post(url("log-item", waiting), {"once": new_key()} | sent)
        assert answer.status_code == 200
        assert sentence in answer.content.decode()
        waiting.refresh_from_db()
        assert waiting.closed_at is None

    def test_two_keepers_at_once_see_both(self, cast: Cast, waiting: Review) -> None:
        cast.client("hanna").post(url("log-item", waiting), closing("reported", "Gemeld bij de FG."))
        answer = cast.client("hanna").post(url("log-item", waiting), closing("fine", "Was in orde."))
        text = answer.content.decode()
        assert answer.status_code == 200
        for words in (
            "Iemand anders heeft dit net nagekeken",
            "Gemeld bij de FG.",
            "Was in orde.",
            "In orde",
        ):
            assert words in text
        waiting.refresh_from_db()
        assert waiting.verdict == "reported"

    def test_the_same_post_twice_closes_once(self, cast: Cast, waiting: Review) -> None:
        hanna, form = cast.client("hanna"), closing()
        answers = [hanna.post(url("log-item", waiting), form) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert hanna.post(url("log-item", waiting), {"verdict": "fine"}).status_code == 400

    def test_nobody_closes_what_she_did_herself(self, cast: Cast, waiting: Review) -> None:
        line = look(cast, "hanna", "wim", role=Role.LOG_KEEPER, what="log")
        Review.objects.filter(pk=waiting.pk).update(access_line=line.pk)
        hanna = cast.client("hanna")
        for name in ("log-queue", "log-item"):
            assert "Dit deed jij zelf." in hanna.get(url(name, waiting)).content.decode()
        assert 'name="verdict"' not in hanna.get(url("log-item", waiting)).content.decode()
        assert hanna.post(url("log-item", waiting), closing()).status_code == 200
        waiting.refresh_from_db()
        assert waiting.closed_at is None
        with pytest.raises(reviews.OwnLookError):
            reviews.close(review=waiting, verdict="fine", note="", by=cast.people["hanna"], now=NOW)
        membership(cast.people["dewi"], Role.LOG_KEEPER, cast.circles["linde"])
        assert "Dit deed jij zelf." not in cast.client("dewi").get(url("log-item", waiting)).content.decode()
        assert cast.client("dewi").post(url("log-item", waiting), closing()).status_code == 302
        waiting.refresh_from_db()
        assert waiting.closed_by == cast.people["dewi"]

    def test_who_closed_it_is_noted_as_shown(self, cast: Cast, waiting: Review) -> None:
        membership(cast.people["dewi"], Role.LOG_KEEPER, cast.circles["linde"])
        cast.client("dewi").post(url("log-item", waiting), closing())
        cast.client("hanna").get(url("log-looked-at", waiting))
        noted = AccessLine.objects.filter(
            actor=cast.people["hanna"].public_id, subject=cast.people["dewi"].public_id
        )
        assert [line.what for line in noted] == ["log,name"]

    def test_any_script_may_be_written(self, cast: Cast, waiting: Review) -> None:
        note = "سألتها · ትግርኛ · <b>"
        cast.client("hanna").post(url("log-item", waiting), closing("asked", note))
        text = cast.client("hanna").get(url("log-looked-at", waiting)).content.decode()
        assert "سألتها · ትግርኛ · &lt;b&gt;" in text

    def test_the_action_refuses_the_second(self, cast: Cast, waiting: Review) -> None:
        one = {"review": waiting, "by": cast.people["hanna"], "now": NOW}
        reviews.close(verdict="fine", note="", **one)
        with pytest.raises(StaleError):
            reviews.close(verdict="asked", note="x", **one)


def test_a_circle_may_have_no_keeper(cast: Cast) -> None:
    circle("De Es", names=True, partners=[])
    fill_queues(now=NOW)
    assert Review.objects.count() == 0
