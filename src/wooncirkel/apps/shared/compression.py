"""Pack text on its way out; maps, pictures and PDFs are packed already."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED_TYPES = ("text/", "application/json", "image/svg+xml")


class TextCompression(GZipMiddleware):
    """Gzip for text alone: a range of packed bytes would be another range."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack the answer when it is text."""
        if not response.headers.get("Content-Type", "").startswith(PACKED_TYPES):
            return response
        return super().process_response(request, response)
