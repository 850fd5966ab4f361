"""The web app manifests and the icons: the desk as an app, and a delegation's visit as one."""

import io
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from visits.models import Host
from visits.pages.frame.accent import accent_colours

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_SIZES = (192, 512)
_GROUND = "#f6f8f9"
# What stays of an icon however a phone cuts it: a circle of 80 percent, and a square inside.
_SAFE = 0.56


@require_safe
@cache_control(public=True, max_age=3600)
def for_desk(request: HttpRequest) -> HttpResponse:
    """The desk, which begins at the day. Browsers ask without saying who they are."""
    host = Host.load()
    desk = _("Protocol desk")
    name = f"{host.short_name} · {desk}"
    return _manifest(host, name=name, start_url=reverse("desk-day"), scope="/")


def for_visit() -> HttpResponse:
    """A delegation's visit. It begins beside the manifest, which names no link."""
    host = Host.load()
    visit = _("Your visit")
    return _manifest(host, name=f"{visit} · {host.short_name}", start_url="./", scope="./")


def _manifest(host: Host, *, name: str, start_url: str, scope: str) -> HttpResponse:
    said: dict[str, Any] = {
        "name": name,
        "short_name": host.short_name,
        "start_url": start_url,
        "scope": scope,
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": accent_colours(host.accent)["base"],
        "icons": [
            {
                "src": reverse("app-icon", args=[size]),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in _SIZES
            for purpose in ("any", "maskable")
        ],
    }
    return HttpResponse(
        json.dumps(said, ensure_ascii=False), content_type="application/manifest+json"
    )


@require_safe
@cache_control(public=True, max_age=86_400)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The host's logo on white, or its initials on its colour; a PNG of `size` pixels a side."""
    if size not in _SIZES:
        raise Http404
    host = Host.load()
    accent = accent_colours(host.accent)["base"]
    drawn = _of_logo(host.logo_name, size) or _of_initials(host.initials or "S", accent, size)
    return HttpResponse(drawn, content_type="image/png")


@lru_cache(maxsize=8)
def _of_initials(initials: str, accent: str, size: int) -> bytes:
    from PIL import Image, ImageDraw, ImageFont  # heavy: docs/decisions/0231

    picture = Image.new("RGB", (size, size), accent)
    font = ImageFont.load_default(int(size * 0.4))
    middle = (size / 2, size / 2)
    ImageDraw.Draw(picture).text(middle, initials, font=font, fill="white", anchor="mm")
    return _png(picture)


@lru_cache(maxsize=8)
def _of_logo(name: str, size: int) -> bytes | None:
    """The logo of that name; nothing where there is none."""
    from PIL import Image  # heavy: docs/decisions/0231

    file = Host.load().logo
    if not name or not file.storage.exists(file.name or ""):
        return None
    with file.open("rb") as opened, Image.open(opened) as found:
        logo = found.convert("RGBA")
    side = int(size * _SAFE)
    logo.thumbnail((side, side))
    picture = Image.new("RGB", (size, size), "white")
    picture.paste(logo, ((size - logo.width) // 2, (size - logo.height) // 2), logo)
    return _png(picture)


def _png(picture: "Picture") -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
