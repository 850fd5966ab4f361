"""What programs ask for by a fixed address on every site: robots.txt (RFC 9309) and favicon.ico."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

# Pages of staff, pages behind a link that somebody was given, and what is for programs.
_PRIVATE = (
    "/petugas/",
    "/akun/",
    "/admin/",
    "/k/",
    "/b/",
    "/survei/",
    "/cek/",
    "/tugas/",
    "/ajukan/",
    "/api/",
    "/kalender/",
    "/demo/",
    "/i18n/",
    "/healthz/",
    "/metrics",
)


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """The public pages may be found. A path here hides nothing: who may see it is decided there."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PRIVATE)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without having read a page; pages name the drawing themselves."""
    return redirect(static("favicon.ico"))
