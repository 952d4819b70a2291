"""The paper card: twelve drawings, of which somebody taps her own three, in their order."""

import secrets
from collections.abc import Sequence
from enum import Enum

from django.contrib.auth.hashers import check_password, make_password

from wooncirkel.apps.people.tokens import hashed

TWELVE: tuple[str, ...] = (
    "bike",
    "boat",
    "fish",
    "cat",
    "tree",
    "sun",
    "key",
    "umbrella",
    "apple",
    "guitar",
    "ball",
    "book",
)
"""Names of `shared.drawings`, in the order in which they are shown; no two look alike."""

THREE = 3
UNUSABLE = "!"
"""What Django takes as no hash: checking against it takes as long, and always fails."""


class CardAnswer(Enum):
    """What a card and three pictures came to."""

    IN = "in"
    WRONG = "wrong"
    RESTING = "resting"
    UNKNOWN = "unknown"


def is_three(pictures: Sequence[str]) -> bool:
    """Return whether these are three different drawings out of the twelve."""
    return len(pictures) == len(set(pictures)) == THREE and set(pictures) <= set(TWELVE)


def some_three() -> tuple[str, ...]:
    """Draw three different pictures, for somebody who leaves the choice to us."""
    return tuple(secrets.SystemRandom().sample(TWELVE, THREE))


def pictures_hash(secret: str, pictures: Sequence[str]) -> str:
    """Return what we keep of the pictures: argon2 over the card's secret and the pictures in their order."""
    return make_password(_joined(secret, pictures))


def pictures_match(secret: str, pictures: Sequence[str], kept: str) -> bool:
    """Return whether these pictures belong to the card; without a kept hash it takes as long, and says no."""
    return check_password(_joined(secret, pictures), kept or UNUSABLE)


def _joined(secret: str, pictures: Sequence[str]) -> str:
    return f"{hashed(secret)}:{','.join(pictures)}"
