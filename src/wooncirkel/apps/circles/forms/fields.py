"""Kinds of fields: what somebody may type in each, and what we say when it does not fit."""

from typing import Any, ClassVar

from django import forms

from wooncirkel.apps.shared.names import RefusedNameError, clean_name

CHOOSE = "Kies er een uit de lijst."
FILL_IN = "Vul dit in."


class OneLine(forms.CharField):
    """A short text in any script, without signs that steer."""

    def __init__(self, *, offers: str = "", **more: Any) -> None:
        """Say every fault in our own words; `offers` is the id of a list of what somebody may mean."""
        limit = more.setdefault("max_length", 120)
        super().__init__(**more)
        if offers:
            self.widget.attrs |= {"list": offers, "autocomplete": "off"}
        self.error_messages |= _messages(limit)

    def clean(self, value: Any) -> str:
        """Return the text, tidy."""
        text = super().clean(value)
        try:
            return clean_name(text) if text else ""
        except RefusedNameError as refused:
            raise forms.ValidationError(str(refused)) from None


def _messages(limit: int) -> dict[str, str]:
    return {
        "required": FILL_IN,
        "max_length": f"Dit is te lang. Gebruik hooguit {limit} tekens.",
        "null_characters_not_allowed": "Hier staat een teken in dat we niet kunnen lezen. Typ het opnieuw.",
    }


class ManyLines(forms.CharField):
    """A longer text."""

    def __init__(self, *, rows: int = 4, **more: Any) -> None:
        """Say every fault in our own words."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **more)
        self.error_messages |= _messages(more["max_length"])


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
