"""From http to https, where the proxy says that somebody came without."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.security import SecurityMiddleware


class HttpsMiddleware(SecurityMiddleware):
    """Django's own headers and redirect (settings.SECURE_*), but led over only behind a proxy.

    Only a proxy knows how somebody came, and says so in X-Forwarded-Proto. Who asks us directly is
    on this machine: a health check, or somebody who tries out `make run`.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        """The redirect, or None to go on."""
        if "X-Forwarded-Proto" not in request.headers:
            return None
        return super().process_request(request)
