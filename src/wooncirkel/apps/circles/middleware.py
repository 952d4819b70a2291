"""Staff without a second factor get no further than setting it up."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from wooncirkel.apps.circles.actor import actor_of

OPEN_TO_UNPROVEN = ("/werk/", "/uitloggen/", "/static/")
"""What somebody who still has to set up her second factor can reach."""

SET_UP = "/werk/2fa/"


class SecondFactorMiddleware:
    """Send staff who have not shown a second factor to where they set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or send on."""
        open_to_all = request.path.startswith(OPEN_TO_UNPROVEN)
        if request.user.is_authenticated and not open_to_all and actor_of(request).unproven:
            return redirect(SET_UP)
        return self.get_response(request)
