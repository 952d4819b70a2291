"""A short way to write down the personal fields of a model."""

from collections.abc import Sequence

from django.db.models import Model

from wooncirkel.apps.shared.registry import Erasure, PersonalField, Retention, Zone, register_personal

NOBODY = "Niemand. Alleen het programma gebruikt het."


class Declared:
    """The fields of one model, all about the same person and for the same processing."""

    def __init__(
        self,
        model: type[Model],
        path: str,
        *,
        processing: str,
        retention: Retention,
        erase: Erasure = Erasure.DELETE,
        since: Sequence[str] = (),
    ) -> None:
        """Begin with every field technical; name those that say something.

        `since`: moments from which the retention runs, as lookups; the first that has passed counts.
        """
        self.model, self.path, self.processing, self.since = model, path, processing, tuple(since)
        self.retention, self.erase = retention, erase
        for entry in model._meta.concrete_fields:
            self._add(entry.name, Zone.COORDINATION, Retention.TECHNICAL, NOBODY, export=False, says="")

    def own(self, reader: str, *, export: bool = True, **says: str) -> "Declared":
        """Declare fields of zone 1: what the person tells herself."""
        return self._say(Zone.OWN, reader, export=export, says=says)

    def coordination(self, reader: str, *, export: bool = True, **says: str) -> "Declared":
        """Declare fields of zone 2: what is needed to work together."""
        return self._say(Zone.COORDINATION, reader, export=export, says=says)

    def _say(self, zone: Zone, reader: str, *, export: bool, says: dict[str, str]) -> "Declared":
        for field, words in says.items():
            self._add(field, zone, self.retention, reader, export=export, says=words)
        return self

    def _add(
        self, field: str, zone: Zone, retention: Retention, reader: str, *, export: bool, says: str
    ) -> None:
        register_personal(
            PersonalField(
                self.model,
                field,
                zone,
                retention,
                reader,
                export,
                self.erase,
                self.processing,
                self.path,
                says,
                self.since,
            )
        )
