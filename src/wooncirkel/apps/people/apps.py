"""The room of people."""

from datetime import timedelta

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People."""

    name = "wooncirkel.apps.people"
    label = "people"

    def ready(self) -> None:
        """Register the personal fields of this room."""
        from wooncirkel.apps.people.accesslog import settle
        from wooncirkel.apps.people.personal import register
        from wooncirkel.apps.shared import hooks, once

        register()
        once.SETTLE.append(settle)
        hooks.DAILY.append("wooncirkel.apps.shared.once.forget_old")
        hooks.DAILY.append("wooncirkel.apps.shared.letterbox.forget_old")
        forgetting = "wooncirkel.apps.people.actions.forgetting"
        hooks.DAILY += [f"{forgetting}.{act}" for act in ("forget_old", "erase_who_died", "erase_who_left")]
        erase_again = "wooncirkel.apps.people.actions.erasing.erase_again"
        hooks.DAILY.append(erase_again)
        hooks.RESTORED += [f"{forgetting}.forget_restored", erase_again]
        hooks.RECURRING.append(("wooncirkel.apps.people.tasks.seal_log", timedelta(seconds=50)))
        hooks.DAILY.append("wooncirkel.apps.people.actions.pruning.prune")
        hooks.RESTORED.append("wooncirkel.apps.people.actions.seals.note_restored")
