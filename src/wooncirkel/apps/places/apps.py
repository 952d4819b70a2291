"""The room of places: areas, streets, facilities."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places."""

    name = "wooncirkel.apps.places"
    label = "places"

    def ready(self) -> None:
        """Declare that this room holds no persons, what it compiles, and what it does once a day."""
        from wooncirkel.apps.places.personal import WITHOUT_PERSONS
        from wooncirkel.apps.shared import hooks
        from wooncirkel.apps.shared.registry import register_without_persons

        register_without_persons(*WITHOUT_PERSONS)
        hooks.WARM.append("wooncirkel.apps.places.bridge.kernels.compile_kernels")
        hooks.DAILY.append("wooncirkel.apps.places.actions.laid.remove_unused_files")
