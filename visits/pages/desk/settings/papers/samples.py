"""Papers of a made-up visit: pictures beside the settings, and the whole as PDF."""

import base64

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.models import PaperKind
from visits.pages.desk.frame.access import needs
from visits.papers.contents.sample import sample
from visits.papers.typesetting.rendering import pdf, picture
from visits.papers.wording.passages import languages
from visits.people.roles import Right


def language_names(kind: str) -> dict[str, str]:
    """The languages of a kind, each by its code and as it calls itself."""
    native = dict(settings.LANGUAGES)
    return {code: native[code] for code in languages(kind)}


def known(kind: str, language: str = "id") -> PaperKind:
    """The kind of that name; Http404 where there is no such kind or language."""
    if kind not in PaperKind.values or language not in languages(kind):
        raise Http404
    return PaperKind(kind)


def as_address(png: bytes) -> str:
    """A picture as an address that holds it, for one that was never stored."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def sample_picture(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The first page as a picture, as the settings stand; `?keadaan=` chooses what it answers."""
    data = sample(
        known(kind, language),
        language,
        now=timezone.now(),
        situation=request.GET.get("keadaan", ""),
    )
    return HttpResponse(picture(data), content_type="image/png")


@never_cache
@require_safe
@needs(Right.SET_LISTS)
def sample_pdf(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The whole as PDF, as the settings stand."""
    chosen = known(kind, language)
    data = sample(chosen, language, now=timezone.now(), situation=request.GET.get("keadaan", ""))
    answer = HttpResponse(pdf(chosen, data), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="contoh-{chosen}.pdf"'
    return answer
