"""The policy of content, with the hashes of what stands in a page itself.

A style or data that is the same in each answer is allowed by its hash, not by a nonce: a page
without a nonce is the same for everybody, and can be given again (config/web/prepared.py).
"""

from base64 import b64encode
from hashlib import sha256

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_ALLOWED = "_allowed_by_hash"


def allow(request: HttpRequest, directive: str, text: str) -> None:
    """Let the answer to this request hold an element with that text; `directive` as style-src."""
    allowed: dict[str, list[str]] = request.__dict__.setdefault(_ALLOWED, {})
    digest = b64encode(sha256(text.encode()).digest()).decode()
    source = f"'sha256-{digest}'"
    sources = allowed.setdefault(directive, [])
    if source not in sources:
        sources.append(source)


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, which says the hashes too."""

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
