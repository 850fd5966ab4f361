"""What others show of us: the open weeks in their pages, a picture beside a link, a poster."""

import io
from functools import lru_cache

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from visits.models import Host
from visits.pages.frame.accent import accent_colours
from visits.pages.frame.qr import qr_svg
from visits.pages.public.front import headline_of, open_weeks

_WEEKS = 6
# Other sites show it in pages of theirs.
_ELSEWHERE = "cross-origin"
_SIZE = (1200, 630)


@require_safe
@xframe_options_exempt
@cache_control(public=True, max_age=60)
def embed(request: HttpRequest) -> HttpResponse:
    """The open weeks for a frame on one of the host's sites (Host.embed_hosts), nowhere else.

    A frame has no cookies of ours: its language is asked for by `?bahasa=en`.
    """
    host = Host.load()
    language = "en" if request.GET.get("bahasa") == "en" else "id"
    with translation.override(language):
        context = {
            "weeks": open_weeks(now=timezone.now())[:_WEEKS],
            "address": settings.BASE_URL,
        }
        page = render(request, "public/embed.html", context)
    allowed = host.embed_hosts.split() or ["'none'"]
    page["Cross-Origin-Resource-Policy"] = _ELSEWHERE
    response: HttpResponse = csp_replace({"frame-ancestors": allowed})(lambda _: page)(request)  # type: ignore[assignment]
    return response


@require_safe
@cache_control(public=True, max_age=86_400)
def link_picture(request: HttpRequest) -> HttpResponse:
    """The picture that chats show beside a link to these pages."""
    host = Host.load()
    headline = headline_of(host)
    return HttpResponse(
        _drawn(host.name, host.initials, headline, accent_colours(host.accent)["base"]),
        content_type="image/png",
        headers={"Cross-Origin-Resource-Policy": _ELSEWHERE},
    )


@lru_cache(maxsize=8)
def _drawn(name: str, initials: str, headline: str, accent: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont  # heavy: docs/decisions/0231

    picture = Image.new("RGB", _SIZE, "#f6f8f9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 24, _SIZE[1]), fill=accent)
    draw.rounded_rectangle((96, 88, 216, 208), radius=24, fill=accent)
    draw.text((156, 148), initials, font=ImageFont.load_default(56), fill="white", anchor="mm")
    draw.text((244, 148), name, font=ImageFont.load_default(44), fill="#16202c", anchor="lm")
    font = ImageFont.load_default(76)
    lines: list[str] = [""]
    for word in headline.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) > _SIZE[0] - 192 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    draw.multiline_text((96, 300), "\n".join(lines[:3]), font=font, fill="#16202c", spacing=18)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """A sheet of A4 to print and hang up: a QR code that leads to the request."""
    address = f"{settings.BASE_URL}{reverse('ask-delegation')}"
    context = {
        "headline": headline_of(Host.load()),
        "qr": qr_svg(address),
        "address": address.split("://", 1)[1],
    }
    return render(request, "public/poster.html", context)
