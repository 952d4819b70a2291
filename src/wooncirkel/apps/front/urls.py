"""Addresses of the pages that cross rooms."""

from django.urls import path

from wooncirkel.apps.front import views
from wooncirkel.apps.front.demo import AS

urlpatterns = [
    path("", views.home, name="home"),
    path("mijn/", views.mine, name="mine"),
    path("wie-krijgt-dit-nooit/", views.never, name="never"),
    path("demo/", views.demo, name="demo"),
    path(f"{AS}<slug:slug>/", views.demo_as, name="demo_as"),
]
