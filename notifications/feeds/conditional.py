"""Conditional answers for calendars (RFC 9110, 13): the same bytes are not sent twice."""

import gzip
import hashlib
import re
import time

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_http_date_safe

from config.web.compression import takes_gzip

_TAG = re.compile(r'(?:W/)?("[^"]*")')

_MOST_REMEMBERED = 4096
_last_seen: dict[str, tuple[str, int]] = {}


def answer(request: HttpRequest, body: bytes, *, public: bool, filename: str) -> HttpResponse:
    """200 with the calendar, or 304 where the reader has it; HEAD and gzip as asked.

    The tag is strong: equal bytes have equal tags, and gzip has its own.
    """
    zipped = takes_gzip(request.headers.get("Accept-Encoding", ""))
    digest = hashlib.sha256(body).hexdigest()[:32]
    tag = f'"{digest}{"-gz" if zipped else ""}"'
    changed_at = _changed_at(request.path, digest)
    headers = {
        "ETag": tag,
        "Last-Modified": http_date(changed_at),
        "Cache-Control": f"{'public' if public else 'private'}, max-age=300",
        "Vary": "Accept-Encoding",
        "Referrer-Policy": "no-referrer",
        "Content-Disposition": f'inline; filename="{filename}"',
        "Content-Type": "text/calendar; charset=utf-8",
    }
    if not public:
        headers["X-Robots-Tag"] = "noindex"
    if _has_it(request, tag, changed_at):
        return HttpResponse(status=304, headers=headers)
    if zipped:
        # mtime 0: the same calendar gives the same bytes.
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    content = b"" if request.method == "HEAD" else body
    return HttpResponse(content, headers=headers)


def _changed_at(path: str, digest: str) -> int:
    """The second since which this process has seen this content at this path.

    Not the visits' last change: a visit that leaves a feed, or a host that hides its guests' names,
    changes the feed too. A content seen anew gets a later second than the one before it.
    """
    known, second = _last_seen.get(path, ("", 0))
    if known != digest:
        if len(_last_seen) >= _MOST_REMEMBERED:
            _last_seen.clear()
        second = max(int(time.time()), second + 1)
        _last_seen[path] = digest, second
    return second


def _has_it(request: HttpRequest, tag: str, changed_at: int) -> bool:
    wanted = request.headers.get("If-None-Match")
    if wanted is not None:
        # If-None-Match compares weakly (RFC 9110, 13.1.2), and rules over the date.
        return wanted.strip() == "*" or tag in _TAG.findall(wanted)
    since = request.headers.get("If-Modified-Since")
    # Only the very date we gave says which content the reader has: processes differ in theirs.
    return bool(since) and parse_http_date_safe(since or "") == changed_at
