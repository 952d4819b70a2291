"""The door of the command line: every verb is a management command of a room."""

import os
import sys


def main() -> None:
    """Run `wooncirkel VERB …` with the one settings file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wooncirkel", *sys.argv[1:]])
