"""P18: the tests are tested. Each known fault is planted here, and the eye that should see it must do so.

A fault replaces one function for the length of one test; the program has no switch for it. Each eye returns
what is wrong, and says nothing while no fault is planted.
"""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import OuterRef, Q
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from apps.circles.test_rules import LINES, RESIDENTS, lines, residents
from cast import Cast, day
from wooncirkel.apps.circles import actor as actors
from wooncirkel.apps.circles import rules
from wooncirkel.apps.circles.models import Circle, Line, Membership, Sharing
from wooncirkel.apps.circles.queries import around
from wooncirkel.apps.people import accesslog
from wooncirkel.apps.people.models import AccessLine, Person
from wooncirkel.apps.shared import csvsafe, headers, hooks, pictures, policy
from wooncirkel.apps.shared.erased import note_erased

pytestmark = pytest.mark.database
Patch = pytest.MonkeyPatch


# Eyes: what is wrong, in words; nothing when all is well.


def somebody_sees_too_much(cast: Cast) -> list[str]:
    """Compare what everybody sees with what was written down by hand."""
    Sharing.objects.filter(line=cast.lines["roya-all"]).update(until=day(-1))
    Sharing.objects.filter(line=cast.lines["wim-mine"]).update(ended_at=timezone.now())
    gone = {"roya tells all", "wim tells mine"}
    own = {"roya tells all": "roya", "wim tells mine": "wim"}
    seen = [
        f"{name}: {text}"
        for name, expected in LINES.items()
        for text in lines(cast, name) - (expected - {text for text in gone if own[text] != name})
    ]
    return seen + [
        f"{name}: {who}" for name in ("anna", "otto") for who in residents(cast, name) - RESIDENTS[name]
    ]


def a_role_outlives_its_end(cast: Cast) -> list[str]:
    """A worker whose role ends is refused on the next click."""
    anna = cast.client("anna")
    address = reverse("neighbours", args=[cast.circles["linde"].public_id])
    assert anna.get(address).status_code == 200
    Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(-1))
    return [] if anna.get(address).status_code == 404 else ["still there"]


def searching_tells(cast: Cast) -> list[str]:
    """Words that only a hidden line holds find nobody."""
    address = reverse("neighbours", args=[cast.circles["linde"].public_id])
    page = cast.client("anna").post(address, {"words": "tells mine", "once": str(uuid.uuid4())}, follow=True)
    words = page.content.decode()
    return ["found by what is hidden"] if "Roya" in words or "Wim" in words else []


def a_look_is_not_written_first(cast: Cast) -> list[str]:
    """At the first byte of the answer the line stands in the database."""
    client = cast.client("anna")
    before = AccessLine.objects.count()
    path = reverse("neighbours", args=[cast.circles["linde"].public_id])
    request = RequestFactory().get(path)
    request.environ["HTTP_COOKIE"] = "; ".join(
        f"{name}={value.value}" for name, value in client.cookies.items()
    )
    request.environ["wsgi.input"] = io.BytesIO()
    handler = ClientHandler()
    handler.load_middleware()
    answer = handler.get_response(WSGIRequest(request.environ))
    assert next(iter(answer))
    written = AccessLine.objects.count() - before
    return [] if written == 2 else [f"{written} lines"]


def a_post_counts_twice(cast: Cast) -> list[str]:
    """The same form sent twice writes one line."""
    wim = cast.client("wim")
    form = {
        "kind": "words",
        "text": "twee keer gestuurd",
        "picture": "",
        "ring": "me",
        "once": str(uuid.uuid4()),
    }
    for _ in range(2):
        assert wim.post(reverse("new-line"), form).status_code == 302
    return [] if Line.objects.filter(text="twee keer gestuurd").count() == 1 else ["written twice"]


def a_forged_post_passes(cast: Cast) -> list[str]:
    """A post without a token of ours is refused."""
    wim = cast.client("wim", csrf=True)
    answer = wim.post(reverse("new-line"), {"kind": "words", "text": "vals", "once": str(uuid.uuid4())})
    return [] if answer.status_code == 403 else [str(answer.status_code)]


def a_formula_leaves(cast: Cast) -> list[str]:
    """No cell that we write is a formula."""
    return [] if csvsafe.safe_cell("=cmd|' /C calc'!A0").startswith("'") else ["a formula"]


def a_picture_tells_where(cast: Cast) -> list[str]:
    """A picture that came with a place leaves without one."""
    data, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "at the corner of the bakery"
    Image.new("RGB", (40, 30), "green").save(data, "JPEG", exif=exif)
    return ["it tells"] if b"bakery" in pictures.redrawn(data.getvalue()) else []


def the_erased_come_back(cast: Cast) -> list[str]:
    """Who stands on the list of the erased is gone after a backup was put back."""
    piet = cast.people["piet"]
    note_erased(piet.public_id, timezone.now())
    assert list(hooks.call_all(hooks.RESTORED, now=timezone.now())) == []
    return ["Piet is back"] if Person.objects.filter(pk=piet.pk).exists() else []


def a_private_page_is_kept(cast: Cast) -> list[str]:
    """Neither a browser nor a proxy may keep a page of somebody who has signed in, a public one neither."""
    request = RequestFactory().get("/")
    request.user = cast.people["wim"].account  # type: ignore[assignment]
    public = HttpResponse("de stad", headers={"Cache-Control": "public, max-age=60"})
    answer = headers.HeadersMiddleware(lambda _: public)(request)
    return [] if answer.headers["Cache-Control"] == "no-store" else [answer.headers["Cache-Control"]]


def a_stranger_gets_in(cast: Cast) -> list[str]:
    """Somebody without a role in a circle gets the page of something that does not exist."""
    page = reverse("members", args=[cast.circles["linde"].public_id])
    return [
        name for name in ("anna", "wim", "piet", "otto") if cast.client(name).get(page).status_code != 404
    ]


# Faults: what a tired engineer could write.


def _loose_open(*, ended: bool, until: bool) -> Callable[[Any], Any]:
    def still_open(actor: Any) -> Any:
        found = Sharing.objects.filter(line=OuterRef("pk"))
        found = found if ended else found.filter(ended_at=None)
        return found if until else found.filter(Q(until=None) | Q(until__gte=actor.today))

    return still_open


def wrong_circle(patch: Patch) -> None:
    """The ring *de buurt* of every circle is open."""
    patch.setattr(rules, "meets", lambda actor: frozenset(Circle.objects.values_list("pk", flat=True)))


def stale_ring(patch: Patch) -> None:
    """What was taken back still counts."""
    patch.setattr(rules, "_open", _loose_open(ended=True, until=False))


def expiry(patch: Patch) -> None:
    """The last day of a sharing is forgotten."""
    patch.setattr(rules, "_open", _loose_open(ended=False, until=True))


def named_for_ever(patch: Patch) -> None:
    """Everybody counts as one of *mijn mensen*."""
    patch.setattr(rules, "_named", lambda actor, resident: Q(pk__gt=0))


def cached_actor(patch: Patch) -> None:
    """Rights are kept from one request to the next."""
    read, kept = actors._read, {}

    def remembered(request: Any) -> Any:
        found = kept.setdefault(request.session.session_key, read(request))
        found.looked.by = found.looked.by
        return found

    patch.setattr(actors, "_read", remembered)


def search_in_all(patch: Patch) -> None:
    """Searching looks into every line of somebody."""

    def matches(one: Any, words: str) -> bool:
        return not words or any(words in line.text for line in Line.objects.filter(resident=one.resident))

    patch.setattr(around, "_matches", matches)


def no_log(patch: Patch) -> None:
    """The access log is not written."""
    patch.setattr(accesslog, "write", lambda *_: None)


def log_afterwards(patch: Patch) -> None:
    """The access log is written when the answer has gone."""
    write = accesslog.write

    def later(self: Any, request: Any) -> Any:
        answer = self.get_response(request)
        looked = accesslog.looked_of(request)
        answer._resource_closers.append(lambda: write(looked, accesslog.route_of(request)))
        return answer

    patch.setattr(accesslog.AccessLogMiddleware, "__call__", later)


def no_once(patch: Patch) -> None:
    """The key of a form is not looked at."""
    patch.setattr(policy, "do_once", lambda request, act: act())


def no_token(patch: Patch) -> None:
    """Forged posts are not noticed."""
    patch.setattr(CsrfViewMiddleware, "_check_token", lambda self, request: None)


def formula(patch: Patch) -> None:
    """Formulas are taken for words."""
    patch.setattr(csvsafe, "is_formula", lambda text: False)


def not_redrawn(patch: Patch) -> None:
    """A picture is saved as it came."""

    def as_it_came(pixels: Image.Image) -> bytes:
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = "at the corner of the bakery"
        pixels.save(out, "WEBP", exif=exif)
        return out.getvalue()

    patch.setattr(pictures, "_clean", as_it_came)


def forgotten_list(patch: Patch) -> None:
    """After a restore nobody reads the list of the erased."""
    patch.setattr(hooks, "RESTORED", [])


def kept_page(patch: Patch) -> None:
    """A page of somebody is kept as a public page."""
    patch.setattr(headers, "says_who", lambda request: False)


def any_role(patch: Patch) -> None:
    """A role in one circle counts in all, and everybody has one."""
    patch.setattr(
        actors.Actor, "circles", lambda self, *roles: frozenset(Circle.objects.values_list("pk", flat=True))
    )
    patch.setattr(actors.Actor, "has", lambda self, *roles: True)


DEFECTS: list[tuple[Callable[[Patch], None], Callable[[Cast], list[str]]]] = [
    (wrong_circle, somebody_sees_too_much),
    (stale_ring, somebody_sees_too_much),
    (expiry, somebody_sees_too_much),
    (named_for_ever, somebody_sees_too_much),
    (cached_actor, a_role_outlives_its_end),
    (search_in_all, searching_tells),
    (no_log, a_look_is_not_written_first),
    (log_afterwards, a_look_is_not_written_first),
    (no_once, a_post_counts_twice),
    (no_token, a_forged_post_passes),
    (formula, a_formula_leaves),
    (not_redrawn, a_picture_tells_where),
    (forgotten_list, the_erased_come_back),
    (kept_page, a_private_page_is_kept),
    (any_role, a_stranger_gets_in),
]
EYES = list(dict.fromkeys(eye for _, eye in DEFECTS))


@pytest.mark.parametrize("eye", EYES, ids=lambda eye: eye.__name__)
def test_without_a_fault_nothing_is_seen(cast: Cast, eye: Callable[[Cast], list[str]]) -> None:
    assert eye(cast) == []


@pytest.mark.parametrize(("fault", "eye"), DEFECTS, ids=lambda one: one.__name__)
def test_the_fault_is_seen(
    cast: Cast, monkeypatch: Patch, fault: Callable[[Patch], None], eye: Callable[[Cast], list[str]]
) -> None:
    fault(monkeypatch)
    assert eye(cast) != []


def test_there_are_twelve_at_least(tell: Callable[[str], None]) -> None:
    tell(f"planted defects: {len(DEFECTS)}, each with an eye that must see it")
    assert len(DEFECTS) >= 12
