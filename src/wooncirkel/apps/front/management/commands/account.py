"""`wooncirkel account`: the first member of staff of an installation, with a link to choose a password."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from wooncirkel.apps.circles.actions.founding import WITHOUT_CIRCLE, found_account
from wooncirkel.apps.people.actions.mail import new_password_address
from wooncirkel.apps.people.models import OrganisationKind
from wooncirkel.apps.shared.names import RefusedNameError


class Command(BaseCommand):
    """Make an account, or find it again, and print where its password is chosen."""

    help = (
        "Make an account for a member of staff and print a link to choose a password, good once, for a day."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take address and name, and a role that needs no circle. A password is never typed here."""
        parser.add_argument("--email", required=True, help="e-mail address to sign in with")
        parser.add_argument("--called", required=True, help="what she is called")
        roles = [role.value for role in WITHOUT_CIRCLE]
        parser.add_argument("--role", default="", choices=roles, help="planner begins circles")
        parser.add_argument("--organisation", default="", help="for whom she works; made when it is new")
        kinds = [kind.value for kind in OrganisationKind]
        parser.add_argument(
            "--kind", default="other", choices=kinds, help="of a new organisation (%(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is not there, and print the link."""
        names = ("email", "called", "role", "organisation", "kind")
        try:
            validate_email(options["email"])
            account = found_account(now=timezone.now(), **{name: options[name] for name in names})
        except ValidationError:
            raise CommandError(f"{options['email']!r} is no e-mail address.", returncode=2) from None
        except RefusedNameError:
            raise CommandError("--called needs a name of 1 to 200 characters.", returncode=2) from None
        self.stdout.write("Choose a password here; the link works once, until tomorrow:")
        self.stdout.write(new_password_address(account))
