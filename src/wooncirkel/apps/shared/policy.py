"""Who may use a route: declared beside the view, checked before the program starts.

A route without a policy is refused at start-up. A visitor whom the policy refuses gets the same page as for
something that does not exist, so that a refusal tells nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.csrf import csrf_protect

from wooncirkel.apps.shared.once import once as do_once

View = Callable[..., HttpResponseBase]
Rule = Callable[[HttpRequest], bool]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a route allows: `rule` decides over the visitor, `methods` over the HTTP verbs."""

    rule: Rule
    methods: tuple[str, ...]
    once: bool = True


def anyone(request: HttpRequest) -> bool:
    """Let every visitor in: the page holds zone 0 alone."""
    return True


def signed_in(request: HttpRequest) -> bool:
    """Let in who has signed in with an account that is not blocked."""
    return request.user.is_authenticated and request.user.is_active


def policy(rule: Rule, *, methods: tuple[str, ...] = ("GET",), once: bool = True) -> Callable[[View], View]:
    """Declare the policy of a view; HEAD goes where GET goes.

    A post has its effect once (`shared.once`), unless the view says that doing it twice is what people mean.

    The middleware against forged posts would speak first, and tell a stranger that there is something here.
    So it passes our views by, and every view is protected here, behind its policy.
    """
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def declare(view: View) -> View:
        protected = csrf_protect(_done_once(view) if once else view)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not rule(request):
                raise Http404
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            return protected(request, *args, **kwargs)

        guarded.policy = Policy(rule, allowed, once)  # type: ignore[attr-defined]
        guarded.csrf_exempt = True  # type: ignore[attr-defined]
        return guarded

    return declare


def _done_once(view: View) -> View:
    @wraps(view)
    def posted_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        return do_once(request, partial(view, request, *args, **kwargs))

    return posted_once


def foreign(rule: Rule, view: View, *, methods: tuple[str, ...] = ("GET", "POST")) -> View:
    """Declare the policy of a view that others made: its posts carry no key of ours."""
    return policy(rule, methods=methods, once=False)(view)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, View]]:
    """Yield every route of the program as (pattern, view)."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern, entry.callback


def undeclared_routes() -> list[str]:
    """Return the patterns whose view declares no policy."""
    return [pattern for pattern, view in routes() if not isinstance(getattr(view, "policy", None), Policy)]


def refuse_undeclared_routes() -> None:
    """Stop the start when a route declares no policy."""
    if missing := undeclared_routes():
        raise ImproperlyConfigured(f"These routes declare no policy: {', '.join(missing)}.")


@register
def check_policies(**_: Any) -> list[Error]:
    """Report each route without a policy to `manage check`."""
    return [
        Error(
            f"The route {pattern!r} declares no policy.",
            hint="Put @policy(...) on its view.",
            id="wooncirkel.E001",
        )
        for pattern in undeclared_routes()
    ]
