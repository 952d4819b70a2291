"""What people type to come in → clean values, or an error in plain Dutch."""

from django import forms

UNREADABLE = "Dit is geen e-mailadres. Kijk of er een @ in staat, en een punt."


class AddressForm(forms.Form):
    """The e-mail address to which a link is sent."""

    email = forms.EmailField(
        max_length=200, error_messages={"required": "Typ eerst je e-mailadres.", "invalid": UNREADABLE}
    )

    def sentence(self) -> str:
        """Return what is amiss, or nothing."""
        return str(next(iter(self.errors.get("email", [])), ""))
