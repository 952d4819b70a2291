"""The personal fields of the room people."""

from wooncirkel.apps.people.models import Account
from wooncirkel.apps.shared.registry import Erasure, PersonalField, Retention, Zone

ONLY_ME = "Alleen jij"
NOBODY = "Niemand. Alleen het programma gebruikt het."


def _technical(field: str) -> PersonalField:
    return PersonalField(
        Account, field, Zone.COORDINATION, Retention.TECHNICAL, NOBODY, False, Erasure.DELETE
    )


FIELDS = (
    PersonalField(Account, "email", Zone.OWN, Retention.WHILE_ACCOUNT, ONLY_ME, True, Erasure.DELETE),
    PersonalField(Account, "password", Zone.OWN, Retention.WHILE_ACCOUNT, NOBODY, False, Erasure.DELETE),
    PersonalField(Account, "last_login", Zone.OWN, Retention.WHILE_ACCOUNT, ONLY_ME, True, Erasure.DELETE),
    PersonalField(Account, "created_at", Zone.OWN, Retention.WHILE_ACCOUNT, ONLY_ME, True, Erasure.DELETE),
    _technical("id"),
    _technical("public_id"),
    _technical("is_active"),
)
