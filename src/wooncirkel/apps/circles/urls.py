"""Addresses of the room circles."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = [
    # mine
    # own
    # circle
    # host
    # keeper
    # tablet
]
