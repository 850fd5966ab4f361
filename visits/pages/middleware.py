"""What holds for every page: the host's local time, and the second factor a role requires."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from scheduling.models import BookingRules
from visits.pages.accounts import lacks_second_factor


class HostTimeZoneMiddleware:
    """Activate the host's time zone for the request; nothing is asked of feeds and health."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the host's zone."""
        if request.path.startswith(("/healthz/", "/metrics", "/static/", "/kalender/")):
            return self.get_response(request)
        with timezone.override(BookingRules.load().time_zone):
            return self.get_response(request)


class SecondFactorMiddleware:
    """Send whoever must have a second factor (settings.MFA_REQUIRED_FOR) to make one first.

    It guards what a sign-in opens: the desk, the admin and the API by session.
    """

    _GUARDED = ("/petugas/", "/admin/", "/api/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to the page where one is made."""
        if (
            settings.MFA_REQUIRED_FOR
            and request.path.startswith(self._GUARDED)
            and request.user.is_authenticated
            and lacks_second_factor(request.user)
        ):
            if request.path.startswith("/api/"):
                problem = {"type": "about:blank", "title": "Forbidden", "status": 403}
                problem["code"] = "second_factor_required"
                kind = "application/problem+json"
                return JsonResponse(problem, status=403, content_type=kind)
            messages.warning(
                request, _("Your role needs a second way to sign in. Set one up first.")
            )
            return redirect("mfa_index")
        return self.get_response(request)
