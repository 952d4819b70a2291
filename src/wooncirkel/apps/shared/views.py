"""Pages for when something is amiss. They carry no form, token or nonce."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

BROKEN = """<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Het lukt nu niet · Wooncirkel</title>
</head>
<body>
<main>
<h1>Het lukt nu niet</h1>
<p>Dat ligt niet aan jou. Wij kijken ernaar. Probeer het straks nog eens.</p>
<p><a href="/">Naar Thuis</a></p>
</main>
</body>
</html>
"""


def _say(request: HttpRequest, status: int, title: str, *lines: str) -> HttpResponse:
    return render(request, "shared/sorry.html", {"title": title, "lines": lines}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the post cannot be read."""
    return _say(
        request,
        400,
        "Dit kunnen we niet lezen",
        "Er klopt iets niet aan het adres. Ga terug en kies opnieuw.",
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or comes from elsewhere."""
    return _say(
        request,
        403,
        "Het lukt nu niet",
        "Dat ligt niet aan jou. Ga terug, laad de pagina opnieuw en stuur het nog eens.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 looks like 404: a refusal tells nothing."""
    return not_found(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, or nothing for this visitor."""
    return _say(
        request,
        404,
        "Deze pagina is er niet",
        "Misschien is ze verhuisd. Of er zit een tikfout in het adres.",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page stands by itself, because the fault may sit in the shell or the database."""
    return HttpResponse(BROKEN, status=500)
