"""The settings of a system that fails on request, and says all it knows when it does."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, MIDDLEWARE

MIDDLEWARE = [*MIDDLEWARE, "tests.config.logs.faulty.Faults"]
INSTALLED_APPS = [*INSTALLED_APPS]


class Faults:
    """The innermost: raises or answers what the header X-Fault asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As asked."""
        fault = request.headers.get("X-Fault", "")
        told = f"{request.build_absolute_uri()} {dict(request.headers)} {request.body!r}"
        if fault == "500":
            try:
                raise ValueError(told)
            except ValueError as error:
                raise RuntimeError(request.path_info) from error
        if fault == "400":
            raise SuspiciousOperation(told)
        if fault == "404":
            raise Http404(told)
        if fault:
            return HttpResponse(status=int(fault))
        return self.get_response(request)
