"""What a host types or taps → clean values, or an error in plain Dutch."""

import re
from typing import Any

from django import forms

from wooncirkel.apps.circles.forms.fields import NameField, SentencesForm
from wooncirkel.apps.circles.models import Ring
from wooncirkel.apps.circles.readers import MOST_BYTES, TOO_BIG
from wooncirkel.apps.people.cards import TWELVE, is_three
from wooncirkel.apps.people.models import Language, Likes
from wooncirkel.apps.shared.names import RefusedNameError, clean_name

LONGEST_LINE = 500
LONGEST_TABLET = 60

NO_FINDABLE = "Vraag of je haar of hem mag terugvinden. Kies ja of nee."
NO_CHOICE = "Kies een van deze."
NO_PICTURES = "Laat drie verschillende plaatjes kiezen."
NO_TEXT = "Schrijf op wat zij of hij zegt."
LONG_TEXT = "Dit is te lang. Het mogen hooguit 500 tekens zijn."
UNREADABLE = "Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."
NO_RING = "Vraag wie dit mag zien."
NO_TABLET = "Geef de tablet een naam, zoals “de balie”."
LONG_TABLET = "Deze naam is te lang. Gebruik hooguit 60 tekens."
NO_CODE = "Typ de code die op je kaart staat."
NO_FILE = "Kies eerst een bestand."


def picture_field() -> forms.ChoiceField:
    """Return the field of one of three pictures."""
    errors = {"required": NO_PICTURES, "invalid_choice": NO_PICTURES}
    return forms.ChoiceField(choices=[(name, name) for name in TWELVE], error_messages=errors)


class PicturesForm(SentencesForm):
    """Three different pictures, in an order."""

    picture1 = picture_field()
    picture2 = picture_field()
    picture3 = picture_field()

    def clean(self) -> dict[str, Any]:
        """Refuse the same picture twice."""
        if not {"picture1", "picture2", "picture3"} & self.errors.keys() and not is_three(self.pictures()):
            self.add_error("picture1", NO_PICTURES)
        return self.cleaned_data

    def pictures(self) -> tuple[str, ...]:
        """Return the three, in their order."""
        return tuple(self.cleaned_data.get(f"picture{number}", "") for number in (1, 2, 3))


class NewcomerForm(PicturesForm):
    """Somebody who stands at the desk."""

    called = NameField()
    language = forms.ChoiceField(
        choices=Language.choices, error_messages={"required": NO_CHOICE, "invalid_choice": NO_CHOICE}
    )
    likes = forms.ChoiceField(
        choices=Likes.choices, error_messages={"required": NO_CHOICE, "invalid_choice": NO_CHOICE}
    )
    findable = forms.ChoiceField(
        choices=[("ja", "ja"), ("nee", "nee")],
        error_messages={"required": NO_FINDABLE, "invalid_choice": NO_FINDABLE},
    )


class WordsField(forms.Field):
    """What somebody says, in her own words."""

    def clean(self, value: Any) -> str:
        """Return the words; refuse none, too many, and signs that cannot be kept."""
        text = str(value or "").replace("\r\n", "\n").strip()
        if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise forms.ValidationError(UNREADABLE)
        if not text:
            raise forms.ValidationError(NO_TEXT)
        if len(text) > LONGEST_LINE:
            raise forms.ValidationError(LONG_TEXT)
        return text


class WrittenForm(SentencesForm):
    """A line that a host types for somebody who stands at the desk."""

    text = WordsField()
    ring = forms.ChoiceField(
        choices=Ring.choices, error_messages={"required": NO_RING, "invalid_choice": NO_RING}
    )


class TabletForm(SentencesForm):
    """The name of a tablet."""

    name = forms.Field(required=False)

    def clean_name(self) -> str:
        """Return the name of the tablet."""
        try:
            name = clean_name(self.cleaned_data.get("name") or "")
        except RefusedNameError as error:
            raise forms.ValidationError(NO_TABLET) from error
        if len(name) > LONGEST_TABLET:
            raise forms.ValidationError(LONG_TABLET)
        return name


def read_code(text: str) -> str:
    """Return the code of a card as it was meant: no spaces, no signs that are on no card."""
    code = "".join(text.split())
    return code if re.fullmatch(r"[-_A-Za-z0-9]{8,64}", code) else ""


class ListForm(SentencesForm):
    """A file with a list of people."""

    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": NO_FILE, "invalid": NO_FILE, "missing": NO_FILE}
    )

    def clean_file(self) -> bytes:
        """Return the contents, unless there is too much of it."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(TOO_BIG)
        return bytes(given.read())
