"""Forget access lines of more than five years ago, in whole runs, so that the rest can still be checked."""

from datetime import datetime

from django.db import connection, transaction

from wooncirkel.apps.people import seallist
from wooncirkel.apps.people.models import AccessLine, Seal
from wooncirkel.apps.people.verifying import KEPT


def prune(*, now: datetime) -> int:
    """Delete the lines whose seal is older than five years, and return how many.

    On PostgreSQL the application may not delete them: a function of the owner does, and no younger ones.
    """
    old = Seal.objects.filter(at__lt=now - KEPT).order_by("-last").first()
    if old is None:
        return 0
    lines = AccessLine.objects.filter(pk__lte=old.last)
    count = lines.count()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SELECT prune_access_log(%s)", [old.last])
        else:
            lines.delete()
            Seal.objects.filter(last__lte=old.last).delete()
    seallist.forget_before(old.last)
    return count
