"""The room of places: areas, streets, facilities."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places."""

    name = "wooncirkel.apps.places"
    label = "places"

    def ready(self) -> None:
        """Declare that this room holds no persons, its ways in, what it compiles and does once a day."""
        from wooncirkel.apps.places.personal import WITHOUT_PERSONS
        from wooncirkel.apps.shared import hooks, shell
        from wooncirkel.apps.shared.registry import register_without_persons

        register_without_persons(*WITHOUT_PERSONS)
        shell.WAYS += [
            shell.Way("where", "where", "map-pinned", "De stad"),
            shell.Way("circle", "circle", "circle-dot-dashed", "Teken een cirkel"),
        ]
        shell.FOOT_WAYS.append(shell.Way("sources", "sources", "book-open", "Waar de cijfers vandaan komen"))
        hooks.WARM.append("wooncirkel.apps.places.bridge.kernels.compile_kernels")
        hooks.READY.append("wooncirkel.apps.places.bridge.warm_up")
        hooks.DAILY.append("wooncirkel.apps.places.actions.laid.remove_unused_files")
