"""What the ways in of the demo need to know."""

from collections.abc import Collection

from wooncirkel.apps.people.models import Account
from wooncirkel.apps.shared.rowsecurity import as_program


def accounts_at(addresses: Collection[str]) -> dict[str, Account]:
    """Return the accounts with these e-mail addresses that may sign in, by address."""
    with as_program("accounts"):
        found = Account.objects.filter(email__in=addresses, is_active=True)
        return {account.email: account for account in found if account.email}
