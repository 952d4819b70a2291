"""Addresses of the pages that cross rooms."""

from django.urls import path

from wooncirkel.apps.front import views

urlpatterns = [path("", views.home, name="home")]
