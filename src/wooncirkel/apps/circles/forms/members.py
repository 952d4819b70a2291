"""What is typed about names, roles and groups → clean values, or a sentence in plain Dutch."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from wooncirkel.apps.circles.forms.fields import FILL_IN, Choice, Day, Mail, OneLine
from wooncirkel.apps.circles.models import RepresentativeKind, Role
from wooncirkel.apps.circles.rules import latest_end
from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.shared.registry import Processing


class NamesForm(forms.Form):
    """Who answers for each processing: a box per partner and processing, and who decided it there."""

    def __init__(
        self, *args: Any, partners: Iterable[Organisation], processings: Sequence[Processing], **more: Any
    ) -> None:
        """Ask the same of every partner."""
        super().__init__(*args, **more)
        self.partners, self.processings = list(partners), list(processings)
        for one in self.partners:
            self.fields[f"name-{one.public_id}"] = OneLine(
                label="Wie besloot dit?", max_length=200, required=False
            )
            self.fields[f"as-{one.public_id}"] = OneLine(label="Functie", max_length=200, required=False)
            for processing in self.processings:
                box = forms.BooleanField(label=processing.title, required=False)
                self.fields[f"{processing.key}-{one.public_id}"] = box

    def clean(self) -> None:
        """Ask for a name and a function where a box is ticked."""
        for one in self.partners:
            if any(self.cleaned_data.get(f"{each.key}-{one.public_id}") for each in self.processings):
                for field in (f"name-{one.public_id}", f"as-{one.public_id}"):
                    if not self.cleaned_data.get(field) and field not in self.errors:
                        self.add_error(field, FILL_IN)

    def controllers(self) -> dict[str, list[Organisation]]:
        """Return the organisations of each processing."""
        return {
            each.key: [one for one in self.partners if self.cleaned_data[f"{each.key}-{one.public_id}"]]
            for each in self.processings
        }

    def deciders(self) -> dict[int, tuple[str, str]]:
        """Return who decided for each organisation."""
        data = self.cleaned_data
        return {one.pk: (data[f"name-{one.public_id}"], data[f"as-{one.public_id}"]) for one in self.partners}

    def blocks(self) -> list[dict[str, Any]]:
        """Return what is asked of each partner, for a page."""
        return [
            {
                "organisation": one,
                "name": self[f"name-{one.public_id}"],
                "function": self[f"as-{one.public_id}"],
                "boxes": [self[f"{each.key}-{one.public_id}"] for each in self.processings],
            }
            for one in self.partners
        ]


def offer(form: forms.Form, field: str, nothing: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Fill the list of a field; `nothing` is what stands there first."""
    offered = form.fields[field]
    if isinstance(offered, Choice):
        offered.choices = [("", nothing), *choices]


def not_later(day: date | None, today: date) -> date | None:
    """Return a day; one that is still to come is refused."""
    if day and day > today:
        raise forms.ValidationError("Deze dag moet nog komen.")
    return day


A_WHILE = timedelta(days=16 * 366)
BY_CARD = frozenset({Role.GOOD_NEIGHBOUR, Role.COACH, Role.HOST})
"""Roles for which a card at the desk is enough."""


class RoleForm(forms.Form):
    """A role for somebody who helps here already, or for somebody by e-mail address."""

    person = Choice(label="Wie?", required=False)
    called = OneLine(label="Naam", max_length=200, required=False)
    email = Mail(label="E-mailadres", required=False)
    role = Choice(label="Rol")
    organisation = Choice(label="Komt namens", required=False)
    starts_on = Day(label="Vanaf")
    ends_on = Day(label="Tot en met")
    vog_on = Day(
        label="Datum van de VOG", required=False, help_text="Alleen de datum. De VOG zelf bewaren we niet."
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        roles: Iterable[Role],
        organisations: Iterable[Organisation],
        today: date,
        **more: Any,
    ) -> None:
        """Offer the people, roles and organisations of this circle, and no others."""
        super().__init__(*args, **more)
        self.today = today
        self.people = {str(one.public_id): one for one in people}
        self.organisations = {str(one.public_id): one for one in organisations}
        offer(self, "person", "Iemand anders", ((key, one.called) for key, one in self.people.items()))
        offer(self, "role", "Kies een rol", ((one.value, one.label) for one in roles))
        work = ((key, one.name) for key, one in self.organisations.items())
        offer(self, "organisation", "Niemand: als vrijwilliger", work)

    def clean_vog_on(self) -> date | None:
        """Refuse a day that is still to come."""
        return not_later(self.cleaned_data["vog_on"], self.today)

    def clean(self) -> None:
        """Ask for what a new person needs."""
        data = self.cleaned_data
        if data.get("person") or "person" in self.errors:
            return
        if not data.get("called") and "called" not in self.errors:
            self.add_error("called", "Vul in hoe iemand heet.")
        needs_mail = data.get("role") and data["role"] not in BY_CARD
        if needs_mail and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Voor deze rol is een e-mailadres nodig.")

    def chosen(self) -> Person | None:
        """Return the person who was chosen from the list."""
        return self.people.get(self.cleaned_data["person"])

    def organisation_chosen(self) -> Organisation | None:
        """Return the organisation that was chosen."""
        return self.organisations.get(self.cleaned_data["organisation"])


class EndDateForm(forms.Form):
    """Another last day of a role; `seen` is the day that stood there."""

    seen = forms.DateField(widget=forms.HiddenInput, input_formats=["%Y-%m-%d"])
    ends_on = Day(label="Tot en met")


class VogForm(forms.Form):
    """The day of somebody's VOG."""

    vog_on = Day(label="Datum van de VOG", required=False)

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        """Keep what day it is."""
        super().__init__(*args, **more)
        self.today = today

    def clean_vog_on(self) -> date | None:
        """Refuse a day that is still to come."""
        return not_later(self.cleaned_data["vog_on"], self.today)


class ByLawForm(forms.Form):
    """A curator, mentor or parent, and whom she helps: by the name that the resident bears in the circle."""

    resident = OneLine(
        label="Wie wordt er geholpen?", max_length=200, help_text="De naam zoals die in de kring staat."
    )
    called = OneLine(label="Wie helpt?", max_length=200)
    email = Mail(label="E-mailadres van wie helpt")
    kind = Choice(label="Als")
    starts_on = Day(label="Vanaf")
    ends_on = Day(label="Tot en met", help_text="Bij een ouder: de dag waarop het kind 16 wordt.")

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        """Keep what day it is, and offer what the law knows."""
        super().__init__(*args, **more)
        self.today = today
        offer(self, "kind", "Kies er een", _by_law())

    def clean(self) -> None:
        """Refuse days that no judge writes."""
        data = self.cleaned_data
        kind, start, end = (data.get(name) for name in ("kind", "starts_on", "ends_on"))
        if not (kind and start and end):
            return
        if abs(start - self.today) > A_WHILE:
            self.add_error("starts_on", "Deze dag ligt te ver weg.")
        elif not max(start, self.today) <= end <= latest_end(kind, start):
            self.add_error("ends_on", "Deze dag past niet. Een curator of mentor: hooguit vijf jaar vooruit.")


class ConfirmForm(forms.Form):
    """What a second person reads on the same paper: it must say what the first wrote down."""

    resident = OneLine(
        label="Wie wordt er geholpen?", max_length=200, help_text="De naam zoals die in de kring staat."
    )
    email = Mail(label="E-mailadres van wie helpt")
    kind = Choice(label="Als")
    ends_on = Day(label="Tot en met")

    def __init__(self, *args: Any, **more: Any) -> None:
        """Offer what the law knows."""
        super().__init__(*args, **more)
        offer(self, "kind", "Kies er een", _by_law())


def _by_law() -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in RepresentativeKind if one != RepresentativeKind.CHOSEN]


class GroupForm(forms.Form):
    """A new group."""

    name = OneLine(label="Hoe heet de groep?")
    begun_on = Day(label="Vanaf")


class RenameForm(forms.Form):
    """Another name for a group."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    name = OneLine(label="Hoe heet de groep?")


class JoinForm(forms.Form):
    """Somebody who joins a group."""

    person = Choice(label="Wie komt erbij?")

    def __init__(self, *args: Any, people: Iterable[Person], **more: Any) -> None:
        """Offer these people and no others."""
        super().__init__(*args, **more)
        self.people = {str(one.public_id): one for one in people}
        offer(self, "person", "Kies iemand", ((key, one.called) for key, one in self.people.items()))

    def chosen(self) -> Person:
        """Return who was chosen."""
        return self.people[self.cleaned_data["person"]]
