"""The first process of the web server: it loads and warms the program; every web process is a copy of it.

That is quicker than loading the program in each, and street networks then stand in memory once.
"""

import gc
import sys
from importlib import import_module

from django.core.exceptions import ImproperlyConfigured


def load() -> None:
    """Load the program and let go of what two processes must not share."""
    from django.conf import settings
    from django.db import connections

    import_module(settings.WSGI_APPLICATION.rpartition(".")[0])
    connections.close_all()
    gc.collect()
    gc.freeze()


def main() -> None:
    """Load, then become granian, whose arguments are ours."""
    try:
        load()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    from granian.cli import entrypoint

    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
