"""The access log: written before the first byte, for every kind of answer; without it there is no page."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import path

from apps.people.test_sealing import lines
from cast import Cast, gather
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.rules import somebody
from wooncirkel.apps.people.accesslog import Looked, looked_of
from wooncirkel.apps.people.models import AccessLine, Act, Seal
from wooncirkel.apps.shared.policy import anyone, policy
from wooncirkel.project.urls import urlpatterns as real

pytestmark = pytest.mark.database
SUBJECT = uuid.uuid4()
SECRET = b"what somebody told"


@policy(somebody)
def shows(request: HttpRequest, kind: str) -> HttpResponse:
    """A view that shows a person, as a page or as a file."""
    actor_of(request).looked.at(SUBJECT, "name", "phone")
    return HttpResponse(SECRET, content_type=kind.replace("-", "/"))


@policy(somebody)
def breaks(request: HttpRequest) -> HttpResponse:
    """A view that breaks after it has read somebody."""
    actor_of(request).looked.at(SUBJECT, "name")
    raise RuntimeError("on purpose")


@policy(anyone)
def shows_anyone(request: HttpRequest) -> HttpResponse:
    """A view that shows a person to somebody who has not signed in."""
    looked_of(request).at(SUBJECT, "name")
    return HttpResponse(SECRET)


urlpatterns = [
    *real,
    path("toon/<str:kind>/", shows, name="shows"),
    path("stuk/", breaks),
    path("los/", shows_anyone),
]
handler404 = "wooncirkel.apps.shared.views.not_found"
handler500 = "wooncirkel.apps.shared.views.broken"
KINDS = ["text-html", "application-zip", "application-pdf", "application-json", "text-csv"]


@pytest.fixture(autouse=True)
def _site(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__


def told(name: str = "cast") -> list[tuple[str, str, str]]:
    """Return what stands in the log about the subject."""
    return list(AccessLine.objects.filter(subject=SUBJECT).values_list("act", "what", "route"))


class TestBeforeTheFirstByte:
    """Seen from another connection, at the moment that the server asks for the first piece of the answer."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_line_is_committed(self, kind: str) -> None:
        client = gather().client("anna")
        assert seen_at_the_first_byte(client, f"/toon/{kind}/") == (SECRET, 1)

    def test_a_page_of_ours(self) -> None:
        """Not one that was made for this test: Anna's page of Wim."""
        cast = gather()
        first, count = seen_at_the_first_byte(
            cast.client("anna"), f"/mens/{cast.residents['wim'].public_id}/", cast.people["wim"].public_id
        )
        assert b"Wim" in first
        assert count == 1

    def test_the_zip_that_somebody_takes_along(self) -> None:
        cast = gather()
        line = AccessLine.objects.count()
        first, _ = seen_at_the_first_byte(cast.client("wim"), "/mijn/meenemen/alles.zip")
        assert first[:2] == b"PK"
        assert AccessLine.objects.count() > line


def seen_at_the_first_byte(client: Client, address: str, subject: uuid.UUID = SUBJECT) -> tuple[bytes, int]:
    """Ask as a web server does; return the first piece, and how many lines others saw when it came."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    environ = RequestFactory(headers={"Cookie": cookies}).get(address).environ
    status: list[str] = []
    answer: Any = WSGIHandler()(environ, lambda line, headers: status.append(line))
    first = next(iter(answer))
    with another_connection() as cursor:
        key = subject.hex if connection.vendor == "sqlite" else str(subject)
        cursor.execute(f"SELECT count(*) FROM people_accessline WHERE subject = '{key}'")
        count = cursor.fetchone()[0]
    answer.close()
    assert status == ["200 OK"]
    return first, count


@contextmanager
def another_connection() -> Iterator[Any]:
    """Open the database once more: what it shows is committed."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


class TestLines:
    """What is written, and what is not."""

    def test_one_line_a_person_and_act(self, cast: Cast) -> None:
        cast.client("anna").get("/toon/text-html/")
        assert told() == [("saw", "name,phone", "shows")]
        line = AccessLine.objects.get(subject=SUBJECT)
        assert (line.actor, line.role, line.means) == (cast.people["anna"].public_id, "link", "work")
        assert line.organisation == cast.organisations["Zorg Een"].public_id

    def test_head_is_noted_as_get_is(self, cast: Cast) -> None:
        cast.client("anna").head("/toon/text-html/")
        assert len(told()) == 1

    def test_an_answer_that_shows_nothing_is_not_noted(self, cast: Cast) -> None:
        client = cast.client("anna", raise_request_exception=False)
        assert client.get("/stuk/").status_code == 500
        assert told() == []

    def test_who_has_not_signed_in_is_noted_too(self, db: None) -> None:
        assert Client().get("/los/").status_code == 200
        assert AccessLine.objects.get().actor is None

    def test_her_own_look_is_not_noted_but_what_she_takes_is(self) -> None:
        looked = Looked()
        looked.by = type(looked.by)(person=SUBJECT)
        looked.at(SUBJECT, "name")
        looked.at(SUBJECT, "name", act=Act.FOUND)
        assert looked.rows("x") == []
        looked.at(SUBJECT, "all", act=Act.TOOK)
        assert [row.act for row in looked.rows("x")] == ["took"]

    def test_lines_of_one_answer_share_a_number_and_a_moment(self) -> None:
        looked = Looked()
        looked.at_all([uuid.uuid4(), uuid.uuid4()], "name")
        one, other = looked.rows("x" * 100)
        assert (one.answer, one.at, one.route) == (other.answer, other.at, "x" * 60)

    def test_many_kinds_fit(self) -> None:
        looked = Looked()
        looked.at(SUBJECT, *(f"kind{number}" for number in range(200)))
        assert len(looked.rows("x")[0].what) == 300


def full(*arguments: Any, **more: Any) -> None:
    """Stand for a disk without room."""
    raise OperationalError("database or disk is full")


class TestNoLogNoPage:
    """Every way in which the log cannot be written gives 503, without a word of a person."""

    def refused(self, cast: Cast) -> HttpResponseBase:
        """Ask for a person; check that nothing of her is in the answer."""
        answer = cast.client("anna").get("/toon/text-html/")
        assert answer.status_code == 503
        assert SECRET not in answer.content
        assert "We schrijven altijd eerst op wie er kijkt." in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        return answer

    def test_a_full_disk(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(AccessLine.objects, "bulk_create", full)
        self.refused(cast)
        assert told() == []

    def test_a_table_that_is_gone(self, cast: Cast) -> None:
        as_owner("ALTER TABLE people_accessline RENAME TO elsewhere")
        try:
            self.refused(cast)
        finally:
            as_owner("ALTER TABLE elsewhere RENAME TO people_accessline")

    def test_a_log_that_may_not_be_written(self, cast: Cast) -> None:
        if connection.vendor == "sqlite":
            client = cast.client("anna")
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = ON")
            try:
                answer = client.get("/toon/text-html/")
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA query_only = OFF")
            assert answer.status_code == 503
            assert SECRET not in answer.content
        else:
            as_owner("REVOKE INSERT ON people_accessline FROM application")
            self.refused(cast)

    def test_afterwards_all_works_again(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(AccessLine.objects, "bulk_create", full)
            self.refused(cast)
        assert cast.client("anna").get("/toon/text-html/").content == SECRET
        assert len(told()) == 1

    def test_a_page_without_persons_needs_no_log(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(AccessLine.objects, "bulk_create", full)
        assert Client().get("/bronnen/").status_code == 200


def as_owner(order: str) -> None:
    """Change the tables as the role that owns them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL ROLE tables_owner")
        cursor.execute(order)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL ROLE application")


class TestNeverChanged:
    """The database itself refuses; on PostgreSQL the role has no right to either (see test_rowsecurity)."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def _lines(self) -> None:
        lines(2)
        Seal.objects.create(at=AccessLine.objects.first().at, first=1, last=2, count=2, digest="", mac="")

    @pytest.mark.parametrize("model", [AccessLine, Seal])
    def test_nothing_is_changed(self, model: type[Model]) -> None:
        field = "what" if model is AccessLine else "mac"
        with pytest.raises(DatabaseError), transaction.atomic():
            model._default_manager.update(**{field: "other"})

    @pytest.mark.parametrize("model", [AccessLine, Seal])
    def test_nothing_young_is_deleted(self, model: type[Model]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            model._default_manager.all().delete()
        assert model._default_manager.exists()

    @pytest.mark.parametrize("table", ["people_accessline", "people_seal"])
    def test_nothing_is_written_over(self, table: str) -> None:
        """REPLACE takes a row away past the triggers of DELETE; so does its twin in PostgreSQL."""
        model, column = (AccessLine, "what") if table == "people_accessline" else (Seal, "mac")
        before = list(model._default_manager.order_by("pk").values_list())
        names = [field.column for field in model._meta.concrete_fields]
        other = ["'other'" if name == column else name for name in names]
        order = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(other)} FROM {table}"
        if connection.vendor == "sqlite":
            order = order.replace("INSERT", "REPLACE", 1)
        else:
            order += f" ON CONFLICT (id) DO UPDATE SET {column} = 'other'"
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(order)
        assert list(model._default_manager.order_by("pk").values_list()) == before
