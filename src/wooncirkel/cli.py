"""The door of the command line: every verb is a management command of a room."""

import os
import sys


def main() -> None:
    """Run `wooncirkel VERB …` with the one settings file; a setting that cannot be right is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.INSTALLED_APPS  # asked now, because Django's own verbs would go on without settings
        execute_from_command_line(["wooncirkel", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
