"""Every address of the program. Routes of others declare their policy here."""

from django.urls import include, path

urlpatterns = [
    path("", include("wooncirkel.apps.front.urls")),
    path("", include("wooncirkel.apps.places.urls")),
    path("", include("wooncirkel.apps.people.urls")),
    path("", include("wooncirkel.apps.circles.urls")),
]

handler400 = "wooncirkel.apps.shared.views.bad_request"
handler403 = "wooncirkel.apps.shared.views.forbidden"
handler404 = "wooncirkel.apps.shared.views.not_found"
handler500 = "wooncirkel.apps.shared.views.broken"
