"""What the web server does before it accepts visitors, so that the first does not wait for it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.template.loader import get_template

from wooncirkel.apps.shared import hooks

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ROOMS = Path(__file__).parents[1]
READ_TEMPLATES = f"{__name__}.read_templates"

log = logging.getLogger(__name__)


def make_ready(application: WSGI) -> None:
    """Do everything once; what fails is logged, because other pages do not need it."""
    for name, error in hooks.call_all([READ_TEMPLATES, *hooks.READY]):
        log.error("Some pages will not work: %s (%s)", error, name)
        log.debug("It went wrong here.", exc_info=error)
    open_the_door(application)


def read_templates() -> None:
    """Read and compile every template of ours; Django keeps them."""
    for name in template_names():
        get_template(name)


def template_names() -> Iterator[str]:
    """Yield the name of every page template of ours, as `{% include %}` takes it."""
    for folder in sorted(ROOMS.glob("*/templates")):
        yield from (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))


def open_the_door(application: WSGI) -> None:
    """Ask for the front door, as a visitor would, through every layer."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "localhost"
    environ: dict[str, Any] = {"HTTP_HOST": host.replace("*", "localhost"), "wsgi.url_scheme": "http"}
    if settings.HTTPS:
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
    setup_testing_defaults(environ)
    answer = application(environ, lambda status, headers, trouble=None: None)
    for _ in answer:
        pass
    if hasattr(answer, "close"):
        answer.close()
