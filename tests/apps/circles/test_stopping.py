"""*Stoppen en alles wissen*: after the yes nothing is left, not in free pages, not after a restore."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pyrage import x25519

from apps.shared.installation import Installation, Maker
from cast import Cast, gather, membership
from support.canaries import Canary, everything_stored, of, plant
from wooncirkel.apps.circles.models import (
    Asked,
    Circle,
    Draft,
    Line,
    OwnPerson,
    Representative,
    Resident,
    Role,
    Vision,
)
from wooncirkel.apps.people.actions import erasing
from wooncirkel.apps.people.actions.erasing import erase_again, erase_person
from wooncirkel.apps.people.holding import short_lived
from wooncirkel.apps.people.means import METHODS
from wooncirkel.apps.people.models import AccessLine, Account, Act, KeptText, MailLink, Person
from wooncirkel.apps.shared import hooks
from wooncirkel.apps.shared.backup.making import back_up
from wooncirkel.apps.shared.backup.restoring import restore
from wooncirkel.apps.shared.erased import erased_persons, file
from wooncirkel.apps.shared.models import Message, Once
from wooncirkel.apps.shared.registry import Erasure, personal_fields

pytestmark = pytest.mark.database
STOP = "/mijn/stoppen/"
KEY = x25519.Identity.generate()


@pytest.fixture(autouse=True)
def own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of erased persons of this test alone."""
    monkeypatch.setattr(settings, "VAR", tmp_path)


def yes(client: Client, **more: str) -> Any:
    """Say the yes."""
    return client.post(STOP, {"once": str(uuid4()), "zeker": "ja"} | more)


def prove(client: Client) -> None:
    """Let staff have shown a moment ago who they are."""
    session = client.session
    if METHODS in session:
        again = {"method": "mfa", "type": "totp", "at": timezone.now().timestamp(), "reauthenticated": True}
        session[METHODS] = [*session[METHODS], again]
        session["account_authentication_methods_user"] = session[
            "_auth_user_id"
        ]  # as allauth keeps it beside
        session.save()


def left(found: dict[str, Canary], name: str) -> list[tuple[str, Canary]]:
    """Return the canaries of somebody that are still in a row of any table."""
    rows = " ".join(row for _, row in everything_stored())
    return [(word, where) for word, where in found.items() if where.person == name and word in rows]


class TestPage:
    def test_a_pause_is_offered_first_and_the_yes_is_asked(self, cast: Cast) -> None:
        page = cast.client("wim").get(STOP).content.decode()
        assert page.index("eerst pauze") < page.index("Dit gaat weg") < page.index("Dit blijft")
        assert page.index("Dit blijft") < page.index("Ja, ik wil stoppen")
        assert "Vijf jaar" in page

    def test_who_has_a_pause_is_not_offered_one(self, cast: Cast) -> None:
        assert "Of eerst pauze" not in cast.client("els").get(STOP).content.decode()

    def test_what_she_does_for_the_circle_is_named(self, cast: Cast) -> None:
        page = cast.client("anna").get(STOP).content.decode()
        assert "link worker van De Linde" in page
        assert "Je doet ook iets" not in cast.client("wim").get(STOP).content.decode()

    def test_without_the_tick_nothing_happens(self, cast: Cast) -> None:
        answer = cast.client("wim").post(STOP, {"once": str(uuid4())})
        assert answer.status_code == 200
        assert "Zet eerst een vinkje" in answer.content.decode()
        assert Person.objects.filter(pk=cast.people["wim"].pk).exists()
        assert erased_persons() == []

    def test_strangers_find_nothing(self, cast: Cast, client: Client) -> None:
        assert client.get(STOP).status_code == 404
        assert yes(client).status_code == 404
        assert client.get("/gestopt/").status_code == 200

    def test_the_yes_ends_on_a_page_that_says_goodbye(self, cast: Cast) -> None:
        client = cast.client("wim")
        answer = yes(client)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/gestopt/")
        assert "Dank je wel" in client.get("/gestopt/").content.decode()
        assert client.get(STOP).status_code == 404

    def test_sent_twice_it_happens_once(self, cast: Cast) -> None:
        client, key = cast.client("wim"), str(uuid4())
        yes(client, once=key)
        assert yes(client, once=key).status_code == 404
        assert len(erased_persons()) == 1


class TestStaff:
    """Who works here shows that it is she, and leaves no circle without somebody who runs it."""

    def test_a_worker_shows_first_that_it_is_she(self, cast: Cast) -> None:
        account = cast.people["anna"].account
        assert account
        account.set_password("een lange zin om te onthouden")
        account.save()
        client = cast.client("anna")
        for answer in (client.get(STOP), yes(client)):
            assert answer.headers["Location"] == "/werk/nog-eens/?next=%2Fmijn%2Fstoppen%2F"
        assert Person.objects.filter(pk=cast.people["anna"].pk).exists()
        prove(client)
        assert client.get(STOP).status_code == 200
        assert yes(client).headers["Location"] == "/gestopt/"

    def test_a_worker_with_a_card_comes_in_by_work_first(self, cast: Cast) -> None:
        client = cast.client("wim")
        membership(cast.people["wim"], Role.LINK_WORKER, cast.circles["linde"])
        assert "Log eerst in via je werk." in client.get(STOP).content.decode()
        assert yes(client).status_code == 200
        assert Person.objects.filter(pk=cast.people["wim"].pk).exists()

    def test_the_last_administrator_hands_over_first(self, cast: Cast) -> None:
        client = cast.client("gijs")
        page = client.get(STOP).content.decode()
        assert "Draag eerst je kring over." in page
        assert 'name="zeker"' not in page
        assert yes(client).status_code == 200
        assert Person.objects.filter(pk=cast.people["gijs"].pk).exists()
        membership(cast.people["dewi"], Role.ADMINISTRATOR, cast.circles["linde"])
        assert yes(client).headers["Location"] == "/gestopt/"
        assert not Person.objects.filter(pk=cast.people["gijs"].pk).exists()


class TestRows:
    @pytest.mark.parametrize("name", ["wim", "els", "sipke", "anna", "greet", "ria", "fatima", "noor"])
    def test_nothing_of_hers_is_left_and_everything_of_others(self, cast: Cast, name: str) -> None:
        found = plant(cast.people)
        before = {one: len(left(found, one)) for one in cast.people}
        assert before[name] >= 6
        client = cast.client(name)
        prove(client)
        assert yes(client).status_code == 302
        assert left(found, name) == []
        others = {one: len(left(found, one)) for one in cast.people}
        assert others == before | {name: 0}

    def test_no_row_points_to_her_any_more(self, cast: Cast) -> None:
        wim = cast.people["wim"]
        account = wim.account_id
        yes(cast.client("wim"))
        assert not Person.objects.filter(public_id=wim.public_id).exists()
        assert not Account.objects.filter(pk=account).exists()
        assert not Resident.objects.filter(person_id=wim.pk).exists()
        assert not OwnPerson.objects.filter(resident__person_id=wim.pk).exists()
        assert not Once.objects.filter(account=account).exists()

    def test_every_session_of_hers_ends_and_no_other(self, cast: Cast) -> None:
        phone, tablet, other = cast.client("wim"), cast.client("wim"), cast.client("roya")
        assert Session.objects.count() == 3
        yes(phone)
        assert Session.objects.count() == 1
        assert tablet.get(STOP).status_code == 404
        assert other.get(STOP).status_code == 200

    def test_letters_to_her_go_and_those_to_others_stay(self, cast: Cast) -> None:
        for name in ("wim", "roya"):
            key = cast.people[name].public_id
            Message.objects.create(to="a@b.nl", person=key, subject="x", text="y", made_at=timezone.now())
        yes(cast.client("wim"))
        assert [letter.person for letter in Message.objects.all()] == [cast.people["roya"].public_id]

    def test_what_she_did_for_others_stays_without_her(self, cast: Cast) -> None:
        """A line that she typed, a vision that she wrote, a question that somebody asked her."""
        greet, wim = cast.people["greet"], cast.residents["wim"]
        Line.objects.filter(pk=cast.lines["wim-me"].pk).update(typed_by=greet)
        Vision.objects.create(
            circle=cast.circles["linde"], number=1, text="Samen", written_at=timezone.now(), written_by=greet
        )
        Asked.objects.create(resident=wim, to=greet, text="Waarom?", asked_at=timezone.now())
        Circle.objects.filter(pk=cast.circles["linde"].pk).update(begun_by=greet)
        yes(cast.client("greet"))
        assert Line.objects.get(pk=cast.lines["wim-me"].pk).typed_by is None
        assert Vision.objects.get().written_by is None
        assert Asked.objects.get().to is None
        assert Circle.objects.get(pk=cast.circles["linde"].pk).begun_by is None

    def test_who_helped_her_stays_and_helps_nobody(self, cast: Cast) -> None:
        erase_person(person=cast.people["sipke"], now=timezone.now())
        assert not Representative.objects.exists()
        assert Person.objects.filter(pk=cast.people["ria"].pk).exists()

    def test_the_access_lines_stay_without_a_name(self, cast: Cast) -> None:
        key = cast.people["wim"].public_id
        yes(cast.client("wim"))
        line = AccessLine.objects.get()
        assert (line.subject, line.act, line.what) == (key, Act.ERASED, "all")

    def test_somebody_without_an_account_can_be_erased(self, cast: Cast) -> None:
        alone = Person.objects.create(called="Papier", added_at=timezone.now())
        erase_person(person=alone, now=timezone.now())
        assert not Person.objects.filter(called="Papier").exists()

    @pytest.mark.parametrize("word", ["wim@example.test", "key"])
    def test_traces_in_tables_of_others_go_and_not_those_of_who_is_called_alike(
        self, cast: Cast, word: str
    ) -> None:
        key = str(cast.people["wim"].public_id)
        for said in (key if word == "key" else word, "oom-wim@example.test", str(uuid4())):
            arguments = {"args": [said], "kwargs": {}}
            DBTaskResult.objects.create(
                args_kwargs=arguments, task_path="x", run_after=timezone.now(), backend_name="default"
            )
        yes(cast.client("wim"))
        left = [row.args_kwargs["args"][0] for row in DBTaskResult.objects.order_by("enqueued_at")]
        assert len(left) == 2
        assert left[0] == "oom-wim@example.test"

    def test_what_others_were_typing_about_her_goes(self, cast: Cast) -> None:
        now, bart, anna = timezone.now(), cast.people["bart"], cast.people["anna"].account
        wim, roya = cast.residents["wim"].public_id, cast.residents["roya"].public_id
        for key in (wim, roya):
            words = {"text": "Ik fiets", "ring": "me"}
            Draft.objects.create(person=bart, place=f"write:{key}", fields=words, kept_at=now)
            KeptText.objects.create(account=anna, path=f"/balie/mens/{key}/", fields=words, kept_at=now)
            line = {"text": "Ik zing", "place": f"write:{key}"}
            KeptText.objects.create(account=anna, path="/tablet/klaar/", fields=line, kept_at=now)
        KeptText.objects.create(
            account=anna, path=f"/mensen/{cast.people['wim'].public_id}/", fields={}, kept_at=now
        )
        erase_person(person=cast.people["wim"], now=now)
        assert [draft.place for draft in Draft.objects.all()] == [f"write:{roya}"]
        assert {kept.path for kept in KeptText.objects.all()} == {f"/balie/mens/{roya}/", "/tablet/klaar/"}
        assert KeptText.objects.count() == 2

    def test_letters_to_her_as_files_go(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = Path(settings.VAR) / "mail"
        monkeypatch.setattr(settings, "LETTERS", folder)
        folder.mkdir()
        for name in ("wim", "roya"):
            (folder / f"{name}.eml").write_text(f"To: {name}@example.test\n\nDag")
        erase_person(person=cast.people["wim"], now=timezone.now())
        assert [file.name for file in folder.iterdir()] == ["roya.eml"]


class TestDeclared:
    def test_what_survives_its_person_is_declared_so(self) -> None:
        """A row whose link to her empties by itself may not be declared to go, and the other way round."""
        for entry in personal_fields():
            if entry.path and "__" not in entry.path:
                link = entry.model._meta.get_field(entry.path)
                empties = getattr(getattr(link, "remote_field", None), "on_delete", None)
                survives = getattr(empties, "__name__", "") == "SET_NULL" and entry.model is not Account
                assert survives is (entry.erase is Erasure.KEEP_WITHOUT_NAME), entry

    def test_the_program_erases_again_every_day_and_after_a_restore(self) -> None:
        name = f"{erasing.__name__}.erase_again"
        assert name in hooks.RESTORED
        assert name in hooks.DAILY


class TestInterrupted:
    def test_the_note_comes_first_and_the_daily_task_finishes(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wim = cast.people["wim"]
        with monkeypatch.context() as broken:
            broken.setattr(erasing, "_erase", fail)
            with pytest.raises(KeyboardInterrupt):
                erase_person(person=wim, now=timezone.now())
        assert Person.objects.filter(pk=wim.pk).exists()
        assert erased_persons() == [wim.public_id]
        erase_again(now=timezone.now())
        assert not Person.objects.filter(pk=wim.pk).exists()

    def test_a_failure_halfway_leaves_no_half_person(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        count = sum(1 for _ in everything_stored())
        monkeypatch.setattr(erasing, "_erase_traces", fail)
        with pytest.raises(KeyboardInterrupt):
            erase_person(person=cast.people["wim"], now=timezone.now())
        assert sum(1 for _ in everything_stored()) == count

    def test_erasing_again_touches_nobody_else(self, cast: Cast) -> None:
        file().write_text(json.dumps({"person": str(uuid4()), "at": "2026-01-01"}) + "\n")
        count = Person.objects.count()
        erase_again(now=timezone.now())
        assert Person.objects.count() == count


def fail(*arguments: object) -> None:
    """Stop as a power cut does."""
    raise KeyboardInterrupt


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Maker:
    """Installations of the kind of this run."""
    return Maker(tmp_path_factory.mktemp("erasing"), postgres=request.config.getoption("--postgres"))


@pytest.fixture
def here(transactional_db: None, maker: Maker) -> Iterator[Installation]:
    """An installation on a disk, in use by this process."""
    installation = maker.empty()
    with installation.in_use():
        yield installation


def on_disk(installation: Installation) -> bytes:
    """Return every byte that the installation has on disk; on PostgreSQL every row of every table."""
    files = [path.read_bytes() for path in installation.var.rglob("*") if path.is_file()]
    rows = str(installation.rows()).encode() if installation.url else b""
    return b"".join(files) + rows


class TestDisk:
    def test_no_byte_is_left_nor_after_an_older_backup(
        self, here: Installation, tmp_path: Path, tell: Callable[[str], None]
    ) -> None:
        """In the file, its free pages, its log, and all files beside it; then once more after a restore."""
        cast = gather()
        found = plant(cast.people)
        wims, others = of(found, "wim"), of(found, *(set(cast.people) - {"wim"}))
        for word in list(wims)[:3]:  # rows that come and go, so that free pages hold something
            Message.objects.create(to="a@b.nl", subject=word, text=word * 100, made_at=timezone.now())
        Message.objects.filter(person=None).delete()
        back_up(tmp_path / "older", to=[KEY.to_public()], now=timezone.now())
        assert {word for word in wims if word.encode() in on_disk(here)} == wims

        client = cast.client("wim")
        client.get("/mijn/meenemen/alles.zip")
        assert yes(client).status_code == 302
        raw = on_disk(here)
        assert [found[word] for word in wims if word.encode() in raw] == []
        assert {word for word in others if word.encode() in raw} == others

        connection.close()
        restore(tmp_path / "older", keys=[KEY], now=timezone.now(), replace=True)
        raw = on_disk(here)
        assert [found[word] for word in wims if word.encode() in raw] == []
        a_day = {model._meta.label for model in short_lived()}  # gone for everybody after a restore
        others = {word for word in others if found[word].model not in a_day}
        assert {word for word in others if word.encode() in raw} == others
        tell(f"erasing: 0 of {len(wims)} canaries left on disk, also after an older backup")

    def test_a_restore_revives_no_session_no_link_and_no_half_text(
        self, here: Installation, tmp_path: Path
    ) -> None:
        cast, now = gather(), timezone.now()
        client, account = cast.client("roya"), cast.people["roya"].account
        assert account
        MailLink.objects.create(account=account, token_hash="a" * 64, made_at=now)
        KeptText.objects.create(account=account, path="/", fields={"text": ["Half"]}, kept_at=now)
        Draft.objects.create(person=cast.people["bart"], place="add:x", fields={}, kept_at=now)
        back_up(tmp_path / "kept", to=[KEY.to_public()], now=now)
        connection.close()
        restore(tmp_path / "kept", keys=[KEY], now=now, replace=True)
        assert client.get(STOP).status_code == 404
        assert Person.objects.filter(called="Roya").exists()
        for model in (Session, MailLink, KeptText, Draft):
            assert not model.objects.exists(), model
