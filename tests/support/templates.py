"""Every template of ours, and whether Django can read it. `python -m tests.support.templates` tells."""

import sys

from wooncirkel.apps.shared.warming import template_names


def unreadable() -> list[str]:
    """Return a line for each template that does not compile."""
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    found = []
    for name in template_names():
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            found.append(f"{name}: {error}")
    return found


def main() -> int:
    """Compile them all; print what fails."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wooncirkel.project.settings")
    django.setup()
    found = unreadable()
    count = len(list(template_names()))
    sys.stdout.write("\n".join(found) + "\n" if found else f"{count} templates compile.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
