"""Which year's figures are asked for, and by whom they may be kept."""

import re
from typing import NoReturn

from django.http import Http404, HttpRequest
from django.utils import timezone

from config.web.prepared import keep
from scheduling.database import marks
from scheduling.database.marks import Topic
from visits.models import Host, Licence
from visits.reports.open.figures import Figures, figures_kept

# One way to write each year: what is kept of them stays little, and no number is too long to read.
_YEAR = re.compile(r"20[0-9]{2}")
# What the figures follow from, besides the time.
_SHOWN = (Topic.HOST, Topic.VISITS, Topic.PLACES, Topic.RULES)


def figures_asked(request: HttpRequest) -> Figures:
    """The figures of `?tahun=`, else of this year; 404 where there are none, or none for others."""
    if not Host.load().open_figures:
        _nothing()
    mark = marks.read()
    keep(request, *_SHOWN)
    now = timezone.now()
    this = timezone.localdate(now).year
    year = request.GET.get("tahun", f"{this}")
    if not _YEAR.fullmatch(year) or int(year) > this:
        _nothing()
    found = figures_kept(int(year), now=now, mark={topic: mark.get(topic, 0) for topic in _SHOWN})
    if found is None:
        _nothing()
    return found


def license_link(licence: Licence) -> str:
    """The licence as the head of an answer names it (RFC 8288)."""
    return f'<{licence.url}>; rel="license"'


def _nothing() -> NoReturn:
    raise Http404
