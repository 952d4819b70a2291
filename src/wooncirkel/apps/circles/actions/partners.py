"""Organisations that take part in a circle, and whom to ask there."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from wooncirkel.apps.circles.models import Circle, Membership, Partner, PartnerContact, Role
from wooncirkel.apps.people.models import Organisation, OrganisationKind, Person


class PartnerRefusedError(ValueError):
    """Why a partner is not added or ended: `reason` is a key of the sentences in `forms.circle`."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def add_partner(
    *,
    circle: Circle,
    name: str,
    kind: str = OrganisationKind.OTHER,
    starts_on: date,
    by: Person | None,
    now: datetime,
) -> Partner:
    """Let an organisation take part; one that we know by this name is not made twice.

    PartnerRefusedError when it takes part already.
    """
    Circle.objects.select_for_update().get(pk=circle.pk)
    organisation = Organisation.objects.filter(name__iexact=name).first()
    if organisation is None:
        organisation = Organisation.objects.create(name=name, kind=kind)
    if Partner.objects.filter(circle=circle, organisation=organisation, ends_on=None).exists():
        raise PartnerRefusedError("already")
    return Partner.objects.create(circle=circle, organisation=organisation, starts_on=starts_on)


@transaction.atomic
def end_partner(*, partner: Partner, ends_on: date, by: Person | None, now: datetime) -> Partner:
    """Let a partner stop on a day, today or later; the roles of its people stop with it.

    PartnerRefusedError when that would leave the circle without an administrator.
    """
    Circle.objects.select_for_update().get(pk=partner.circle_id)
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    if ends_on < max(held.starts_on, timezone.localdate(now)):
        raise PartnerRefusedError("order")
    _keep_an_administrator(held, ends_on)
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    people = Membership.objects.filter(circle=held.circle_id, organisation=held.organisation_id)
    running = people.filter(ended_at=None, ends_on__gt=ends_on)
    running.filter(starts_on__lte=ends_on).update(ends_on=ends_on)
    running.filter(starts_on__gt=ends_on).update(ended_at=now)
    return held


def _keep_an_administrator(partner: Partner, ends_on: date) -> None:
    mine = Membership.objects.filter(circle=partner.circle_id, role=Role.ADMINISTRATOR, ended_at=None)
    stay = mine.exclude(organisation=partner.organisation_id)
    if mine.filter(organisation=partner.organisation_id).exists() and not (
        stay.filter(starts_on__lte=ends_on, ends_on__gt=ends_on).exists()
    ):
        raise PartnerRefusedError("last")


@transaction.atomic
def add_contact(
    *, partner: Partner, name: str, phone: str = "", email: str = "", by: Person | None, now: datetime
) -> PartnerContact:
    """Write down whom to ask at a partner, with what she uses at work."""
    return PartnerContact.objects.create(partner=partner, name=name, phone=phone, email=email)


@transaction.atomic
def remove_contact(*, contact: PartnerContact, by: Person | None) -> None:
    """Strike a contact person out."""
    contact.delete()
