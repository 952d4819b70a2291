"""Addresses of the room people: ways in and out."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
