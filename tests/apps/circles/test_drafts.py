"""What a host was typing when she tapped *Klaar* is given back to her, a day at most, and to nobody else."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import Cast
from wooncirkel.apps.circles.actions.drafts import LONGEST, forget_old, keep_draft
from wooncirkel.apps.circles.models import Draft, Resident
from wooncirkel.apps.people.actions.sessions import BEGUN

pytestmark = pytest.mark.database


def post(client: Client, path: str, **fields: Any) -> Any:
    """Send a form, with a key of its own."""
    return client.post(path, {"once": str(uuid.uuid4())} | fields)


def adding(cast: Cast) -> str:
    """Return the place of the form to add somebody."""
    return f"add:{cast.circles['linde'].public_id}"


def lock(cast: Cast, **fields: str) -> Client:
    """Tap *Klaar* while somebody was being added, and come back as the same host."""
    client = cast.client("greet")
    half = {"place": adding(cast), "called": "Saartje", "language": "pl", "likes": "hear", "picture1": "sun"}
    assert post(client, "/tablet/klaar/", **half | fields).status_code == 302
    cast.sign_in(client, "greet")
    return client


def test_a_half_filled_form_comes_back(cast: Cast) -> None:
    client = lock(cast)
    assert "Wat je typte, is bewaard." in client.get("/balie/").content.decode()
    page = client.get("/balie/nieuw/").content.decode()
    assert 'value="Saartje"' in page
    assert 'value="pl" lang="pl" selected' in page
    assert 'value="hear" checked' in page
    assert 'value="sun" required checked' not in page  # three pictures are a secret


def test_once_sent_it_is_forgotten(cast: Cast) -> None:
    client = lock(cast)
    pictures = {"picture1": "sun", "picture2": "key", "picture3": "fish"}
    rest = {"called": "Saartje", "language": "pl", "likes": "hear", "findable": "nee"}
    assert post(client, "/balie/nieuw/", **rest, **pictures).status_code == 302
    assert not Draft.objects.exists()
    assert "Saartje" not in client.get("/balie/nieuw/").content.decode()


def test_it_can_be_thrown_away(cast: Cast) -> None:
    client = lock(cast)
    assert post(client, "/balie/bewaard/weg/", place=adding(cast)).headers["Location"] == "/balie/"
    assert not Draft.objects.exists()


def test_words_for_somebody_come_back(cast: Cast) -> None:
    client, roya = cast.client("greet"), cast.residents["roya"]
    post(client, "/tablet/klaar/", place=f"write:{roya.public_id}", text="Ik zing ook", ring="all")
    cast.sign_in(client, "greet")
    assert "voor <bdi>Roya</bdi>" in client.get("/balie/").content.decode()
    page = client.get(f"/balie/mens/{roya.public_id}/schrijven/").content.decode()
    assert "Ik zing ook</textarea>" in page
    assert 'value="all" checked' in page


def test_words_for_who_cannot_be_found_now_are_not_shown(cast: Cast) -> None:
    client, roya = cast.client("greet"), cast.residents["roya"]
    post(client, "/tablet/klaar/", place=f"write:{roya.public_id}", text="Ik zing ook", ring="me")
    cast.sign_in(client, "greet")
    Resident.objects.filter(pk=roya.pk).update(findable_at=None)
    page = client.get("/balie/").content.decode()
    assert "Je was iets aan het opschrijven." in page
    assert "Ik zing ook" not in page
    assert "Roya" not in page
    post(client, "/balie/bewaard/weg/", place=f"write:{roya.public_id}")
    assert not Draft.objects.exists()


def test_another_host_does_not_see_it(cast: Cast) -> None:
    lock(cast)
    bart = cast.client("bart")
    assert "Saartje" not in bart.get("/balie/nieuw/").content.decode()
    assert "bewaard" not in bart.get("/balie/").content.decode()
    post(bart, "/balie/bewaard/weg/", place=adding(cast))
    assert Draft.objects.count() == 1


def test_a_day_later_it_is_gone(cast: Cast) -> None:
    client = lock(cast)
    Draft.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    assert "Saartje" not in client.get("/balie/nieuw/").content.decode()
    forget_old(now=timezone.now())
    assert not Draft.objects.exists()


def test_what_is_younger_than_a_day_stays(cast: Cast) -> None:
    lock(cast)
    forget_old(now=timezone.now())
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"place": ""},
        {"place": "add:x"},
        {"place": "elsewhere"},
        {"called": "  "},
        {"place": "add:" + "a" * 36},
        {"place": f"add:{uuid.UUID(int=1)}\n"},
    ],
)
def test_nothing_to_keep(cast: Cast, fields: dict[str, str]) -> None:
    lock(cast, **fields)
    assert not Draft.objects.exists()


def test_who_is_no_host_keeps_no_draft(cast: Cast) -> None:
    client = cast.client("wim")
    client.cookies["tablet"] = cast.client("greet").cookies["tablet"].value
    post(client, "/tablet/klaar/", place=adding(cast), called="Saartje")
    assert not Draft.objects.exists()


def test_odd_signs_and_long_texts_are_kept_within_bounds(cast: Cast) -> None:
    posted = {"place": adding(cast), "called": "Sa\0ar" + "x" * 5000, "csrfmiddlewaretoken": "t", "bsn": "1"}
    keep_draft(person=cast.people["greet"].pk, posted=posted, now=timezone.now())
    fields = Draft.objects.get().fields
    assert set(fields) == {"called", "language", "likes", "findable"}
    assert fields["called"].startswith("Saarx")
    assert len(fields["called"]) == LONGEST


def test_what_was_sent_just_after_midnight_is_kept(cast: Cast) -> None:
    client = cast.client("greet")
    session = client.session
    session[BEGUN] = (timezone.now() - timedelta(days=1)).isoformat()
    session.save()
    answer = post(client, "/balie/nieuw/", place=adding(cast), called="Saartje")
    assert answer.headers["Location"] == "/tablet/"
    cast.sign_in(client, "greet")
    assert "Saartje" in client.get("/balie/nieuw/").content.decode()
