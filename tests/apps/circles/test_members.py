"""Roles: given from a day to a day, moved, ended now, taken back; seen only by who runs the circle."""

import uuid
from typing import Any

import pytest
from django import forms
from django.test import Client

from apps.circles.steering import NOT_GIJS, place, post, refused, run, text, value
from cast import NOON, Cast, day, membership
from wooncirkel.apps.circles.actions.members import RoleRefusedError, end_role, give_role, roles_of
from wooncirkel.apps.circles.forms.fields import OneLine
from wooncirkel.apps.circles.models import Circle, Membership, Preset, Role
from wooncirkel.apps.people.models import AccessLine, Account, Act, Person
from wooncirkel.apps.shared.models import Message

pytestmark = pytest.mark.database


def where(cast: Cast, name: str = "linde") -> str:
    """Return the address of the list."""
    return place(cast, name) + "mensen/"


def held(cast: Cast, name: str) -> Membership:
    """Return the role that somebody has."""
    return Membership.objects.get(person=cast.people[name])


def one(cast: Cast, name: str, tail: str = "") -> str:
    """Return the address of somebody's role."""
    return f"{where(cast)}{held(cast, name).public_id}/{tail}"


def new(**fields: Any) -> dict[str, Any]:
    """Fill in the form for somebody new."""
    filled = {
        "called": "Saar", "email": "saar@example.test", "role": "neighbour",
        "starts_on": day().isoformat(), "ends_on": day(100).isoformat(),
    }  # fmt: skip
    return filled | fields


def give(cast: Cast, name: str = "gijs", circle: str = "linde", **fields: Any) -> Any:
    """Send the form."""
    return post(cast.client(name), where(cast, circle) + "nieuw/", new(**fields))


TAILS = ["", "nieuw/"]
ROLE_TAILS = ["", "vog/", "stop/", "terug/"]


@pytest.mark.parametrize("tail", TAILS)
def test_only_who_runs_the_circle_sees_who_does_what(cast: Cast, tail: str) -> None:
    refused(cast, where(cast) + tail, NOT_GIJS)
    run(cast, "piet", "anker")
    refused(cast, where(cast) + tail, ["piet"])
    assert Client().get(where(cast) + tail).status_code == 404
    assert cast.client("gijs").get(where(cast) + tail).status_code == 200


@pytest.mark.parametrize("tail", ROLE_TAILS)
def test_only_who_runs_the_circle_changes_a_role(cast: Cast, tail: str) -> None:
    refused(cast, one(cast, "anna", tail), NOT_GIJS)
    assert Membership.objects.get(pk=held(cast, "anna").pk).ended_at is None


@pytest.mark.parametrize("tail", ROLE_TAILS)
def test_a_role_of_another_circle_is_not_there(cast: Cast, tail: str) -> None:
    client = cast.client("gijs")
    answers = [
        post(client, f"{where(cast)}{key}/{tail}") for key in (held(cast, "otto").public_id, uuid.uuid4())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert held(cast, "otto").ended_at is None


def test_the_list_names_roles_and_no_residents(cast: Cast) -> None:
    page = text(cast.client("gijs").get(where(cast)))
    for words in ("Anna", "link worker", "Zorg Een", "Greet", "gastheer of gastvrouw", "vrijwillig"):
        assert words in page
    for name in ("Wim", "Roya", "Sipke", "Els", "Noor", "Otto", "Fatima", "tells"):
        assert name not in page


def test_who_is_listed_is_noted_as_seen(cast: Cast) -> None:
    cast.client("gijs").get(where(cast))
    lines = AccessLine.objects.filter(actor=cast.people["gijs"].public_id, act=Act.SAW)
    rows = Membership.objects.filter(circle=cast.circles["linde"]).exclude(person=cast.people["gijs"])
    assert set(lines.values_list("subject", flat=True)) == {row.person.public_id for row in rows}
    assert set(lines.values_list("what", flat=True)) == {"name,role"}


def test_ends_that_come_near_and_old_vogs_are_said(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["greet"]).update(vog_on=day(-4 * 365), ends_on=day(20))
    page = text(cast.client("gijs").get(where(cast)))
    assert page.count("ouder dan 3 jaar") == 1
    assert page.count("(stopt binnenkort)") == 1
    assert page.count("Datum van de VOG: dit weten we niet") == 2


def test_a_new_volunteer_with_a_letter(cast: Cast) -> None:
    answer = give(cast)
    assert answer.headers["Location"] == where(cast)
    row = Membership.objects.get(person__called="Saar")
    assert (row.role, row.organisation, row.given_by) == ("neighbour", None, cast.people["gijs"])
    assert row.person.account.email == "saar@example.test"
    assert not row.person.account.has_usable_password()
    letter = Message.objects.get()
    assert letter.to == "saar@example.test"
    assert "De Linde" in letter.text
    assert "goede buur" in letter.text
    assert "/inloggen/mail/" in letter.text
    noted = AccessLine.objects.filter(act=Act.CHANGED, subject=row.person.public_id)
    assert noted.count() == 1


def test_the_letter_holds_the_address_of_the_program(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.URL = ["*"], "https://wooncirkel.example"
    client = cast.client("gijs", HTTP_HOST="evil.example")
    post(client, where(cast) + "nieuw/", new())
    text = Message.objects.get().text
    assert "https://wooncirkel.example/inloggen/mail/" in text
    assert "evil" not in text


def test_a_worker_comes_in_with_a_password(cast: Cast) -> None:
    work = cast.organisations["Zorg Een"]
    give(cast, role="link", organisation=str(work.public_id))
    assert Membership.objects.get(person__called="Saar").organisation == work
    assert "/werk/wachtwoord/" in Message.objects.get().text


def test_a_volunteer_without_mail_gets_no_letter(cast: Cast) -> None:
    assert give(cast, email="").status_code == 302
    assert Membership.objects.get(person__called="Saar").person.account is None
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "role", ["link", "community", "lead", "rosterer", "admin", "log", "planner", "research"]
)
def test_staff_needs_a_mail_address(cast: Cast, role: str) -> None:
    assert "Voor deze rol is een e-mailadres nodig." in text(give(cast, email="", role=role))
    assert not Person.objects.filter(called="Saar").exists()


def test_somebody_known_by_mail_is_not_made_twice(cast: Cast) -> None:
    people = Person.objects.count()
    assert give(cast, email="PIET@example.test", called="Pietje").status_code == 302
    assert Person.objects.count() == people
    for tail in ("", "nieuw/", f"{Membership.objects.get(role='neighbour', called_as='Pietje').public_id}/"):
        page = text(cast.client("gijs").get(where(cast) + tail))
        assert "Pietje" in page  # what was typed, and not what an e-mail address told
        assert "Piet" not in page.replace("Pietje", "")
    assert (
        Membership.objects.get(role="neighbour", person=cast.people["piet"]).circle == cast.circles["linde"]
    )
    assert cast.people["piet"].called == "Piet"


def test_known_and_unknown_addresses_get_the_same_answer(cast: Cast) -> None:
    known = give(cast, email="piet@example.test")
    unknown = give(cast, email="nobody@example.test")
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert known.content == unknown.content
    assert Message.objects.count() == 2


def test_an_address_of_an_account_without_a_person(cast: Cast) -> None:
    Account.objects.create(email="saar@example.test")
    answer = give(cast)
    assert "Met dit e-mailadres lukt het niet." in text(answer)
    assert not Person.objects.filter(called="Saar").exists()


def test_somebody_who_helps_here_already(cast: Cast) -> None:
    anna = cast.people["anna"]
    answer = give(cast, person=str(anna.public_id), called="", email="", role="coach")
    assert answer.status_code == 302
    assert set(Membership.objects.filter(person=anna).values_list("role", flat=True)) == {"link", "coach"}


@pytest.mark.parametrize("field", ["person", "organisation"])
def test_what_is_not_hers_is_refused_like_what_is_not_there(cast: Cast, field: str) -> None:
    foreign = {
        "person": [cast.people["otto"].public_id, cast.people["wim"].public_id, uuid.uuid4()],
        "organisation": [_elsewhere(cast), uuid.uuid4()],
    }[field]
    pages = set()
    for key in foreign:
        answer = give(cast, **{field: str(key)}, once="0b0e3b9e-3f0a-4d8c-9df2-0f6e6a6f0a03")
        assert answer.status_code == 200
        assert "Kies er een uit de lijst." in text(answer)
        pages.add(answer.content.replace(str(key).encode(), b""))
    assert len({len(page) for page in pages}) == 1
    assert not Membership.objects.filter(role="neighbour").exclude(person=cast.people["jan"]).exists()


def _elsewhere(cast: Cast) -> uuid.UUID:
    from wooncirkel.apps.people.models import Organisation

    return Organisation.objects.create(name="Elders", kind="care").public_id


def test_a_small_house_has_three_roles(cast: Cast) -> None:
    circle = cast.circles["linde"]
    Circle.objects.filter(pk=circle.pk).update(preset=Preset.SMALL)
    circle.refresh_from_db()
    assert roles_of(circle) == [Role.HOST, Role.GOOD_NEIGHBOUR, Role.ADMINISTRATOR]
    assert "link worker" not in text(cast.client("gijs").get(where(cast) + "nieuw/"))
    assert "Kies er een uit de lijst." in text(give(cast, role="link"))
    with pytest.raises(RoleRefusedError) as found:
        give_role(
            circle=circle, person=cast.people["piet"], role=Role.COACH, organisation=None, starts_on=day(),
            ends_on=day(1), by=None, now=NOON,
        )  # fmt: skip
    assert found.value.reason == "preset"


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("ends_on", "", "Kies een dag."),
    ("ends_on", "nooit", "Deze dag kennen we niet."),
    ("ends_on", "2026-02-30", "Deze dag kennen we niet."),
    ("ends_on", "9999-12-31", "Een rol duurt hooguit een jaar."),
    ("ends_on", "2000-01-01", "De laatste dag kan niet voor vandaag liggen"),
    ("starts_on", "9999-12-31", "De laatste dag kan niet voor vandaag liggen"),
    ("starts_on", "0001-01-01", ""),
    ("vog_on", "9999-12-31", "Deze dag moet nog komen."),
    ("role", "", "Kies er een uit de lijst."),
    ("role", "king", "Kies er een uit de lijst."),
    ("called", "", "Vul in hoe iemand heet."),
    ("called", "a\0b", "niet kunnen lezen"),
    ("called", "a" * 201, "Gebruik hooguit 200 tekens."),
    ("email", "geen adres", "Dit is geen e-mailadres."),
    ("email", "a\0@example.test", ""),
])  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(cast: Cast, field: str, typed: str, said: str) -> None:
    answer = give(cast, **{field: typed})
    assert answer.status_code in ({200} if said else {200, 302})
    assert said in text(answer)
    if said:
        assert not Person.objects.filter(called="Saar").exists()


def test_a_second_role_does_not_show_the_name_either(cast: Cast) -> None:
    give(cast, email="piet@example.test", called="Pietje", role="coach")
    give(cast, person=str(cast.people["piet"].public_id), called="", email="")
    give(cast, email="piet@example.test", called="Nog eens", role="host")
    assert set(Membership.objects.filter(person=cast.people["piet"]).values_list("called_as", flat=True)) == {
        "Pietje"
    }


@pytest.mark.parametrize("role", ["neighbour", "coach", "host", "link", "lead", "log"])
def test_nobody_gives_herself_what_shows_residents_or_the_log(cast: Cast, role: str) -> None:
    work, gijs = str(cast.organisations["Welzijn"].public_id), cast.people["gijs"]
    for fields in ({"person": str(gijs.public_id)}, {"email": "gijs@example.test"}):
        answer = give(cast, role=role, organisation=work, **fields)
        assert "Deze rol kun je niet aan jezelf geven." in text(answer)
    assert not Membership.objects.filter(person=gijs, role=role).exists()


def test_nobody_makes_such_a_role_of_her_own_last_longer(cast: Cast) -> None:
    own = membership(cast.people["gijs"], Role.HOST, cast.circles["linde"], ends_on=day(10))
    client, path = cast.client("gijs"), f"{where(cast)}{own.public_id}/"
    answer = post(client, path, seen=day(10).isoformat(), ends_on=day(50).isoformat())
    assert "Deze rol kun je niet aan jezelf geven." in text(answer)
    assert post(client, path, seen=day(10).isoformat(), ends_on=day(5).isoformat()).status_code == 302
    post(client, path + "stop/")
    assert "Deze rol kun je niet aan jezelf geven." in text(post(client, path + "terug/"))
    own.refresh_from_db()
    assert own.ended_at is not None


def test_in_a_small_house_one_does_several_things(cast: Cast) -> None:
    Circle.objects.filter(pk=cast.circles["linde"].pk).update(preset=Preset.SMALL)
    assert give(cast, person=str(cast.people["gijs"].public_id), role="host").status_code == 302


@pytest.mark.parametrize("role", ["link", "community", "lead", "rosterer", "log"])
def test_staff_comes_for_an_organisation(cast: Cast, role: str) -> None:
    assert "In deze rol kom je namens een organisatie." in text(give(cast, role=role))
    assert not Person.objects.filter(called="Saar").exists()


@pytest.mark.parametrize(("typed", "kept"), [
    ("e\u0301" * 120, "é" * 120), ("\u0958" * 60, "\u0915\u093c" * 60), ("\u200d\u200f", None),
    ("\u0958" * 61, None), ("a" * 121, None),
])  # fmt: skip
def test_a_line_is_measured_as_it_is_kept_and_is_no_name(typed: str, kept: str | None) -> None:
    class One(forms.Form):
        line = OneLine()

    form = One({"line": typed})
    assert form.is_valid() is (kept is not None)
    assert form.cleaned_data.get("line") == kept
    assert "naam" not in str(form.errors)
    assert "heet" not in str(form.errors)


def test_a_line_may_be_longer_than_a_name_and_may_be_left_empty() -> None:
    class Two(forms.Form):
        long = OneLine(max_length=300)
        empty = OneLine(required=False)

    form = Two({"long": "b" * 300, "empty": "\u200d"})
    assert form.is_valid()
    assert form.cleaned_data == {"long": "b" * 300, "empty": ""}


def test_a_role_twice_is_told(cast: Cast) -> None:
    jan = str(cast.people["jan"].public_id)
    assert "Dit is er al." in text(give(cast, person=jan))
    Membership.objects.filter(person=cast.people["jan"]).update(ends_on=day(-1))
    assert give(cast, email="jan@example.test").status_code == 302  # what ran out may be given again


def test_sent_twice_it_is_given_once(cast: Cast) -> None:
    client, key = cast.client("gijs"), "0b0e3b9e-3f0a-4d8c-9df2-0f6e6a6f0a04"
    for _ in range(2):
        assert post(client, where(cast) + "nieuw/", new(), once=key).status_code == 302
    assert Person.objects.filter(called="Saar").count() == 1
    assert Message.objects.count() == 1


def test_a_role_that_ended_is_gone_on_the_next_click(cast: Cast) -> None:
    anna = cast.client("anna")
    circle = f"/buren/{cast.circles['linde'].public_id}/"
    assert anna.get(circle).status_code == 200
    assert post(cast.client("gijs"), one(cast, "anna", "stop/")).status_code == 302
    assert held(cast, "anna").ended_at is not None
    assert anna.get(circle).status_code == 404


def test_the_end_of_a_role_can_be_undone_that_day(cast: Cast) -> None:
    client = cast.client("gijs")
    post(client, one(cast, "anna", "stop/"))
    assert "Maak ongedaan" in text(client.get(where(cast)))
    post(client, one(cast, "anna", "terug/"))
    assert held(cast, "anna").ended_at is None


def test_another_day_it_cannot_be_undone(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["anna"]).update(ended_at=NOON)
    answer = post(cast.client("gijs"), one(cast, "anna", "terug/"))
    assert "Dit kan alleen op de dag zelf." in text(answer)
    assert held(cast, "anna").ended_at == NOON


def test_ended_twice_stays_as_it_was(cast: Cast) -> None:
    client = cast.client("gijs")
    post(client, one(cast, "anna", "stop/"))
    first = held(cast, "anna").ended_at
    post(client, one(cast, "anna", "stop/"))
    assert held(cast, "anna").ended_at == first


def test_the_last_administrator_stays(cast: Cast) -> None:
    client = cast.client("gijs")
    answer = post(client, one(cast, "gijs", "stop/"))
    assert "Er moet iemand kringbeheerder blijven." in text(answer)
    assert held(cast, "gijs").ended_at is None
    run(cast, "piet", "linde")
    assert post(client, one(cast, "gijs", "stop/")).status_code == 302
    assert client.get(where(cast)).status_code == 404


@pytest.mark.parametrize("change", [
    {"ends_on": day(-1), "starts_on": day(-2)}, {"starts_on": day(1)}, {"circle": "anker"},
])  # fmt: skip
def test_who_does_not_run_it_today_does_not_count(cast: Cast, change: dict[str, Any]) -> None:
    if "circle" in change:
        run(cast, "piet", "anker")
    else:
        membership(cast.people["piet"], Role.ADMINISTRATOR, cast.circles["linde"], **change)
    with pytest.raises(RoleRefusedError):
        end_role(membership=held(cast, "gijs"), by=cast.people["gijs"], now=NOON)


def test_another_last_day(cast: Cast) -> None:
    client, path = cast.client("gijs"), one(cast, "anna")
    seen = value(client.get(path), "seen")
    assert post(client, path, seen=seen, ends_on=day(50).isoformat()).status_code == 302
    assert held(cast, "anna").ends_on == day(50)


def test_a_last_day_that_somebody_moved_shows_both(cast: Cast) -> None:
    client, path = cast.client("gijs"), one(cast, "anna")
    seen = value(client.get(path), "seen")
    Membership.objects.filter(person=cast.people["anna"]).update(ends_on=day(60))
    answer = post(client, path, seen=seen, ends_on=day(50).isoformat())
    assert "Iemand anders heeft dit net veranderd." in text(answer)
    assert f'value="{day(50).isoformat()}"' in text(answer)
    assert held(cast, "anna").ends_on == day(60)
    again = post(client, path, seen=value(answer, "seen"), ends_on=day(50).isoformat())
    assert again.status_code == 302
    assert held(cast, "anna").ends_on == day(50)


@pytest.mark.parametrize("offset", [-1, 367, 5000])
def test_a_last_day_within_a_year(cast: Cast, offset: int) -> None:
    client, path = cast.client("gijs"), one(cast, "anna")
    before = held(cast, "anna").ends_on
    answer = post(client, path, seen=before.isoformat(), ends_on=day(offset).isoformat())
    assert answer.status_code == 200
    assert held(cast, "anna").ends_on == before


def test_a_vog_is_a_date_and_nothing_more(cast: Cast) -> None:
    client = cast.client("gijs")
    assert post(client, one(cast, "greet", "vog/"), vog_on=day(-10).isoformat()).status_code == 302
    assert held(cast, "greet").vog_on == day(-10)
    answer = post(client, one(cast, "greet", "vog/"), vog_on=day(1).isoformat())
    assert "Deze dag moet nog komen." in text(answer)
    assert held(cast, "greet").vog_on == day(-10)


def test_an_administrator_reaches_no_content(cast: Cast) -> None:
    client = cast.client("gijs")
    for tail in ("", "mensen/", "mensen/nieuw/", "partners/", "namen/", "groepen/", "huis/"):
        page = text(client.get(place(cast) + tail))
        assert "tells" not in page
        assert not [name for name in ("Wim", "Roya", "Sipke") if name in page]
