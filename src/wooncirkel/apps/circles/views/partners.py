"""Pages of the partners of a circle, and of whom to ask there; for who runs it."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from wooncirkel.apps.circles.actions import partners as actions
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.answers import circles as answers
from wooncirkel.apps.circles.forms.circle import SENTENCES, ContactForm, EndPartnerForm, PartnerForm
from wooncirkel.apps.circles.models import Circle, Partner, Role
from wooncirkel.apps.circles.queries import circles as queries
from wooncirkel.apps.circles.rules import role
from wooncirkel.apps.circles.views.circle import run_by
from wooncirkel.apps.shared.policy import policy

RUNS = role(Role.ADMINISTRATOR)


def _partner(request: HttpRequest, circle: Circle, key: uuid.UUID) -> Partner:
    partner = queries.partner(circle, key, actor_of(request).today)
    if partner is None:
        raise Http404
    return partner


@policy(RUNS, methods=("GET", "POST"))
def partners(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """List the partners by kind; add one."""
    circle, actor = run_by(request, key), actor_of(request)
    form = PartnerForm(request.POST or None, initial={"starts_on": actor.today}, auto_id="partner-%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_partner(
                circle=circle, by=queries.person_of(actor), now=timezone.now(), **form.cleaned_data
            )
            return redirect("partners", circle.public_id)
        except actions.PartnerRefusedError as refused:
            form.add_error("name", SENTENCES[refused.reason])
    page = {
        "section": "circles",
        "circle": circle,
        "partners": answers.by_kind(list(queries.partners_with_contacts(circle, actor.today))),
        "form": form,
        "known": queries.organisation_names(),
    }
    return render(request, "circles/circle/partners.html", page)


@policy(RUNS, methods=("GET", "POST"))
def partner(request: HttpRequest, key: uuid.UUID, partner_key: uuid.UUID) -> HttpResponse:
    """Show one partner and whom to ask there; add somebody."""
    circle = run_by(request, key)
    row = _partner(request, circle, partner_key)
    form = ContactForm(request.POST or None, auto_id="contact-%s")
    if request.method == "POST" and form.is_valid():
        by = queries.person_of(actor_of(request))
        actions.add_contact(partner=row, by=by, now=timezone.now(), **form.cleaned_data)
        return redirect("partner", circle.public_id, row.public_id)
    return _page(request, circle, row, form, _end_form(request))


def _end_form(request: HttpRequest) -> EndPartnerForm:
    return EndPartnerForm(initial={"ends_on": actor_of(request).today}, auto_id="end-%s")


def _page(
    request: HttpRequest, circle: Circle, row: Partner, form: ContactForm, ending: EndPartnerForm
) -> HttpResponse:
    page = {
        "section": "circles",
        "circle": circle,
        "partner": row,
        "contacts": row.contacts.order_by("name", "pk"),
        "form": form,
        "ending": ending,
    }
    return render(request, "circles/circle/partner.html", page)


@policy(RUNS, methods=("POST",))
def end_partner(request: HttpRequest, key: uuid.UUID, partner_key: uuid.UUID) -> HttpResponse:
    """Let a partner stop on a day; the roles of its people stop with it."""
    circle = run_by(request, key)
    row = _partner(request, circle, partner_key)
    form = EndPartnerForm(request.POST, auto_id="end-%s")
    if form.is_valid():
        try:
            by = queries.person_of(actor_of(request))
            actions.end_partner(partner=row, by=by, now=timezone.now(), **form.cleaned_data)
            return redirect("partners", circle.public_id)
        except actions.PartnerRefusedError as refused:
            form.add_error("ends_on", SENTENCES[refused.reason])
    return _page(request, circle, row, ContactForm(auto_id="contact-%s"), form)


@policy(RUNS, methods=("POST",))
def remove_contact(request: HttpRequest, key: uuid.UUID, contact_key: uuid.UUID) -> HttpResponse:
    """Strike a contact person out."""
    circle = run_by(request, key)
    row = queries.contact(circle, contact_key)
    if row is None:
        raise Http404
    back = row.partner.public_id
    actions.remove_contact(contact=row, by=queries.person_of(actor_of(request)))
    return redirect("partner", circle.public_id, back)
