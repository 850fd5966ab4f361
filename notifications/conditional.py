"""Conditional answers for calendars (RFC 9110, 13): the same bytes are not sent twice."""

import datetime as dt
import gzip
import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_http_date_safe

_TAG = re.compile(r'(?:W/)?("[^"]*")')


def answer(
    request: HttpRequest, body: bytes, *, changed_at: dt.datetime, public: bool, filename: str
) -> HttpResponse:
    """200 with the calendar, or 304 where the reader has it; HEAD and gzip as asked.

    `changed_at` is aware. The tag is strong: equal bytes have equal tags, and gzip has its own.
    """
    zipped = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}{"-gz" if zipped else ""}"'
    headers = {
        "ETag": tag,
        "Last-Modified": http_date(changed_at.timestamp()),
        "Cache-Control": f"{'public' if public else 'private'}, max-age=300",
        "Vary": "Accept-Encoding",
        "Referrer-Policy": "no-referrer",
    }
    if not public:
        headers["X-Robots-Tag"] = "noindex"
    if _has_it(request, tag, changed_at):
        return HttpResponse(status=304, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{filename}"'
    if zipped:
        # mtime 0: the same calendar gives the same bytes.
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    content = b"" if request.method == "HEAD" else body
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _has_it(request: HttpRequest, tag: str, changed_at: dt.datetime) -> bool:
    wanted = request.headers.get("If-None-Match")
    if wanted is not None:
        # If-None-Match compares weakly (RFC 9110, 13.1.2), and rules over the date.
        return wanted.strip() == "*" or tag in _TAG.findall(wanted)
    since = request.headers.get("If-Modified-Since")
    seconds = parse_http_date_safe(since) if since else None
    return seconds is not None and int(changed_at.timestamp()) <= seconds
