"""Limits on what one caller may ask; all off where settings.THROTTLE is (docs/api.md)."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from visits.api.access.callers import Scope, caller_of, delegation_of, limits_apply, may


class _Limit(SimpleRateThrottle):
    """So many requests in a time, counted for a caller (a program, a person, or a network)."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this one is still within the limit."""
        if not limits_apply() or not self.counts(request):
            return True
        return super().allow_request(request, view)

    def counts(self, request: Request) -> bool:
        """Whether the limit is for such a request at all."""
        return True

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Where the count is kept."""
        return f"api:limit:{self.scope}:{caller_of(request)}"


class ReadLimit(_Limit):
    """Reading."""

    scope = "read"
    rate = "600/min"

    def counts(self, request: Request) -> bool:
        """Only what changes nothing."""
        return request.method in ("GET", "HEAD")


class WriteLimit(_Limit):
    """Changing what is there already."""

    scope = "write"
    rate = "120/min"

    def counts(self, request: Request) -> bool:
        """Everything else."""
        return request.method not in ("GET", "HEAD", "OPTIONS")


class DelegationLimit(_Limit):
    """Changing a visit by its own link: each change mails people, and nobody has signed in."""

    scope = "delegation"
    rate = "60/hour"

    def counts(self, request: Request) -> bool:
        """Only what a delegation changes."""
        safe = request.method in ("GET", "HEAD", "OPTIONS")
        return not safe and delegation_of(request) is not None


class SubmitLimit(_Limit):
    """Asking for visits."""

    scope = "submit"
    rate = "30/hour"

    def counts(self, request: Request) -> bool:
        """Not for staff, nor for programs that may submit freely."""
        return request.method == "POST" and not may(request, Scope.VISITS_SUBMIT)


class VerifyLimit(_Limit):
    """Trying codes; each visit has its own limit of attempts besides (visits.access.tokens)."""

    scope = "verify"
    rate = "20/hour"
