"""What a resident types or taps on her own pages → clean values, or a sentence in plain Dutch."""

import re
import unicodedata
import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.http import QueryDict

from wooncirkel.apps.circles.forms.fields import NameField, SentencesForm
from wooncirkel.apps.circles.models import Line, LineKind, RepresentativeKind, Ring
from wooncirkel.apps.circles.rules import latest_end
from wooncirkel.apps.people.models import Language, Likes, Reach
from wooncirkel.apps.shared.drawings import DRAWINGS
from wooncirkel.apps.shared.names import is_seen, steers, unreadable

LONGEST = 500
LONGEST_QUESTION = 1000
FURTHEST = timedelta(days=3660)

NO_WORDS = "Schrijf eerst iets op. Eén zin is genoeg."
UNREADABLE = "Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw."
TOO_LONG = "Dat is te lang. Het mogen {} tekens zijn."
NO_CHOICE = "Kies een van deze."
NO_PHONE = "Dit lijkt geen telefoonnummer. Een voorbeeld: 06 12 34 56 78."
NO_MAIL = "Dit lijkt geen e-mailadres. Een voorbeeld: wim@voorbeeld.nl."
NO_DAY = "Deze dag kunnen we niet lezen. Kies een dag in de kalender."
PAST = "Deze dag is al geweest. Kies vandaag of later."
TOO_FAR = "Dat is heel ver weg. Kies een dag binnen tien jaar, of laat het leeg."
A_YEAR = "Kies een dag tussen vandaag en een jaar. Daarna kun je opnieuw kiezen."
NOBODY = "Kies eerst iemand."

PHONE = re.compile(r"^[+(]?[0-9][0-9 ().\-/]*$", re.ASCII)
DUTCH = re.compile(r"^(0[1-9][0-9]{8}|0(8|9)00[0-9]{4,7}|(\+|00)31(0?)[1-9][0-9]{8})$", re.ASCII)
FOREIGN = re.compile(r"^(\+|00)[1-9][0-9]{7,14}$", re.ASCII)


def clean_words(text: str, most: int = LONGEST) -> str:
    """Return a text as it is kept (NFC), without signs that steer; raises ValidationError."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if any(unreadable(sign) for sign in text):
        raise forms.ValidationError(UNREADABLE)
    plain = unicodedata.normalize("NFC", text)
    shown = "".join(sign for sign in plain if sign == "\n" or not steers(sign)).strip()
    if len(shown) > most:
        raise forms.ValidationError(TOO_LONG.format(most))
    if not is_seen(shown):
        raise forms.ValidationError(NO_WORDS)
    return re.sub(r"\n{3,}", "\n\n", shown)


def is_phone(text: str) -> bool:
    """Return whether this can be a telephone number: Dutch, or foreign with its country."""
    bare = re.sub(r"[ ().\-/]", "", text)
    return bool(PHONE.match(text)) and bool(DUTCH.match(bare) or FOREIGN.match(bare))


class WordsField(forms.Field):
    """Own words, in any script; the box may stay empty when `required` is false."""

    def __init__(self, most: int = LONGEST, **more: Any) -> None:
        """Allow `most` signs."""
        super().__init__(**more)
        self.most = most

    def clean(self, value: Any) -> str:
        """Return the words as they are kept."""
        return clean_words(value or "", self.most)


class KeyField(forms.Field):
    """The key of somebody whom one may choose."""

    def clean(self, value: Any) -> uuid.UUID:
        """Return the key."""
        try:
            return uuid.UUID(value or "")
        except ValueError as error:
            raise forms.ValidationError(NOBODY) from error


def choice(choices: Collection[tuple[str, str]], **more: Any) -> forms.ChoiceField:
    """Return a field in which one of these is chosen."""
    errors = {"required": NO_CHOICE, "invalid_choice": NO_CHOICE}
    return forms.ChoiceField(choices=list(choices), error_messages=errors, **more)


def picture(**more: Any) -> forms.ChoiceField:
    """Return a field in which a drawing may be chosen."""
    return choice([("", ""), *DRAWINGS.items()], required=False, **more)


def day(**more: Any) -> forms.DateField:
    """Return a field for a day, as browsers send it or as people type it."""
    formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
    errors = {"invalid": NO_DAY, "required": NO_DAY}
    return forms.DateField(input_formats=formats, error_messages=errors, **more)


class WordsForm(SentencesForm):
    """The words of a line that is there already; `kind` is that of the line."""

    text = WordsField()
    picture = picture()
    version = forms.IntegerField(required=False, min_value=0, max_value=10**9)

    def __init__(self, data: QueryDict, kind: str = LineKind.WORDS) -> None:
        """Read what was sent."""
        super().__init__(data)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        """Look at what a line of this kind must be."""
        text = self.cleaned_data.get("text", "")
        if text and self.kind == LineKind.PHONE and not is_phone(text):
            self.add_error("text", NO_PHONE)
        if text and self.kind == LineKind.MAIL and not _is_mail(text):
            self.add_error("text", NO_MAIL)
        return self.cleaned_data


def _is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except forms.ValidationError:
        return False
    return True


class NewLineForm(WordsForm):
    """A new line of one's own."""

    def __init__(self, data: QueryDict) -> None:
        """Read what was sent; the kind comes from the form itself."""
        super().__init__(data, data.get("kind", ""))
        self.fields["kind"] = choice(LineKind.choices)


class RingForm(SentencesForm):
    """Who may see a line, and until when."""

    ring = choice(Ring.choices)
    until = day(required=False)

    def __init__(self, data: QueryDict, today: date) -> None:
        """Read what was sent; a day before today is refused."""
        super().__init__(data)
        self.today = today

    def clean_until(self) -> date | None:
        """Return the last day; a line for herself alone has none."""
        last: date | None = self.cleaned_data.get("until")
        if last is None or self.cleaned_data.get("ring") == Ring.ME:
            return None
        if last < self.today:
            raise forms.ValidationError(PAST)
        if last > self.today + FURTHEST:
            raise forms.ValidationError(TOO_FAR)
        return last


class WhoIAmForm(SentencesForm):
    """What somebody is called and how she likes to be met."""

    called = NameField()
    language = choice(Language.choices)
    likes = choice(Likes.choices)
    reach = choice(Reach.choices)
    symbol = picture()
    version = forms.IntegerField(min_value=0, max_value=10**9)


class PersonForm(SentencesForm):
    """Somebody whom a resident chooses."""

    person = KeyField()


class HelperForm(PersonForm):
    """Somebody who helps a resident decide, until a day, and what she may do."""

    ends_on = day()
    may_write = forms.BooleanField(required=False)
    may_share = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, today: date) -> None:
        """Read what was sent; help begins today."""
        super().__init__(data)
        self.today = today

    def clean_ends_on(self) -> date:
        """Return the last day, at most a year ahead."""
        last: date = self.cleaned_data["ends_on"]
        if not self.today <= last <= latest_end(RepresentativeKind.CHOSEN, self.today):
            raise forms.ValidationError(A_YEAR)
        return last


class QuestionForm(PersonForm):
    """A question to somebody whom a resident trusts, perhaps about one line of the log."""

    text = WordsField(LONGEST_QUESTION)
    over = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class AnswerForm(SentencesForm):
    """The answer to a question."""

    text = WordsField(LONGEST_QUESTION)


class SearchForm(SentencesForm):
    """Words to look for in what the neighbourhood told."""

    words = forms.Field(required=False)

    def clean_words(self) -> str:
        """Return the words, or nothing when they cannot be read."""
        return (self.cleaned_data["words"] or "").replace("\0", "").strip()[:100]


def wanted_rings(data: QueryDict, lines: Sequence[Line]) -> dict[uuid.UUID, str]:
    """Return which lines go to another ring; anything but a ring leaves a line as it is."""
    found = {line.public_id: data.get(f"line-{line.public_id}", "") for line in lines}
    return {key: ring for key, ring in found.items() if ring in Ring.values}
