"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wooncirkel.apps.shared.policy import anyone, policy


@policy(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """Say in five sentences what a wooncirkel is, and show the ways on."""
    return render(request, "front/home.html", {"section": "home"})
