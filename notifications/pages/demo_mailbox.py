"""`/demo/surat/`: what the demo would have sent, to be read in a browser."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from visits.templatetags.singgah import linked

_NAME = re.compile(r"[0-9a-f.-]{1,80}\.eml", re.ASCII)
_MOST = 200
_AS_MAIL_PROGRAMS = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'unsafe-inline'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class Letter:
    """One `.eml` as the list shows it."""

    name: str
    subject: str
    to: str
    date: str
    mail: EmailMessage


def _read(path: Path) -> Letter:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Letter(
        name=path.name,
        subject=str(mail["Subject"] or ""),
        to=str(mail["To"] or ""),
        date=str(mail["Date"] or ""),
        mail=mail,
    )


def _letter(name: str) -> Letter:
    path = settings.DATA_DIR / "mail" / name
    if not (settings.DEMO and _NAME.fullmatch(name) and path.is_file()):
        raise Http404
    return _read(path)


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters, the newest first."""
    if not settings.DEMO:
        raise Http404
    files = (settings.DATA_DIR / "mail").glob("*.eml")
    newest = sorted(files, key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)[:_MOST]
    return render(request, "demo/letters.html", {"letters": [_read(path) for path in newest]})


@never_cache
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter as it arrives, its plain text with links, and its attachments."""
    found = _letter(name)
    body = found.mail.get_body(preferencelist=("plain",))
    text = body.get_content() if body else ""
    return render(
        request,
        "demo/letter.html",
        {
            "letter": found,
            "text": linked(text),
            "framed": found.mail.get_body(preferencelist=("html",)) is not None,
            "attachments": [part.get_filename() for part in found.mail.iter_attachments()],
        },
    )


@never_cache
@require_safe
@xframe_options_sameorigin
def framed(request: HttpRequest, name: str) -> HttpResponse:
    """The letter's HTML as a mail program shows it: without scripts, with its own colours."""
    body = _letter(name).mail.get_body(preferencelist=("html",))
    if body is None:
        raise Http404
    # Its links lead out of the frame that shows it.
    page = str(body.get_content()).replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(page, headers={"Content-Security-Policy": _AS_MAIL_PROGRAMS})


@never_cache
@require_safe
def file(request: HttpRequest, name: str, part: str) -> HttpResponse:
    """An attachment by its file name, or `surat.eml`, the whole as it was sent."""
    found = _letter(name)
    if part == "surat.eml":
        return HttpResponse(
            (settings.DATA_DIR / "mail" / name).read_bytes(), content_type="message/rfc822"
        )
    for attachment in found.mail.iter_attachments():
        if attachment.get_filename() == part:
            content = attachment.get_payload(decode=True)
            return HttpResponse(
                content,
                content_type="text/calendar; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{part}"'},
            )
    raise Http404
