"""The policy of content, with the hashes of what stands in a page itself.

A style or data that is the same in each answer is allowed by its hash, not by a nonce: a page
without a nonce is the same for everybody, and can be given again (config/web/prepared.py).

django-csp composes it for each answer anew, twice; where nothing says otherwise it is the one
of the settings, and written once.
"""

from base64 import b64encode
from hashlib import sha256

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_ALLOWED = "_allowed_by_hash"
# How an answer says otherwise, and a request whose page did.
_OTHERWISE = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")
_BY_PAGE = (_ALLOWED, "_csp_nonce")


def allow(request: HttpRequest, directive: str, text: str) -> None:
    """Let the answer to this request hold an element with that text; `directive` as style-src."""
    allowed: dict[str, list[str]] = request.__dict__.setdefault(_ALLOWED, {})
    digest = b64encode(sha256(text.encode()).digest()).decode()
    source = f"'sha256-{digest}'"
    sources = allowed.setdefault(directive, [])
    if source not in sources:
        sources.append(source)


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which says the hashes too, and the usual policy without composing it anew."""

    _of: object = None
    _usual = ""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer with its policy."""
        policy = settings.CONTENT_SECURITY_POLICY
        if (
            HEADER in response
            or any(hasattr(request, name) for name in _BY_PAGE)
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

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """As set, and what this answer was allowed."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only:
            said = dict(parts.update or {})
            for directive, sources in request.__dict__.get(_ALLOWED, {}).items():
                said[directive] = [*said.get(directive, ()), *sources]
            parts.update = said or None
        return parts
