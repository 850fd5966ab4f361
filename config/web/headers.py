"""What browsers are told with every answer, files included, beside Django's own headers.

Which of the machine's sensors and devices a page of ours may ask for, and that other sites load
nothing of ours into their pages. What is meant for other sites says so itself.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

REPORTS_PATH = "/csp/"
# Passkeys, the clipboard and full screen stay as browsers have them: for our own pages alone.
_NEVER = (
    *("accelerometer", "bluetooth", "display-capture", "geolocation", "gyroscope", "hid"),
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
        response = self.get_response(request)
        camera = "(self)" if request.path.startswith(_DESK) else "()"
        response.headers.setdefault("Permissions-Policy", f"camera={camera}, {_POLICY}")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.CSP_REPORTS:
            where = f'csp="{settings.BASE_URL}{REPORTS_PATH}"'
            response.headers.setdefault("Reporting-Endpoints", where)
        return response
