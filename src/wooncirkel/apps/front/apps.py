"""Pages that cross rooms."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """Front."""

    name = "wooncirkel.apps.front"
    label = "front"
