"""Give a role to somebody of whom no more is known than an e-mail address, or not even that."""

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format

from wooncirkel.apps.circles.actions.members import RoleRefusedError, give_role
from wooncirkel.apps.circles.models import Circle, Membership
from wooncirkel.apps.people.actions.accounts import TakenError, account_for
from wooncirkel.apps.people.actions.persons import add_person
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.shared.outbox import send_later
from wooncirkel.apps.shared.rowsecurity import as_program

LETTER = """Dag,

Fijn dat u meedoet in de kring {circle}. U bent daar {role}, van {starts_on} tot en met {ends_on}.

Zo komt u binnen: {way_in}
Vul daar dit e-mailadres in. Dan wijst het zich vanzelf.

Weet u van niets? Dan hoeft u niets te doen. Vertel het gerust in de buurthub.
"""


def welcome(
    *,
    circle: Circle,
    called: str,
    email: str,
    role: str,
    organisation: Organisation | None,
    starts_on: date,
    ends_on: date,
    by: Person,
    now: datetime,
    vog_on: date | None = None,
    way_in: str = "",
) -> Membership:
    """Give a role to whoever has this e-mail address, or to somebody new; `way_in` is where she signs in.

    With an address she gets a letter; without one she is somebody new, who gets a card at the desk. What
    `give_role` refuses stores nobody.
    """
    with transaction.atomic():
        person = person_by_mail(email=email, called=called, by=by, now=now)
        membership = give_role(
            circle=circle,
            person=person,
            role=role,
            organisation=organisation,
            starts_on=starts_on,
            ends_on=ends_on,
            vog_on=vog_on,
            by=by,
            now=now,
            called_as=_called_as(circle, person, called),
        )
        if email:
            _write_to(email, membership, way_in, now)
        return membership


def _called_as(circle: Circle, person: Person, called: str) -> str:
    """Return what was typed, when it is not what she is called here already."""
    if person.called == called or Membership.objects.filter(circle=circle, person=person).exists():
        return ""
    return called


def person_by_mail(*, email: str, called: str, by: Person, now: datetime) -> Person:
    """Return whoever has this e-mail address, or somebody new; without an address always somebody new."""
    return _known(email) or _new(called, email, by, now)


def _known(email: str) -> Person | None:
    if not email:
        return None
    with as_program("accounts"):  # she may be known in another circle
        return Person.objects.filter(account__email__iexact=email, died_on=None).first()


def _new(called: str, email: str, by: Person, now: datetime) -> Person:
    person = add_person(called=called, by=by, now=now)
    if email:
        try:
            account_for(person=person, email=email, now=now)
        except TakenError:
            raise RoleRefusedError("email") from None
    return person


def _write_to(email: str, membership: Membership, way_in: str, now: datetime) -> None:
    circle = membership.circle
    send_later(
        to=email,
        person=membership.person.public_id,
        subject=f"Welkom in de kring {circle}",
        text=LETTER.format(
            circle=circle,
            role=membership.get_role_display(),
            starts_on=date_format(membership.starts_on, "j F Y"),
            ends_on=date_format(membership.ends_on, "j F Y"),
            way_in=way_in,
        ),
        now=now,
    )
