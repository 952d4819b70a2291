"""What a log keeper fills in."""

from typing import Any

from django import forms

from wooncirkel.apps.circles.forms.fields import Choice, OneLine
from wooncirkel.apps.circles.models import Verdict

TELL = "Schrijf kort op wat je deed."


class VerdictForm(forms.Form):
    """What she makes of a line; anything but *in orde* asks for a word."""

    verdict = Choice(
        label="Wat vind je ervan?",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies er een.", "invalid_choice": "Kies er een."},
    )
    note = OneLine(
        label="Wat deed je?",
        max_length=300,
        required=False,
        help_text="Schrijf geen namen op, en niet wat er stond.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a note where there is something to tell."""
        data = super().clean() or {}
        if (
            data.get("verdict") not in {None, Verdict.FINE}
            and not data.get("note")
            and "note" not in self.errors
        ):
            self.add_error("note", TELL)
        return data
