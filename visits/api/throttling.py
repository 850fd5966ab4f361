"""Limits on calls, a network or key at a time; off where settings.THROTTLE is."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from visits.api.access import caller_of, limits_apply


class _PerCaller(SimpleRateThrottle):
    """So many calls in a time, counted for each caller."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """The caller's counter; None lets the call pass uncounted."""
        if not limits_apply():
            return None
        return f"throttle:{self.scope}:{caller_of(request)}"


class Reads(_PerCaller):
    """Ten a second, on average over a minute."""

    scope = "reads"
    rate = "600/min"


class Requests(_PerCaller):
    """Requests for visits."""

    scope = "requests"
    rate = "60/hour"


class Codes(_PerCaller):
    """Attempts at a code; each visit counts its own besides."""

    scope = "codes"
    rate = "30/hour"
