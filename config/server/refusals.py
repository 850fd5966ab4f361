"""What is answered without asking Django: said in both languages, as no one has been asked yet."""

import json
from http import HTTPStatus

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_noop, override

# Seconds after which to come again.
RETRY_AFTER = {429: 5, 503: 5}
_SAID = {
    400: gettext_noop("Your request broke off before it was complete. Please send it again."),
    408: gettext_noop("Your request took too long to arrive. Please send it again."),
    413: gettext_noop("This is too large. Choose a smaller file and send it again."),
    429: gettext_noop(
        "Too many requests come from your network at once. Please try again in a moment."
    ),
    500: gettext_noop("Something went wrong on our side. Please try again."),
    503: gettext_noop("We cannot answer at the moment. Please try again shortly."),
}
_CODES = {408: "too_slow", 413: "too_large", 429: "throttled", 503: "busy"}

Head = list[tuple[str, str]]


class Refusal(Exception):
    """A request that is not passed on; answered with `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def refusal(status: int, path: str) -> tuple[Head, bytes]:
    """Headers and body of the answer: a problem for programs (RFC 9457), else a short page.

    The connection ends with it: what else comes on it may be the rest of what was refused.
    """
    if path.startswith("/api/"):
        code = _CODES.get(status, "invalid")
        problem = {
            "type": f"urn:singgah:problem:{code}",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": gettext_in("en", _SAID[status]),
            "code": code,
        }
        kind, body = "application/problem+json", json.dumps(problem)
    else:
        lines = format_html_join(
            "\n",
            '<p lang="{}">{}</p>',
            ((code, gettext_in(code, _SAID[status])) for code, _name in settings.LANGUAGES),
        )
        kind = "text/html; charset=utf-8"
        body = format_html(
            '<!doctype html><html lang="{}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            "<title>{}</title>\n{}\n</html>\n",
            settings.LANGUAGE_CODE, status, lines,
        )  # fmt: skip
    head = [
        ("Content-Type", kind),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Connection", "close"),
    ]
    if status in RETRY_AFTER:
        head.append(("Retry-After", str(RETRY_AFTER[status])))
    return head, body.encode()


def gettext_in(language: str, text: str) -> str:
    """The text in that language."""
    with override(language):
        return gettext(text)
