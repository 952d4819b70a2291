"""*Wie ik ben*: being found or not, going out of a circle; and who has a pause or died, on others' pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cast import NOON, Cast, day, line, membership
from support.posts import post, words
from wooncirkel.apps.circles.models import (
    Asked,
    Group,
    GroupMember,
    Line,
    OwnPerson,
    Refusal,
    Representative,
    Resident,
    Role,
    Sharing,
)
from wooncirkel.apps.people.actions.forgetting import erase_who_left, forget_old
from wooncirkel.apps.people.models import AccessLine, Account, Person

pytestmark = pytest.mark.database

LEAVE, FOUND, ME = "/mijn/uit-de-kring/", "/mijn/wie-ik-ben/vindbaar/", "/mijn/wie-ik-ben/"


class TestBeingFound:
    def test_she_takes_it_back_and_the_next_request_finds_nobody(self, cast: Cast) -> None:
        desk, address = cast.client("bart"), f"/balie/mens/{cast.residents['roya'].public_id}/"
        assert desk.get(address).status_code == 200
        client = cast.client("roya")
        assert "Nee, liever niet meer" in words(client.get(ME))
        assert post(client, FOUND, doe="niet").headers["Location"] == ME
        Sharing.objects.filter(line=cast.lines["roya-all"]).update(ended_at=NOON)
        assert desk.get(address).status_code == 404
        roya = Resident.objects.get(pk=cast.residents["roya"].pk)
        assert (roya.findable_at, roya.findable_by) == (None, None)

    def test_she_agrees_herself(self, cast: Cast) -> None:
        client = cast.client("wim")
        assert "Ja, dat mag" in words(client.get(ME))
        post(client, FOUND, doe="wel")
        first = Resident.objects.get(pk=cast.residents["wim"].pk)
        assert first.findable_at
        assert first.findable_by == cast.people["wim"]
        post(client, FOUND, doe="wel")
        assert Resident.objects.get(pk=first.pk).findable_at == first.findable_at

    def test_it_is_a_post_of_a_resident(self, cast: Cast) -> None:
        assert cast.client("wim").get(FOUND).status_code in {404, 405}
        for who in ("anna", "fatima", "piet"):
            assert post(cast.client(who), FOUND, doe="wel").status_code == 404


class TestLeaving:
    def test_the_page_asks_first_and_changes_nothing(self, cast: Cast) -> None:
        page = words(cast.client("sipke").get(LEAVE))
        assert "Wil je uit de kring De Linde?" in page
        assert "die maand nog wel" in page, "Ria helps by law"
        assert "die maand nog wel" not in words(cast.client("wim").get(LEAVE))
        assert not Resident.objects.exclude(left_at=None).exists()

    def test_what_she_had_there_ends_at_once(self, cast: Cast) -> None:
        wim, other = cast.residents["wim"], cast.residents["roya"]
        group = Group.objects.create(circle=wim.circle, name="Koken", begun_on=day(-9))
        elsewhere = Group.objects.create(circle=cast.circles["anker"], name="Wandelen", begun_on=day(-9))
        for one in (group, elsewhere):
            GroupMember.objects.create(group=one, person=wim.person, joined_on=day(-3))
        Representative.objects.create(
            resident=wim, person=cast.people["fatima"], kind="chosen", starts_on=day(), ends_on=day(9)
        )
        OwnPerson.objects.create(resident=other, person=cast.people["fatima"], since=NOON)
        fatima = cast.client("fatima")
        assert fatima.get(f"/mens/{wim.public_id}/").status_code == 200
        client = cast.client("wim")
        assert post(client, LEAVE).headers["Location"] == "/mijn/"
        gone = Resident.objects.get(pk=wim.pk)
        assert gone.left_at
        assert not Sharing.objects.filter(line__resident=wim, ended_at=None).exists()
        assert Sharing.objects.filter(line__resident=other, ended_at=None).count() == 2
        assert Refusal.objects.filter(line__resident=wim).count() == 2, "what she took back is her no"
        assert not wim.own_people.filter(ended_at=None).exists()
        assert other.own_people.filter(ended_at=None).exists()
        assert not wim.representatives.filter(ended_at=None).exists()
        assert GroupMember.objects.get(group=group).left_on == day()
        assert GroupMember.objects.get(group=elsewhere).left_on is None
        assert fatima.get(f"/mens/{wim.public_id}/").status_code == 404
        assert "Je hoort nog niet bij een kring" in words(client.get("/mijn/"))
        for address in (ME, LEAVE, "/mijn/mensen/", f"/mens/{other.public_id}/"):
            assert client.get(address).status_code == 404, address
        assert post(client, LEAVE).status_code == 404

    def test_it_is_the_circle_in_which_she_is(self, cast: Cast) -> None:
        second = Resident.objects.create(
            circle=cast.circles["anker"], person=cast.people["wim"], came_at=timezone.now()
        )
        line(second, "In het anker", "all")
        client = cast.client("wim")
        post(client, f"/mijn/kring/{second.public_id}/")
        post(client, LEAVE)
        assert Resident.objects.get(pk=second.pk).left_at
        assert Resident.objects.get(pk=cast.residents["wim"].pk).left_at is None
        assert "wim tells all" in words(client.get("/mijn/"))

    def test_after_a_month_it_is_erased_and_so_is_she(self, cast: Cast) -> None:
        wim = cast.people["wim"]
        post(cast.client("wim"), LEAVE)
        forget_old(now=timezone.now() + timedelta(days=29))
        assert Line.objects.filter(resident__person=wim).count() == 3
        later = timezone.now() + timedelta(days=31)
        forget_old(now=later)
        assert not Resident.objects.filter(person=wim).exists()
        assert not Line.objects.filter(text__startswith="wim tells").exists()
        erase_who_left(now=later)
        assert not Person.objects.filter(pk=wim.pk).exists()
        assert not Account.objects.filter(email="wim@example.test").exists()


class TestPauseAndDeath:
    def test_who_has_a_pause_has_no_name_on_the_pages_of_others(self, cast: Cast) -> None:
        wim, els = cast.residents["wim"], cast.people["els"]
        row = OwnPerson.objects.create(resident=wim, person=els, since=NOON)
        Asked.objects.create(resident=wim, to=els, text="Waarom?", asked_at=NOON)
        client = cast.client("wim")
        told = f"/mijn/regel/{cast.lines['wim-mine'].public_id}/"
        own = ["/mijn/", "/mijn/mensen/", "/mijn/wie-keek/vraag/", "/mijn/vragen/", "/mijn/elk-jaar/", told]
        for address in [*own, f"/mijn/mensen/{row.public_id}/", "/mijn/wie-helpt/kiezen/"]:
            assert "Els" not in words(client.get(address)), address
        assert "Iemand met pauze" in words(client.get("/mijn/mensen/"))
        assert client.get(f"/mijn/zo-ziet/{els.public_id}/").status_code == 404
        assert not AccessLine.objects.filter(subject=els.public_id).exists()
        assert post(client, f"/mijn/mensen/{row.public_id}/").status_code == 302
        assert OwnPerson.objects.get(pk=row.pk).ended_at
        OwnPerson.objects.filter(pk=row.pk).update(ended_at=None)
        Person.objects.filter(pk=els.pk).update(paused_at=None)
        assert "Els" in words(client.get("/mijn/mensen/"))

    def test_who_works_and_has_a_pause_cannot_be_chosen(self, cast: Cast) -> None:
        Person.objects.filter(pk__in=[cast.people["jan"].pk, cast.people["greet"].pk]).update(paused_at=NOON)
        client = cast.client("wim")
        assert "Jan" not in words(client.get("/mijn/mensen/"))
        assert "Greet" not in words(client.get("/mijn/wie-keek/vraag/"))

    def test_a_question_of_who_has_a_pause_is_not_told(self, cast: Cast) -> None:
        wim = cast.residents["wim"]
        asked = Asked.objects.create(resident=wim, to=cast.people["fatima"], text="Waarom?", asked_at=NOON)
        client, address = cast.client("fatima"), f"/mijn/vragen/{asked.public_id}/"
        assert "Wim" in words(client.get(address))
        Person.objects.filter(pk=wim.person_id).update(paused_at=NOON)
        assert client.get(address).status_code == 404
        assert "Wim" not in words(client.get("/mijn/vragen/")) + words(client.get("/mijn/"))

    def test_the_dead_are_not_offered(self, cast: Cast) -> None:
        dead = [cast.people["fatima"], cast.people["hanna"]]
        Person.objects.filter(pk__in=[one.pk for one in dead]).update(died_on=day())
        client = cast.client("wim")
        for address in ("/mijn/wie-keek/vraag/", "/mijn/mensen/"):
            page = words(client.get(address))
            assert "Fatima" not in page
            assert "Hanna" not in page
        fields = {"person": str(cast.people["hanna"].public_id), "text": "Waarom?"}
        assert post(client, "/mijn/wie-keek/vraag/", **fields).status_code == 404


class TestWhatIsNoted:
    def test_who_typed_a_line_is_noted_when_her_name_is_shown(self, cast: Cast) -> None:
        Line.objects.filter(pk=cast.lines["wim-me"].pk).update(typed_by=cast.people["greet"])
        assert "Greet" in words(cast.client("wim").get("/mijn/"))
        looks = AccessLine.objects.filter(subject=cast.people["greet"].public_id)
        assert looks.get().what == "name"
        looks_before = looks.count()
        cast.client("fatima").get(f"/mens/{cast.residents['wim'].public_id}/")
        assert looks.count() == looks_before

    def test_the_role_in_the_log_is_that_in_her_circle(self, cast: Cast) -> None:
        """Anna is a link worker of Zorg Een in De Linde, and a team lead of Zorg Twee in Het Anker."""
        anna, firms = cast.people["anna"], cast.organisations
        membership(anna, Role.TEAM_LEAD, cast.circles["anker"], firms["Zorg Twee"])
        client = cast.client("anna")
        for name in ("wim", "noor"):
            assert client.get(f"/mens/{cast.residents[name].public_id}/").status_code == 200
        assert told_of(cast, "anna", "wim") == {("link", firms["Zorg Een"].public_id)}
        assert told_of(cast, "anna", "noor") == {("lead", firms["Zorg Twee"].public_id)}

    def test_where_she_has_no_role_the_log_names_none(self, cast: Cast) -> None:
        OwnPerson.objects.create(resident=cast.residents["noor"], person=cast.people["anna"], since=NOON)
        assert cast.client("anna").get(f"/mens/{cast.residents['noor'].public_id}/").status_code == 200
        assert told_of(cast, "anna", "noor") == {("", None)}


def told_of(cast: Cast, who: str, whom: str) -> set[tuple[str, object]]:
    """Return the roles and organisations with which somebody stands in the log of another."""
    rows = AccessLine.objects.filter(actor=cast.people[who].public_id, subject=cast.people[whom].public_id)
    return set(rows.values_list("role", "organisation"))
