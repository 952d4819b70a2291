"""In which circle a resident is on her own pages: where she lives, or the one that she chose."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from wooncirkel.apps.circles import queries
from wooncirkel.apps.circles.actor import actor_of
from wooncirkel.apps.circles.models import Resident

CHOSEN = "home"


def homes_of(request: HttpRequest) -> tuple[Resident | None, list[Resident]]:
    """Return the circle that she is in now (none when she has to choose), and all of hers."""
    homes = list(queries.own_homes(actor_of(request)))
    if len(homes) == 1:
        return homes[0], homes
    chosen = request.session.get(CHOSEN, "")
    return next((home for home in homes if str(home.public_id) == chosen), None), homes


def choose(request: HttpRequest, key: uuid.UUID) -> None:
    """Remember in which of her circles she wants to be."""
    if queries.own_home(actor_of(request), key) is None:
        raise Http404
    request.session[CHOSEN] = str(key)


def at_home(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give a view the circle in which she is; who has several chooses first, who has none finds nothing."""

    @wraps(view)
    def with_home(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        home, homes = homes_of(request)
        if not homes:
            raise Http404
        return view(request, home, *args, **kwargs) if home else redirect("mine")

    return with_home
