"""Who helps a resident decide: by what right, until when, what she may, and never over a no."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cast import Cast, day, line
from support.posts import post, words
from wooncirkel.apps.circles.actions.lines import NotAllowedError, change_line, remove_line, share, write_line
from wooncirkel.apps.circles.actions.representatives import (
    HelpPeriodError,
    NotChosenError,
    choose_helper,
    end_help,
    record_representative,
)
from wooncirkel.apps.circles.models import Line, OwnPerson, Refusal, Representative, Sharing
from wooncirkel.apps.people.models import AccessLine

pytestmark = pytest.mark.database


def of_sipke(cast: Cast) -> str:
    return f"/mijn/ik-help/{cast.residents['sipke'].public_id}/"


def test_a_helper_sees_the_lines_and_it_is_noted_on_her_behalf(cast: Cast) -> None:
    line(cast.residents["sipke"], "sipke tells me")
    assert "sipke tells me" in words(cast.client("ria").get(of_sipke(cast)))
    looks = AccessLine.objects.filter(actor=cast.people["ria"].public_id, what="name,words")
    assert looks.get().for_person == cast.people["sipke"].public_id
    page = words(cast.client("sipke").get("/mijn/wie-keek/"))
    assert "Ria" in page
    assert "namens jou je naam en je eigen woorden gezien." in page


@pytest.mark.parametrize("who", ["wim", "anna", "fatima", "piet", "gijs"])
def test_nobody_else_sees_them(cast: Cast, who: str) -> None:
    told = line(cast.residents["sipke"], "sipke tells me")
    client = cast.client(who)
    for address in ("", "regel/", f"regel/{told.public_id}/", f"regel/{told.public_id}/anders/"):
        assert client.get(of_sipke(cast) + address).status_code == 404
        assert post(client, of_sipke(cast) + address, ring="all", text="x", kind="words").status_code in {
            404,
            405,
        }
    assert not Sharing.objects.filter(line=told).exists()


def test_a_helper_writes_changes_and_shares_when_that_was_said(cast: Cast) -> None:
    client, sipke = cast.client("ria"), of_sipke(cast)
    assert post(client, f"{sipke}regel/", kind="words", text="Sipke houdt van schaken.").status_code == 302
    told = Line.objects.get(text="Sipke houdt van schaken.")
    assert told.typed_by == cast.people["ria"]
    assert post(client, f"{sipke}regel/{told.public_id}/", ring="all").status_code == 302
    assert Sharing.objects.get(line=told).given_by == cast.people["ria"]
    changed = {"text": "Sipke schaakt.", "picture": "chess", "version": 1}
    assert post(client, f"{sipke}regel/{told.public_id}/anders/", **changed).status_code == 302
    stale = post(client, f"{sipke}regel/{told.public_id}/anders/", **changed | {"text": "Anders"})
    assert "Iemand anders heeft dit net veranderd" in words(stale)
    acts = AccessLine.objects.filter(
        actor=cast.people["ria"].public_id, for_person=cast.people["sipke"].public_id
    )
    assert {"added", "changed"} <= set(acts.values_list("act", flat=True))


def test_a_helper_does_no_more_than_was_said(cast: Cast) -> None:
    Representative.objects.update(may_write=False, may_share=False)
    told = line(cast.residents["sipke"], "sipke tells me")
    client, sipke = cast.client("ria"), of_sipke(cast)
    assert client.get(sipke).status_code == 200
    assert post(client, f"{sipke}regel/", kind="words", text="Nee").status_code == 404
    assert post(client, f"{sipke}regel/{told.public_id}/", ring="all").status_code == 404
    assert post(client, f"{sipke}regel/{told.public_id}/anders/", text="Nee", version=1).status_code == 404
    assert Line.objects.get(pk=told.pk).text == "sipke tells me"
    now, ria = timezone.now(), cast.people["ria"]
    with pytest.raises(NotAllowedError):
        write_line(resident=cast.residents["sipke"], text="x", by=ria, now=now)
    with pytest.raises(NotAllowedError):
        share(line=told, ring="all", by=ria, now=now)
    with pytest.raises(NotAllowedError):
        change_line(line=told, text="x", picture="", version=1, by=ria, now=now)


def test_her_own_no_always_counts(cast: Cast) -> None:
    told = line(cast.residents["sipke"], "sipke tells me", "all")
    client, sipke = cast.client("ria"), of_sipke(cast)
    post(cast.client("sipke"), f"/mijn/regel/{told.public_id}/", ring="me")
    assert client.get(f"{sipke}regel/{told.public_id}/").status_code == 404
    assert post(client, f"{sipke}regel/{told.public_id}/", ring="all").status_code == 404
    with pytest.raises(NotAllowedError):
        share(line=told, ring="mine", by=cast.people["ria"], now=timezone.now())
    assert "zei" in words(client.get(sipke))
    post(cast.client("sipke"), f"/mijn/regel/{told.public_id}/", ring="all")
    assert not Refusal.objects.filter(line=told).exists()


def test_making_it_narrower_is_a_no_to_making_it_wider(cast: Cast) -> None:
    told = line(cast.residents["sipke"], "sipke tells all", "all")
    share(line=told, ring="mine", by=cast.people["sipke"], now=timezone.now())
    with pytest.raises(NotAllowedError):
        share(line=told, ring="all", by=cast.people["ria"], now=timezone.now())


def test_a_helper_throws_away_only_what_she_typed(cast: Cast) -> None:
    now, ria = timezone.now(), cast.people["ria"]
    own = line(cast.residents["sipke"], "sipke tells me")
    with pytest.raises(NotAllowedError):
        remove_line(line=own, by=ria, now=now)
    remove_line(line=write_line(resident=cast.residents["sipke"], text="x", by=ria, now=now), by=ria, now=now)


@pytest.mark.parametrize(
    "change", [{"ends_on": day(-1)}, {"starts_on": day(1), "ends_on": day(9)}, {"ended_at": timezone.now()}]
)
def test_help_counts_only_while_it_lasts(cast: Cast, change: dict[str, object]) -> None:
    Representative.objects.update(**{"starts_on": day(-10), **change})
    assert cast.client("ria").get(of_sipke(cast)).status_code == 404
    with pytest.raises(NotAllowedError):
        write_line(resident=cast.residents["sipke"], text="x", by=cast.people["ria"], now=timezone.now())


def test_she_chooses_who_helps_and_ends_it_at_once(cast: Cast) -> None:
    client = cast.client("wim")
    fields = {
        "person": str(cast.people["fatima"].public_id),
        "may_share": "1",
        "ends_on": day(100).isoformat(),
    }
    assert post(client, "/mijn/wie-helpt/kiezen/", **fields).status_code == 302
    row = Representative.objects.get(resident=cast.residents["wim"])
    assert (row.kind, row.may_write, row.may_share, row.ends_on) == ("chosen", False, True, day(100))
    helped = f"/mijn/ik-help/{cast.residents['wim'].public_id}/"
    assert "wim tells me<" in words(cast.client("fatima").get(helped))
    assert post(client, f"/mijn/wie-helpt/{row.public_id}/").status_code == 302
    assert cast.client("fatima").get(helped).status_code == 404


@pytest.mark.parametrize("ends", [-1, 367, 4000, None])
def test_help_lasts_a_year_at_most(cast: Cast, ends: int | None) -> None:
    until = "ooit" if ends is None else day(ends).isoformat()
    fields = {"person": str(cast.people["fatima"].public_id), "ends_on": until}
    answer = post(cast.client("wim"), "/mijn/wie-helpt/kiezen/", **fields)
    assert answer.status_code == 200
    assert "ends_on-help" in words(answer)
    assert not Representative.objects.filter(resident=cast.residents["wim"]).exists()


def test_help_by_law_is_not_hers_to_end_or_replace(cast: Cast) -> None:
    row, client = Representative.objects.get(), cast.client("sipke")
    assert "Dat besliste de rechter" in words(client.get("/mijn/wie-helpt/"))
    assert post(client, f"/mijn/wie-helpt/{row.public_id}/").status_code == 404
    with pytest.raises(NotChosenError):
        end_help(representative=row, now=timezone.now())
    helped = {"resident": row.resident, "person": row.person, "ends_on": day(9), "now": timezone.now()}
    with pytest.raises(NotChosenError):
        choose_helper(**helped, may_write=False, may_share=False)


def test_help_by_law_that_ran_out_can_be_chosen(cast: Cast) -> None:
    Representative.objects.update(starts_on=day(-20), ends_on=day(-1))
    row = Representative.objects.get()
    fields = {"person": str(row.person.public_id), "ends_on": day(9).isoformat()}
    client = cast.client("sipke")
    OwnPerson.objects.create(resident=row.resident, person=row.person, since=timezone.now())
    assert post(client, "/mijn/wie-helpt/kiezen/", **fields).headers["Location"] == "/mijn/wie-helpt/"
    chosen = Representative.objects.get(resident=row.resident, ended_at=None)
    assert (chosen.kind, chosen.starts_on, chosen.ends_on) == ("chosen", day(), day(9))
    assert Representative.objects.get(pk=row.pk).ended_at


@pytest.mark.parametrize(("kind", "most"), [("chosen", 1), ("curator", 5), ("mentor", 5), ("parent", 16)])
def test_what_an_administrator_records_has_an_end(cast: Cast, kind: str, most: int) -> None:
    start = date(2024, 2, 29)
    same = {
        "resident": cast.residents["roya"],
        "person": cast.people["kees"],
        "kind": kind,
        "starts_on": start,
        "may_write": False,
        "may_share": False,
        "by": cast.people["gijs"],
        "now": timezone.now(),
    }
    last = date(2024 + most, 2, 29 if most == 16 else 28)
    for wrong in (last + timedelta(days=1), start - timedelta(days=1)):
        with pytest.raises(HelpPeriodError):
            record_representative(**same, ends_on=wrong)
    record_representative(**same, ends_on=last)
    record_representative(**same, ends_on=last - timedelta(days=1))
    assert Representative.objects.get(resident=cast.residents["roya"], ended_at=None).ends_on < last
