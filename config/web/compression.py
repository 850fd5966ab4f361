"""Pages are sent packed, which a phone in the field feels most; so are the demo's static files."""

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS = ("text/css", "text/javascript", "image/svg+xml")


class CompressedPagesMiddleware(GZipMiddleware):
    """Django's own gzip with its random padding, for pages and for static files that lie unpacked.

    The API's ETag is a visit's version, which `If-Match` compares strongly, and packing makes a tag
    weak (RFC 9110, 8.8.3); feeds pack themselves; other files are packed already
    (docs/decisions/0178-pages-are-packed.md).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, packed where it is a page or such a file and its reader takes gzip."""
        kind = response.get("Content-Type", "")
        if request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            if response.status_code != 200 or not kind.startswith(_TEXTS):
                return response
            packed = super().process_response(request, response)
            # WhiteNoise compares tags letter by letter; by its time a browser asks as well.
            if packed.get("ETag", "").startswith("W/"):
                del packed["ETag"]
            return packed
        if not kind.startswith("text/html") or isinstance(response, StreamingHttpResponse):
            return response
        return super().process_response(request, response)
