"""A scanned or photographed letter, straightened and with full contrast: a second view of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused
from visits.pages.desk.frame.access import for_staff, visible_visit

_ALONE = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'self'"


@never_cache
@require_safe
@for_staff
@xframe_options_sameorigin
def readable(request: HttpRequest, reference: str) -> HttpResponse:
    """Made from the original at each look, which stays as it is.

    Of what cannot be made so (a PDF without a picture, too large) the original is shown instead.
    """
    file = visible_visit(request, reference).letter_file
    if not file.name or not file.storage.exists(file.name):
        raise Http404
    try:
        with file.open("rb") as kept:
            _kind, picture = running.read(Reader.READABLE, kept.read())
    except (Refused, running.Busy, OSError):
        return redirect("desk-letter", reference=reference)
    return HttpResponse(
        picture,
        content_type="image/jpeg",
        headers={
            "Content-Security-Policy": _ALONE,
            "Content-Disposition": f'inline; filename="{reference}-terbaca.jpg"',
        },
    )
