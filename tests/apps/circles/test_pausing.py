"""*Eerst pauze*: one tap and nobody sees her; one tap and everything is as it was."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cast import NOON, Cast
from support.canaries import everything_stored
from wooncirkel.apps.circles.actions.pausing import pause, resume
from wooncirkel.apps.circles.models import Line
from wooncirkel.apps.circles.rules import lines_seen
from wooncirkel.apps.people.models import Person

pytestmark = pytest.mark.database
PAUSE = "/mijn/pauze/"


def tap(client: Client, what: str, key: str = "") -> int:
    """Tap a button on the page."""
    return client.post(PAUSE, {"once": key or str(uuid4()), "doe": what}).status_code


def seen_by(cast: Cast, name: str) -> set[str]:
    """Return the words of others that somebody sees, as the rules say."""
    from apps.circles.test_rules import actor

    return set(Line.objects.filter(lines_seen(actor(cast, name))).values_list("text", flat=True))


def test_nobody_sees_her_and_everything_stays(cast: Cast) -> None:
    client, before = cast.client("wim"), len(list(everything_stored()))
    assert {"wim tells all", "wim tells mine"} <= seen_by(cast, "fatima")
    assert tap(client, "pauze") == 302
    for name in ("fatima", "anna", "roya", "jan"):
        assert not any(text.startswith("wim") for text in seen_by(cast, name))
    assert {text for text in seen_by(cast, "wim") if text.startswith("wim")} == {
        "wim tells me",
        "wim tells mine",
        "wim tells all",
    }
    once_and_session = 1
    assert len(list(everything_stored())) == before + once_and_session


def test_one_tap_and_it_is_as_it_was(cast: Cast) -> None:
    client, before = cast.client("wim"), seen_by(cast, "fatima")
    tap(client, "pauze")
    tap(client, "terug")
    assert seen_by(cast, "fatima") == before
    assert Person.objects.get(pk=cast.people["wim"].pk).paused_at is None


def test_the_page_says_how_it_stands(cast: Cast) -> None:
    wim, els = (cast.client(name).get(PAUSE).content.decode() for name in ("wim", "els"))
    assert "Neem pauze" in wim
    assert "Ik ben er weer" not in wim
    assert "Je hebt pauze" in els
    assert "6 oktober" in els
    assert "Neem pauze" not in els


def test_a_second_pause_keeps_its_beginning(cast: Cast) -> None:
    pause(person=cast.people["wim"], now=NOON)
    pause(person=cast.people["wim"], now=NOON + timedelta(days=3))
    assert Person.objects.get(pk=cast.people["wim"].pk).paused_at == NOON
    resume(person=cast.people["wim"], now=timezone.now())
    resume(person=cast.people["wim"], now=timezone.now())
    assert Person.objects.get(pk=cast.people["wim"].pk).paused_at is None


def test_the_same_tap_sent_twice_after_she_came_back_changes_nothing(cast: Cast) -> None:
    client, key = cast.client("wim"), str(uuid4())
    tap(client, "pauze", key)
    tap(client, "terug")
    assert tap(client, "pauze", key) == 302
    assert Person.objects.get(pk=cast.people["wim"].pk).paused_at is None


def test_a_pause_is_of_herself_alone(cast: Cast) -> None:
    tap(cast.client("wim"), "pauze")
    paused = set(Person.objects.exclude(paused_at=None).values_list("called", flat=True))
    assert paused == {"Wim", "Els"}


@pytest.mark.parametrize("what", ["", "iets anders", "x" * 5000])
def test_an_unknown_button_begins_a_pause(cast: Cast, what: str) -> None:
    assert tap(cast.client("wim"), what) == 302
    assert Person.objects.get(pk=cast.people["wim"].pk).paused_at is not None


def test_strangers_find_nothing(client: Client, cast: Cast) -> None:
    assert client.get(PAUSE).status_code == tap(client, "pauze") == 404


def test_without_a_key_nothing_happens(cast: Cast) -> None:
    assert cast.client("wim").post(PAUSE, {"doe": "pauze"}).status_code == 400
    assert Person.objects.get(pk=cast.people["wim"].pk).paused_at is None
