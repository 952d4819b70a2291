"""The first people of an installation: somebody who works for an organisation, before there is a circle."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wooncirkel.apps.circles.models import Membership, Role
from wooncirkel.apps.people.actions.accounts import account_for
from wooncirkel.apps.people.actions.persons import add_person
from wooncirkel.apps.people.models import Account, Organisation, OrganisationKind, Person

WITHOUT_CIRCLE = (Role.PLANNER, Role.RESEARCHER)
A_YEAR = timedelta(days=365)


@transaction.atomic
def found_account(
    *, email: str, called: str, role: str, organisation: str, kind: str, now: datetime
) -> Account:
    """Return the account of this address; make account, person and a role of a year when they are not there.

    `role` is one of WITHOUT_CIRCLE or empty; `organisation` is a name, made with `kind` when new. Raises
    RefusedNameError for a name that cannot be kept.
    """
    person = Person.objects.filter(account__email__iexact=email.strip()).first()
    if person is None:
        person = add_person(called=called, by=None, now=now)
    if role:
        _give(person, role, _organisation(organisation, kind), now)
    return account_for(person=person, email=email, now=now)


def _organisation(name: str, kind: str) -> Organisation | None:
    if not name:
        return None
    return Organisation.objects.get_or_create(name=name, defaults={"kind": OrganisationKind(kind)})[0]


def _give(person: Person, role: str, organisation: Organisation | None, now: datetime) -> None:
    today = timezone.localdate(now)
    Membership.objects.get_or_create(
        person=person,
        role=role,
        circle=None,
        ended_at=None,
        defaults={"organisation": organisation, "starts_on": today, "ends_on": today + A_YEAR},
    )
