"""What is kept of people, why and how long, for everybody: as it holds now, and as it was shown."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from config.web.prepared import keep
from keeping.privacy_notice import text_of, unkept_text
from scheduling.database.marks import Topic
from visits.language.dates import day_words
from visits.models import PrivacyNotice


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice that holds now: the very text that is kept as its last version."""
    notice = PrivacyNotice.objects.order_by("-version").first()
    # Before there is one, the text follows from more.
    if notice and not request.GET:
        keep(request, Topic.HOST, Topic.RULES)
    return _page(request, notice)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """The notice as it was in one version; 404 for a version that there never was."""
    notice = PrivacyNotice.objects.filter(version=number).first()
    if notice is None:
        raise Http404
    return _page(request, notice)


def _page(request: HttpRequest, notice: PrivacyNotice | None) -> HttpResponse:
    text = text_of(notice) if notice else unkept_text()
    others = PrivacyNotice.objects.defer("texts").exclude(version=notice.version if notice else 0)
    versions = list(others)
    newer = [one for one in versions if notice and one.version > notice.version]
    context = {
        "notice": notice,
        "since": _day(notice) if notice else "",
        "until": _day(newer[-1]) if newer else "",
        "versions": [(one.version, _day(one)) for one in versions],
        # Our own template's, with every value of it escaped (keeping/privacy_notice.py).
        "text": mark_safe(text),  # noqa: S308
    }
    return render(request, "public/privacy.html", context)


def _day(notice: PrivacyNotice) -> str:
    return day_words(timezone.localdate(notice.since))
