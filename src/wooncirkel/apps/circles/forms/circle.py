"""What somebody who runs a circle types → clean values, or a sentence in plain Dutch."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from wooncirkel.apps.circles.forms.fields import CHOOSE, Choice, Day, Mail, ManyLines, OneLine
from wooncirkel.apps.circles.models import Preset, Purpose
from wooncirkel.apps.people.models import OrganisationKind
from wooncirkel.apps.places.models import Area

SENTENCES = {
    "third": "Een kring is één buurt, of twee die bij elkaar horen. Een derde is te veel: "
    "dan kennen mensen elkaar niet meer. Begin daar liever een eigen kring.",
    "district": "Dit is meer dan een buurt. Dat is te groot voor één kring: daar kennen mensen elkaar niet. "
    "Kies één buurt, of twee die bij elkaar horen.",
    "preset": "Deze rol hoort niet bij een klein huis.",
    "order": "De laatste dag kan niet voor vandaag liggen, en niet voor de eerste dag.",
    "year": "Een rol duurt hooguit een jaar. Daarna kun je hem opnieuw geven.",
    "partner": CHOOSE,
    "controller": "Deze organisatie staat nog niet bij Namen. Zet haar daar eerst bij, want in deze rol "
    "ziet iemand namen.",
    "already": "Dit is er al.",
    "herself": "Deze rol kun je niet aan jezelf geven. Vraag het een andere kringbeheerder.",
    "employed": "In deze rol kom je namens een organisatie. Kies welke.",
    "last": "Er moet iemand kringbeheerder blijven. Geef eerst een ander die rol.",
    "ended": "Dit is al gestopt.",
    "undo": "Dit kan alleen op de dag zelf. Geef de rol opnieuw.",
    "email": "Met dit e-mailadres lukt het niet. Kies een ander adres, of laat het leeg.",
    "circle": CHOOSE,
    "residents": "Er staan al namen in deze kring. Dan kan dit niet meer.",
}
"""What we say for each reason with which an action refuses."""


Find = Callable[[str], Sequence[Area]]


class BeginForm(forms.Form):
    """A new circle. Neighbourhoods are typed by name; `find` looks one up."""

    name = OneLine(label="Hoe heet de kring?")
    first = OneLine(label="In welke buurt?", max_length=300, offers="areas")
    second = OneLine(label="En een tweede buurt?", max_length=300, required=False, offers="areas")
    hub_name = OneLine(label="Hoe heet de buurthub?", required=False)
    hub_address = OneLine(label="Adres van de buurthub", max_length=200, required=False)
    preset = Choice(label="Hoe groot begin je?", choices=Preset.choices, widget=forms.RadioSelect)
    plek = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, find: Find, **more: Any) -> None:
        """Keep how a neighbourhood is found."""
        super().__init__(*args, **more)
        self.find = find

    def clean_first(self) -> list[Area]:
        """Return the area that was typed; several, when somebody typed several."""
        return self._areas("first")

    def clean_second(self) -> list[Area]:
        """Return the second area, if any."""
        return self._areas("second")

    def areas(self) -> list[Area]:
        """Return everything that was typed."""
        return [*self.cleaned_data["first"], *self.cleaned_data["second"]]

    def _areas(self, field: str) -> list[Area]:
        text = self.cleaned_data[field]
        if not text or (found := self.find(text)):
            return [self._one(text, found)] if text else []
        return [self._one(part.strip(), self.find(part.strip())) for part in text.split(",") if part.strip()]

    def _one(self, text: str, found: Sequence[Area]) -> Area:
        if not found:
            raise forms.ValidationError(f"We vinden “{text}” niet. Kies een buurt uit de lijst.")
        if len(found) > 1:
            raise forms.ValidationError(f"Er is meer dan één buurt “{text}”. Kies er een uit de lijst.")
        return found[0]


class HubForm(forms.Form):
    """The house: what it is called, and where it stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    name = OneLine(label="Hoe heet het huis?")
    address = OneLine(label="Adres", max_length=200, required=False)
    place = OneLine(
        label="Waar op de kaart?",
        required=False,
        help_text="Een postcode, een buurt of een punt (53.22, 6.57).",
    )


class PictureForm(forms.Form):
    """A picture of the house."""

    picture = forms.FileField(
        label="Foto van het huis",
        error_messages={
            "required": "Kies eerst een foto.",
            "invalid": "Kies eerst een foto.",
            "empty": "Deze foto is leeg.",
            "missing": "Kies eerst een foto.",
        },
    )


class PurposesForm(forms.Form):
    """What each of the five purposes means here."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Ask for one text a purpose."""
        super().__init__(*args, **more)
        for value, label in Purpose.choices:
            self.fields[value] = ManyLines(label=label, max_length=1000, rows=3, required=False)

    def texts(self) -> dict[str, str]:
        """Return the text of each purpose."""
        return {value: self.cleaned_data[value] for value in Purpose.values}


class VisionForm(forms.Form):
    """The shared vision; `seen` is the number of the version that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    text = ManyLines(label="Wat willen we samen?", max_length=8000, rows=14)


class PartnerForm(forms.Form):
    """An organisation that takes part."""

    name = OneLine(label="Naam van de organisatie", max_length=200, offers="known")
    kind = Choice(label="Wat is het?", choices=OrganisationKind.choices)
    starts_on = Day(label="Vanaf")


class EndPartnerForm(forms.Form):
    """The last day of a partner."""

    ends_on = Day(label="Laatste dag")


class ContactForm(forms.Form):
    """Whom to ask at a partner."""

    name = OneLine(label="Naam", max_length=200)
    phone = OneLine(label="Telefoon op het werk", max_length=40, required=False)
    email = Mail(label="E-mail op het werk", required=False)
