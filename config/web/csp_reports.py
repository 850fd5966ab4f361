"""Browsers' reports of what the content security policy kept from happening, in the log.

Anybody may send them, so nothing in one is believed: few fields, cut, without what stands behind
`?` or `#`, so many an hour and network. Off unless CSP_REPORTS is set.
"""

import json
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from visits.pages.frame.limits import seconds_to_wait

log = structlog.get_logger(__name__)
MOST_OCTETS = 16 * 1024
# Lines for one network in an hour; a page that breaks the policy sends one a view.
MOST_AN_HOUR = 60
_MOST_AT_ONCE = 10
_LONGEST = 200
_MOST_READ = 2000
# What browsers send to report-uri (CSP 2), and to report-to (Reporting API).
_KINDS = ("application/csp-report", "application/reports+json")


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take reports: 204 whatever is in them, 413 and 415 for what is none."""
    if not settings.CSP_REPORTS:
        raise Http404
    if request.content_type not in _KINDS:
        return HttpResponse(status=415)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length[:18]) > MOST_OCTETS:
        return HttpResponse(status=413)
    for body in _bodies(request.read(MOST_OCTETS)):
        if seconds_to_wait(request, "csp", most=MOST_AN_HOUR, now=timezone.now()):
            break
        log.warning("csp_violation", **_facts(body))
    return HttpResponse(status=204)


def _bodies(raw: bytes) -> list[dict[str, Any]]:
    """The violations in either form of a report."""
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return []
    if isinstance(given, dict):
        given = [{"type": "csp-violation", "body": given.get("csp-report")}]
    if not isinstance(given, list):
        return []
    reports = [one for one in given if isinstance(one, dict) and one.get("type") == "csp-violation"]
    return [r["body"] for r in reports if isinstance(r.get("body"), dict)][:_MOST_AT_ONCE]


def _facts(body: dict[str, Any]) -> dict[str, str]:
    """What is kept of one, by the names of either form."""

    def first(*names: str) -> str:
        said = next((str(body[name])[:_MOST_READ] for name in names if body.get(name)), "")
        return "".join(c for c in said if c.isascii() and c.isprintable())

    return {
        "directive": first("effectiveDirective", "effective-directive", "violated-directive")[:60],
        "blocked": _bare(first("blockedURL", "blocked-uri")),
        "page": _bare(first("documentURL", "document-uri")),
        "source": _bare(first("sourceFile", "source-file")),
        "line": first("lineNumber", "line-number")[:10],
    }


def _bare(address: str) -> str:
    """An address without name, password, query and fragment; `inline` and the like as they are."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if not parts.netloc:
        return address.partition("?")[0].partition("#")[0][:40]
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"[:_LONGEST]
