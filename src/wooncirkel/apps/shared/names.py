"""What somebody is called, in any script: made fit to keep, or refused in a sentence."""

import re
import unicodedata

LONGEST = 200
JOINERS = frozenset("\u200c\u200d")
"""Needed to write Farsi, Hindi and some drawings rightly."""

MARKS = frozenset("\u200e\u200f\u061c")
"""Say from which side a sign is read; alone they change nothing around them."""

EMPTY = "Vul in hoe iemand heet."
TOO_LONG = "Deze naam is te lang. Gebruik hooguit 200 tekens."
UNREADABLE = "In deze naam staat een teken dat we niet kunnen lezen. Typ de naam opnieuw."


class RefusedNameError(ValueError):
    """A name that cannot be kept; the message is a Dutch sentence to show."""


def clean_name(text: str) -> str:
    """Return a name in one way of writing (NFC), without signs that steer; raises RefusedNameError."""
    if any(unreadable(sign) for sign in text):
        raise RefusedNameError(UNREADABLE)
    plain = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign.isspace() or not steers(sign))
    name = re.sub(r"\s+", " ", plain).strip()
    if len(name) > LONGEST:
        raise RefusedNameError(TOO_LONG)
    if not is_seen(name):
        raise RefusedNameError(EMPTY)
    return name


def folded(name: str) -> str:
    """Return a name as it is searched: without capitals, accents and signs that are not seen."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(sign for sign in apart if not _is_added(sign)).casefold().split())


def unreadable(sign: str) -> bool:
    """Return whether no database keeps this sign: NUL, or half of a pair."""
    return sign == "\0" or unicodedata.category(sign) == "Cs"


def steers(sign: str) -> bool:
    """Return whether a sign does nothing but steer what stands around it."""
    kept = sign in JOINERS or sign in MARKS or _is_tag(sign)
    return not kept and unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn"}


def is_seen(text: str) -> bool:
    """Return whether a reader sees anything of this text."""
    return any(unicodedata.category(sign)[0] in "LNSP" for sign in text)


def _is_tag(sign: str) -> bool:
    """Return whether a sign belongs to the flag of a part of a country, such as Scotland's."""
    return "\U000e0020" <= sign <= "\U000e007f"


def _is_added(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Cf", "Cc"}
