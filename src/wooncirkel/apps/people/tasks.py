"""Work of the room people that is not done while somebody waits."""

from django.utils import timezone
from django_tasks import task

from wooncirkel.apps.people.actions import seals


@task
def seal_log() -> None:
    """Seal the access log, unless another user does."""
    if secret := seals.key():
        seals.seal(now=timezone.now(), key=secret)
