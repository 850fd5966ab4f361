"""Pages are sent packed, which a phone in the field feels most."""

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressedPagesMiddleware(GZipMiddleware):
    """Django's own gzip with its random padding, for pages alone.

    The API's ETag is a visit's version, which `If-Match` compares strongly, and packing makes a tag
    weak (RFC 9110, 8.8.3); feeds pack themselves; files are packed already
    (docs/decisions/0178-pages-are-packed.md).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, packed where it is a page and its reader takes gzip."""
        page = response.get("Content-Type", "").startswith("text/html")
        if not page or isinstance(response, StreamingHttpResponse):
            return response
        return super().process_response(request, response)
