"""What a host typed is the resident's own, as soon as she did something with it herself."""

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast
from support.posts import post
from wooncirkel.apps.circles.actions.lines import allow_again, change_line, refuse, share
from wooncirkel.apps.circles.models import Line, Resident
from wooncirkel.apps.people.models import AccessLine, Act, Person

pytestmark = pytest.mark.database


def typed_for_roya(client: Client) -> Line:
    """Let a host write a line for Roya's people, and return it."""
    roya = Resident.objects.get(person__called="Roya")
    post(client, f"/balie/mens/{roya.public_id}/schrijven/", text="Ik zing.", ring="mine")
    return Line.objects.get(text="Ik zing.")


def own_act(line: Line, what: str) -> None:
    """Let Roya do something with a line."""
    roya, now = line.resident.person, timezone.now()
    if what in {"all", "back"}:
        share(line=line, ring="all" if what == "all" else "me", by=roya, now=now)
    elif what == "changed":
        change_line(line=line, text="Ik fluit.", picture="", version=1, by=roya, now=now)
    elif what == "no":
        refuse(line=line, now=now)
    else:
        share(line=line, ring="me", by=roya, now=now)
        allow_again(line=line)


@pytest.mark.parametrize("what", ["all", "back", "changed", "no", "back, and her no taken back"])
def test_what_she_did_something_with_is_hers(cast: Cast, what: str) -> None:
    client = cast.client("greet")
    line = typed_for_roya(client)
    own = f"/balie/mens/{cast.residents['roya'].public_id}/"
    undo = f"/balie/regel/{line.public_id}/toch-niet/"
    assert "Ik zing." in client.get(own).content.decode()
    own_act(line, what)
    page = client.get(own).content.decode()
    assert undo not in page
    assert ("Ik zing." in page) is (what == "all")  # then she gave it to the neighbourhood
    assert "Ik fluit." not in page
    assert post(client, undo).status_code == 404
    assert Line.objects.filter(pk=line.pk).exists()


@pytest.mark.parametrize("what", ["not found", "pause", "left"])
def test_what_was_typed_stays_when_she_cannot_be_helped_now(cast: Cast, what: str) -> None:
    client, roya = cast.client("greet"), cast.residents["roya"]
    line = typed_for_roya(client)
    if what == "pause":
        Person.objects.filter(pk=roya.person_id).update(paused_at=timezone.now())
    else:
        gone = {"findable_at": None} if what == "not found" else {"left_at": timezone.now()}
        Resident.objects.filter(pk=roya.pk).update(**gone)
    assert post(client, f"/balie/regel/{line.public_id}/toch-niet/").status_code == 404
    assert Line.objects.filter(pk=line.pk).exists()
    assert not AccessLine.objects.filter(act=Act.ERASED).exists()


def test_changed_words_are_no_longer_typed_by_somebody_else(cast: Cast) -> None:
    line = typed_for_roya(cast.client("greet"))
    assert line.typed_by == cast.people["greet"]
    own_act(line, "changed")
    line.refresh_from_db()
    assert (line.text, line.typed_by) == ("Ik fluit.", None)
