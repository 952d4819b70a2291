"""Rows to problems and results to rows: the only part of this room that knows the engines.

Nothing is imported here, so that an import of streets does not load the kernels that only circles need.
"""


def warm_up() -> None:
    """Read the first city and load the kernels, before a worker accepts visitors."""
    from wooncirkel.apps.places.bridge import areas, backdrop, ground

    for part in (ground, areas, backdrop):
        part.warm_up()
