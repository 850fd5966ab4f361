"""What browsers are told with every answer, files included, beside Django's own headers.

Which of the machine's sensors and devices a page of ours may ask for, that other sites load
nothing of ours into their pages, and that nothing is kept of what somebody signed in was given.
An answer that is meant otherwise says so itself.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

REPORTS_PATH = "/csp/"
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Passkeys, the clipboard and full screen stay as browsers have them: for our own pages alone.
_NEVER = (
    *("accelerometer", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
_POLICY = ", ".join(f"{feature}=()" for feature in _NEVER)
# The desk reads tickets with the camera (static/js/scan.js).
_DESK = "/petugas/"


class HeadersMiddleware:
    """Adds what an answer does not say itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As ever, with the headers."""
        response = (
            HttpResponseNotAllowed(_METHODS) if _gives_back(request) else self.get_response(request)
        )
        camera = "(self)" if request.path.startswith(_DESK) else "()"
        response.headers.setdefault("Permissions-Policy", f"camera={camera}, {_POLICY}")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if settings.CSP_REPORTS:
            where = f'csp="{settings.BASE_URL}{REPORTS_PATH}"'
            response.headers.setdefault("Reporting-Endpoints", where)
        return response


def _is_personal(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.path.startswith("/akun/")


def _gives_back(request: HttpRequest) -> bool:
    """Whether it asks for its own heads; the API says no in its own form."""
    return request.method in ("TRACE", "TRACK") and not request.path.startswith("/api/")
