"""Groups: round numbers for who works with groups, names only for who may see them, each from a day."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.circles.steering import EVERYBODY, place, post, refused, run, text
from cast import Cast, day, membership, person
from wooncirkel.apps.circles.actions.groups import GroupRefusedError, begin_group, join_group
from wooncirkel.apps.circles.answers.circles import about
from wooncirkel.apps.circles.models import Circle, Group, GroupMember, Resident, Role
from wooncirkel.apps.people.models import AccessLine, Act, Person

pytestmark = pytest.mark.database
KNOW = {"anna", "chris", "dewi", "gijs", "kees"}
STRANGERS = [name for name in EVERYBODY if name not in KNOW]


@pytest.fixture
def group(cast: Cast) -> Group:
    """A group of Wim, Sipke, Roya and Els, with Kees as its coach."""
    made = begin_group(
        circle=cast.circles["linde"], name="Samen koken", begun_on=day(-9), by=None, now=timezone.now()
    )
    for name in ("wim", "sipke", "roya", "els", "kees"):
        join_group(group=made, person=cast.people[name], joined_on=day(-5), by=None, now=timezone.now())
    return made


def where(cast: Cast, name: str = "linde") -> str:
    """Return the address of the list."""
    return place(cast, name) + "groepen/"


def one(cast: Cast, group: Group, tail: str = "") -> str:
    """Return the address of a group."""
    return f"{where(cast)}{group.public_id}/{tail}"


def shown(cast: Cast, name: str, path: str) -> set[str]:
    """Return the people whom a page names."""
    page = text(cast.client(name).get(path))
    return {row.called for row in Person.objects.all() if f"<bdi>{row.called}</bdi>" in page}


def part(group: Group, cast: Cast, name: str) -> GroupMember:
    """Return somebody's part in a group."""
    return GroupMember.objects.get(group=group, person=cast.people[name])


def test_strangers_know_of_no_group(cast: Cast, group: Group) -> None:
    refused(cast, where(cast), STRANGERS)
    refused(cast, one(cast, group), STRANGERS)
    for path in (where(cast), one(cast, group)):
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize("tail", ["naam/", "stop/"])
def test_who_works_with_groups_changes_them(cast: Cast, group: Group, tail: str) -> None:
    refused(cast, one(cast, group, tail), [*STRANGERS, "kees"])
    group.refresh_from_db()
    assert (group.name, group.ended_on) == ("Samen koken", None)


@pytest.mark.parametrize("name", ["dewi", "gijs"])
def test_a_community_worker_sees_a_group_and_no_person(cast: Cast, group: Group, name: str) -> None:
    page = text(cast.client(name).get(where(cast)))
    assert "Samen koken" in page
    assert "minder dan 10 mensen" in page
    assert shown(cast, name, where(cast)) == set()
    assert shown(cast, name, one(cast, group)) == set()
    assert "Jij ziet hier geen namen." in text(cast.client(name).get(one(cast, group)))
    assert not AccessLine.objects.filter(actor=cast.people[name].public_id, what__contains="group").exists()


@pytest.mark.parametrize(("number", "said"), [
    (0, "nog niemand"), (1, "minder dan 10 mensen"), (9, "minder dan 10 mensen"), (10, "rond de 10 mensen"),
    (12, "rond de 10 mensen"), (13, "rond de 15 mensen"), (18, "rond de 20 mensen"),
])  # fmt: skip
def test_numbers_are_round(number: int, said: str) -> None:
    assert about(number) == said


def test_a_coach_sees_who_is_in_her_group_and_noted(cast: Cast, group: Group) -> None:
    assert shown(cast, "kees", one(cast, group)) == {"Wim", "Sipke", "Roya", "Kees"}
    lines = AccessLine.objects.filter(actor=cast.people["kees"].public_id, act=Act.SAW, what="group,name")
    assert set(lines.values_list("subject", flat=True)) == {
        cast.people[name].public_id for name in ("wim", "sipke", "roya")
    }


def test_a_coach_knows_her_own_group_alone(cast: Cast, group: Group) -> None:
    other = begin_group(
        circle=cast.circles["linde"], name="Fietsen", begun_on=day(), by=None, now=timezone.now()
    )
    page = text(cast.client("kees").get(where(cast)))
    assert "Samen koken" in page
    assert "Fietsen" not in page
    there, gone = (cast.client("kees").get(f"{where(cast)}{key}/") for key in (other.public_id, uuid.uuid4()))
    assert there.status_code == gone.status_code == 404
    assert there.content == gone.content
    GroupMember.objects.filter(person=cast.people["kees"]).update(left_on=day())
    assert cast.client("kees").get(one(cast, group)).status_code == 404


def test_a_link_worker_sees_whom_she_may_see_elsewhere(cast: Cast, group: Group) -> None:
    assert shown(cast, "anna", one(cast, group)) == {"Wim", "Roya"}


def test_a_group_of_another_circle_is_not_there(cast: Cast, group: Group) -> None:
    other = begin_group(
        circle=cast.circles["anker"], name="Elders", begun_on=day(), by=None, now=timezone.now()
    )
    client = cast.client("dewi")
    assert client.get(where(cast, "anker")).status_code == 404
    assert client.get(f"{where(cast)}{other.public_id}/").status_code == 404
    run(cast, "gijs", "anker")
    path = f"{where(cast, 'anker')}{group.public_id}/"
    assert cast.client("gijs").get(path).status_code == 404
    assert post(cast.client("gijs"), path + "stop/").status_code == 404
    assert Group.objects.get(pk=group.pk).ended_on is None


@pytest.mark.parametrize("name", sorted(KNOW))
def test_who_begins_a_group(cast: Cast, group: Group, name: str) -> None:
    answer = post(cast.client(name), where(cast), name="Fietsen", begun_on=day().isoformat())
    assert answer.status_code == (404 if name == "kees" else 302)
    assert Group.objects.filter(name="Fietsen").count() == (name != "kees")


def test_a_link_worker_lets_somebody_join(cast: Cast, group: Group) -> None:
    GroupMember.objects.filter(person=cast.people["wim"]).delete()
    wim = str(cast.people["wim"].public_id)
    assert post(cast.client("anna"), one(cast, group), person=wim).status_code == 302
    assert part(group, cast, "wim").joined_on == day()
    assert part(group, cast, "wim").added_by == cast.people["anna"]
    assert AccessLine.objects.filter(act=Act.CHANGED, subject=cast.people["wim"].public_id).exists()


def test_whom_she_may_not_see_she_cannot_let_join(cast: Cast, group: Group) -> None:
    GroupMember.objects.all().delete()
    keys = [cast.people[name].public_id for name in ("sipke", "els", "noor", "hanna")] + [uuid.uuid4()]
    for key in keys:
        answer = post(cast.client("anna"), one(cast, group), person=str(key))
        assert answer.status_code == 200
        assert "Kies er een uit de lijst." in text(answer)
    assert not GroupMember.objects.exists()


def test_who_runs_the_circle_chooses_a_coach_and_no_resident(cast: Cast, group: Group) -> None:
    GroupMember.objects.filter(person=cast.people["kees"]).delete()
    client = cast.client("gijs")
    wim, kees = (str(cast.people[name].public_id) for name in ("wim", "kees"))
    assert post(client, one(cast, group), person=wim).status_code == 200
    assert post(client, one(cast, group), person=kees).status_code == 302
    assert cast.client("kees").get(one(cast, group)).status_code == 200


def test_a_community_worker_lets_nobody_join(cast: Cast, group: Group) -> None:
    wim = str(cast.people["wim"].public_id)
    assert post(cast.client("dewi"), one(cast, group), person=wim).status_code == 404


def test_somebody_leaves(cast: Cast, group: Group) -> None:
    tail = f"{part(group, cast, 'wim').public_id}/weg/"
    for name in ("dewi", "gijs", *STRANGERS):
        assert post(cast.client(name), one(cast, group, tail)).status_code == 404
    assert part(group, cast, "wim").left_on is None
    assert post(cast.client("kees"), one(cast, group, tail)).status_code == 302
    assert part(group, cast, "wim").left_on == day()
    assert post(cast.client("kees"), one(cast, group, tail)).status_code == 404


def test_whom_she_may_not_see_she_cannot_put_out(cast: Cast, group: Group) -> None:
    hidden, gone = part(group, cast, "sipke").public_id, uuid.uuid4()
    answers = [post(cast.client("anna"), one(cast, group, f"{key}/weg/")) for key in (hidden, gone)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert part(group, cast, "sipke").left_on is None


def test_joining_needs_the_circle_and_open_names(cast: Cast, group: Group) -> None:
    def join(who: Person) -> GroupMember:
        return join_group(group=group, person=who, joined_on=day(), by=None, now=timezone.now())

    for name in ("noor", "piet"):
        with pytest.raises(GroupRefusedError):
            join(cast.people[name])
    Circle.objects.filter(pk=cast.circles["linde"].pk).update(names_open_at=None)
    joris = person("joris")
    Resident.objects.create(circle=cast.circles["linde"], person=joris, came_at=timezone.now())
    with pytest.raises(GroupRefusedError):
        join(joris)
    membership(joris, Role.HOST, cast.circles["linde"])
    assert join(joris) == join(joris)


def test_a_group_ends_for_everybody(cast: Cast, group: Group) -> None:
    assert post(cast.client("dewi"), one(cast, group, "stop/")).status_code == 302
    group.refresh_from_db()
    assert group.ended_on == day()
    assert not GroupMember.objects.filter(group=group, left_on=None).exists()
    assert "gestopt op" in text(cast.client("dewi").get(where(cast)))
    with pytest.raises(GroupRefusedError):
        join_group(group=group, person=cast.people["wim"], joined_on=day(), by=None, now=timezone.now())


def test_a_stale_name_shows_both(cast: Cast, group: Group) -> None:
    Group.objects.filter(pk=group.pk).update(name="Van hen", version=2)
    answer = post(cast.client("dewi"), one(cast, group, "naam/"), version="1", name="Van mij")
    assert "Iemand anders heeft dit net veranderd." in text(answer)
    assert "<bdi>Van hen</bdi>" in text(answer)
    assert 'value="Van mij"' in text(answer)
    assert Group.objects.get(pk=group.pk).name == "Van hen"
    assert (
        post(cast.client("dewi"), one(cast, group, "naam/"), version="2", name="Van ons").status_code == 302
    )
    assert Group.objects.get(pk=group.pk).name == "Van ons"


@pytest.mark.parametrize("fields", [
    {"name": "", "begun_on": "2026-10-01"}, {"name": "a\0", "begun_on": "2026-10-01"},
    {"name": "a" * 121, "begun_on": "2026-10-01"}, {"name": "Fietsen", "begun_on": "ooit"}, {},
])  # fmt: skip
def test_what_cannot_be_read_begins_no_group(cast: Cast, fields: dict[str, Any]) -> None:
    assert post(cast.client("dewi"), where(cast), fields).status_code == 200
    assert not Group.objects.exists()


def test_sent_twice_it_begins_once(cast: Cast) -> None:
    key = "0b0e3b9e-3f0a-4d8c-9df2-0f6e6a6f0a06"
    for _ in range(2):
        post(cast.client("dewi"), where(cast), name="Fietsen", begun_on=day().isoformat(), once=key)
    assert Group.objects.count() == 1
