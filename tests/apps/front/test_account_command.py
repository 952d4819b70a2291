"""`wooncirkel account`: the first member of staff, without a password on the command line."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cast import Cast
from wooncirkel.apps.circles.models import Membership, Role
from wooncirkel.apps.people.models import Account, Organisation, Person

pytestmark = pytest.mark.database

VERA = ["--email", "Vera@example.test", "--called", "Vera"]


def account(*more: str) -> str:
    """Run the command; return the path of its link."""
    out = StringIO()
    call_command("account", *VERA, *more, stdout=out)
    found = re.search(r"http://localhost:8000(\S+)", out.getvalue())
    assert found
    return found[1]


def test_the_link_chooses_a_password(cast: Cast) -> None:
    client, link = (
        Client(),
        account("--role", "planner", "--organisation", "Gemeente", "--kind", "municipality"),
    )
    onward = client.get(link).headers["Location"]
    assert client.post(onward, {"password1": "een zin om te onthouden"}).status_code == 302
    assert Account.objects.get(email="vera@example.test").check_password("een zin om te onthouden")
    [role] = Membership.objects.filter(person__called="Vera")
    assert (role.role, role.circle, str(role.organisation)) == (Role.PLANNER, None, "Gemeente")
    assert Organisation.objects.get(name="Gemeente").kind == "municipality"


def test_a_second_time_nobody_is_doubled(cast: Cast) -> None:
    account("--role", "planner", "--organisation", "Welzijn")
    account("--role", "planner", "--organisation", "Welzijn")
    assert Person.objects.filter(called="Vera").count() == 1
    assert Membership.objects.filter(person__called="Vera").count() == 1


def test_without_a_role_she_is_nobody_in_particular(cast: Cast) -> None:
    account()
    assert not Membership.objects.filter(person__called="Vera").exists()


@pytest.mark.parametrize(
    "wrong",
    [["--email", "vera"], ["--called", ""], ["--called", "a\0b"], ["--role", "host"], ["--kind", "bank"]],
)
def test_what_cannot_be_right_is_one_sentence(cast: Cast, wrong: list[str]) -> None:
    before = Person.objects.count()
    with pytest.raises(CommandError):
        account(*wrong)
    assert Person.objects.count() == before


def test_no_password_is_taken(cast: Cast, capsys: Any) -> None:
    with pytest.raises(CommandError):
        account("--password", "geheim")
