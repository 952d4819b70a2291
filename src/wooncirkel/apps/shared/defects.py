"""Faults that the tests switch on to see that they are caught. In a running program every switch is off.

A test names a fault in `PLANTED`; nothing else in the program writes to it, and no setting reaches it.
"""

PLANTED: set[str] = set()


def planted(name: str) -> bool:
    """Return whether a test has switched this fault on."""
    return name in PLANTED
