"""Every template of ours, and whether Django can read it. `python -m tests.support.templates` tells."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ROOT / "src" / "wooncirkel" / "apps"


def names() -> Iterator[str]:
    """Yield the name of every template, as `{% include %}` takes it."""
    for folder in sorted(APPS.glob("*/templates")):
        for path in sorted(folder.rglob("*.html")):
            yield path.relative_to(folder).as_posix()


def unreadable() -> list[str]:
    """Return a line for each template that does not compile."""
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    found = []
    for name in names():
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
    sys.stdout.write("\n".join(found) + "\n" if found else f"{len(list(names()))} templates compile.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
