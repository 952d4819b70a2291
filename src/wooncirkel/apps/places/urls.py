"""Addresses of the room places."""

from django.urls import path

from wooncirkel.apps.places import views

urlpatterns = [
    path("buurt/<slug:code>/", views.neighbourhood, name="neighbourhood"),
    path("buurt/<slug:code>/kaart.svg", views.neighbourhood_picture, name="neighbourhood-picture"),
    path("waar/", views.where, name="where"),
    path("waar/plekken.json", views.facilities, name="facilities"),
    path("cirkel-tekenen/", views.circle, name="circle"),
    path("cirkel-tekenen/kaart.json", views.circle_drawing, name="circle-drawing"),
    path("cirkel-tekenen/kaart.svg", views.circle_picture, name="circle-picture"),
    path("cirkel-tekenen/raad.pdf", views.circle_paper, name="circle-paper"),
    path("kaart/<str:sha256>.pmtiles", views.tiles, name="tiles"),
    path("bronnen/", views.sources, name="sources"),
]
