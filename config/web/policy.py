"""The policy of what a page may load: the one of the settings, written once.

django-csp composes it for each answer anew, twice. Only an answer that says otherwise, or whose
page used its nonce, needs that; a call of the API never does.
"""

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# How an answer, or its page, says otherwise.
_OTHERWISE = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")
_NONCE = "_csp_nonce"


class PolicyMiddleware(CSPMiddleware):
    """The library's own, for answers of the usual policy with what it wrote before."""

    _of: object = None
    _usual = ""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer with its policy."""
        policy = settings.CONTENT_SECURITY_POLICY
        if (
            hasattr(request, _NONCE)
            or HEADER in response
            or any(hasattr(response, name) for name in _OTHERWISE)
            or hasattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY")
            or "EXCLUDE_URL_PREFIXES" in policy
        ):
            return super().process_response(request, response)
        if self._of is not policy:
            self._usual, self._of = build_policy(), policy
        response.headers[HEADER] = self._usual
        # Whoever asks for the nonce from now on hears that it is too late.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response
