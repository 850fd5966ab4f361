"""Pages are sent packed, which a phone in the field feels most; so are the demo's static files."""

import re

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

_TEXTS = ("text/css", "text/javascript", "image/svg+xml")
_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=([0-9.]+))?\s*(?=,|$)", re.IGNORECASE)


def takes_gzip(accepted: str) -> bool:
    """Whether a reader with that Accept-Encoding takes gzip (RFC 9110, 12.5.3)."""
    found = _GZIP.search(accepted)
    return bool(found and found[1] not in ("0", "0.", "0.0", "0.00", "0.000"))


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
            packed = self._packed(request, response)
            # WhiteNoise compares tags letter by letter; by its time a browser asks as well.
            if packed.get("ETag", "").startswith("W/"):
                del packed["ETag"]
            return packed
        if not kind.startswith("text/html") or isinstance(response, StreamingHttpResponse):
            return response
        return self._packed(request, response)

    def _packed(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # Django takes "gzip;q=0" for a reader who wants it.
        if not takes_gzip(request.headers.get("Accept-Encoding", "")):
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, response)
