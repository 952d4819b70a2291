"""A post has its effect once; other words are another post; nothing changes without an access line."""

import uuid

import pytest
from django.db import DatabaseError
from django.urls import reverse

from cast import Cast
from wooncirkel.apps.circles.models import Line, Resident
from wooncirkel.apps.people import accesslog
from wooncirkel.apps.people.models import AccessLine

pytestmark = pytest.mark.database


def told(text: str, key: str) -> dict[str, str]:
    """Return what the form for a new line sends."""
    return {"kind": "words", "text": text, "picture": "", "ring": "me", "once": key}


def test_the_same_words_twice_are_one_line(cast: Cast) -> None:
    wim, key = cast.client("wim"), str(uuid.uuid4())
    first = wim.post(reverse("new-line"), told("een bootje", key))
    second = wim.post(reverse("new-line"), told("een bootje", key))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Line.objects.filter(text="een bootje").count() == 1


def test_other_words_under_the_same_key_are_not_lost(cast: Cast) -> None:
    """She went back, changed her words and sent the same form again."""
    wim, key = cast.client("wim"), str(uuid.uuid4())
    for text in ("een bootje", "een groot bootje"):
        assert wim.post(reverse("new-line"), told(text, key)).status_code == 302
    assert Line.objects.filter(text__endswith="bootje").count() == 2


@pytest.mark.parametrize("key", ["", "geen sleutel", "\x00"])
def test_without_a_key_nothing_is_done(cast: Cast, key: str) -> None:
    assert cast.client("wim").post(reverse("new-line"), told("zonder", key)).status_code == 400
    assert not Line.objects.filter(text="zonder").exists()


def test_a_form_with_errors_keeps_its_key(cast: Cast) -> None:
    wim, key = cast.client("wim"), str(uuid.uuid4())
    assert wim.post(reverse("new-line"), told("", key)).status_code == 200
    assert wim.post(reverse("new-line"), told("nu wel", key)).status_code == 302


def test_without_a_line_in_the_log_nothing_changes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The effect and its line are committed together, or neither is."""

    def full(*_: object) -> None:
        raise DatabaseError("the disk is full")

    roya, key = cast.residents["roya"], str(uuid.uuid4())
    address = reverse("desk-write", args=[roya.public_id])
    form = {"kind": "words", "text": "door Bart getypt", "picture": "", "ring": "all", "once": key}
    bart = cast.client("bart")
    monkeypatch.setattr(accesslog, "write", full)
    assert bart.post(address, form).status_code == 503
    assert not Line.objects.filter(text="door Bart getypt").exists()
    monkeypatch.undo()
    before = AccessLine.objects.count()
    assert bart.post(address, form).status_code == 302
    assert Line.objects.filter(text="door Bart getypt").count() == 1
    assert AccessLine.objects.count() > before
    assert Resident.objects.filter(pk=roya.pk).exists()
