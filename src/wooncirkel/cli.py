"""The door of the command line: every verb is a management command of a room."""

import os
import sys


def main() -> None:
    """Run `wooncirkel VERB …` with the one settings file; a setting that cannot be right is one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")
    if (
        sys.argv[1:2] == ["serve"] and "--demo" in sys.argv
    ):  # for the settings, here and in what `serve` starts
        os.environ.setdefault("WOONCIRKEL_DEMO", "yes")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from wooncirkel.apps.shared.rowsecurity import whole_process

    try:
        _ = settings.INSTALLED_APPS  # asked now, because Django's own verbs would go on without settings
        whole_process("worker" if sys.argv[1:2] == ["worker"] else "command")
        execute_from_command_line(["wooncirkel", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
