"""Kinds of fields and forms: what somebody may type, and what we say when it does not fit."""

import unicodedata
from typing import Any, ClassVar

from django import forms

from wooncirkel.apps.shared.names import RefusedNameError, clean_name, is_seen, steers, unreadable

CHOOSE = "Kies er een uit de lijst."
FILL_IN = "Vul dit in."
UNREADABLE = "Hier staat een teken in dat we niet kunnen lezen. Typ het opnieuw."


class OneLine(forms.CharField):
    """A short text in any script, without signs that steer."""

    def __init__(self, *, offers: str = "", **more: Any) -> None:
        """Say every fault in our own words; `offers` is the id of a list of what somebody may mean."""
        limit = more.setdefault("max_length", 120)
        super().__init__(**more)
        if offers:
            self.widget.attrs |= {"list": offers, "autocomplete": "off"}
        self.error_messages |= _messages(limit)

    def to_python(self, value: Any) -> str:
        """Return the text as it is kept (NFC): only then is it clear how long it is."""
        text = super().to_python(value) or ""
        if any(unreadable(sign) for sign in text):
            raise forms.ValidationError(UNREADABLE)
        spaced = " ".join(unicodedata.normalize("NFC", text).split())
        kept = "".join(sign for sign in spaced if not steers(sign)).strip()
        return kept if is_seen(kept) else ""


def _messages(limit: int) -> dict[str, str]:
    return {
        "required": FILL_IN,
        "max_length": f"Dit is te lang. Gebruik hooguit {limit} tekens.",
        "null_characters_not_allowed": UNREADABLE,
    }


class ManyLines(forms.CharField):
    """A longer text."""

    def __init__(self, *, rows: int = 4, **more: Any) -> None:
        """Say every fault in our own words."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **more)
        self.error_messages |= _messages(more["max_length"])


class NameField(forms.Field):
    """What somebody is called, in any script."""

    def clean(self, value: Any) -> str:
        """Return the name as it is kept."""
        try:
            return clean_name(value or "")
        except RefusedNameError as error:
            raise forms.ValidationError(str(error)) from error


class Day(forms.DateField):
    """A date, as browsers send it or as people write it."""

    def __init__(self, **more: Any) -> None:
        """Say every fault in our own words."""
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
            **more,
        )
        self.error_messages |= {
            "required": "Kies een dag.",
            "invalid": "Deze dag kennen we niet. Typ dag-maand-jaar.",
        }


class Choice(forms.TypedChoiceField):
    """One of a list; what is not in it is answered with one sentence, whatever it is."""

    default_error_messages: ClassVar[dict[str, Any]] = {"required": CHOOSE, "invalid_choice": CHOOSE}


class Mail(forms.EmailField):
    """An e-mail address."""

    def __init__(self, **more: Any) -> None:
        """Say every fault in our own words."""
        super().__init__(max_length=254, **more)
        wrong = "Dit is geen e-mailadres. Kijk of er een @ in staat."
        self.error_messages |= _messages(254) | {"invalid": wrong}


class SentencesForm(forms.Form):
    """A form whose errors are one sentence a field."""

    def sentences(self) -> dict[str, str]:
        """Return the first error of each field."""
        return {name: str(found[0]) for name, found in self.errors.items()}
