"""The same figures for programs: JSON, and CSV with one figure a line (docs/api.md)."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from visits.files.tables_out import FORMULA
from visits.models import Host, Licence
from visits.pages.public.figures.asked import figures_asked, license_link
from visits.reports.held import Count
from visits.reports.open.figures import Figures
from visits.reports.open.protecting import FEWEST, Point, Told
from visits.reports.satisfaction import Index

_HEADS = ("year", "figure", "key", "name", "value")
_Line = tuple[str, str, str, Any]


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """A year's figures; members are only ever added."""
    found, host = figures_asked(request), Host.load()
    answer = JsonResponse(
        document(found, host), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    return _open(answer, host)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as rows of year, figure, key, name and value; the licence is one of them."""
    found, host = figures_asked(request), Host.load()
    out = io.StringIO()
    out.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(out)
    writer.writerow(_HEADS)
    for figure, key, name, value in _lines(found, host):
        plain = f"'{name}" if name.startswith(FORMULA) else name
        writer.writerow((found.year, figure, key, plain, "" if value is None else value))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statistik-{found.year}.csv"'
    return _open(answer, host)


def _open(answer: HttpResponse, host: Host) -> HttpResponse:
    """Anyone may reckon with it, also in a browser."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Link"] = license_link(Licence(host.figures_licence))
    return answer


def document(found: Figures, host: Host) -> dict[str, Any]:
    """All that is told of a year."""
    licence = Licence(host.figures_licence)
    times = found.answered
    return {
        "host": {"name": host.name, "short_name": host.short_name, "address": settings.BASE_URL},
        "licence": {"code": licence.value, "name": licence.label, "url": licence.url},
        "year": found.year,
        "until": found.until,
        "over": found.over,
        "years": found.years,
        "fewest": FEWEST,
        "visits": found.visits,
        "people": found.people,
        "requests": {
            "requests": found.requests,
            "approved": found.approved,
            "declined": found.declined,
            "answered": {
                "count": times.count,
                "median": _days(times.median),
                "nine_of_ten": _days(times.nine_of_ten),
            },
        },
        "months": [
            {"key": month.key[:7], "name": month.name, "visits": month.visits}
            for month in found.months
        ],
        "origins": _told(found.origins),
        "topics": _told(found.topics),
        "agencies": _told(found.agencies),
        "satisfaction": {**_index(found.index), "months": [_point(p) for p in found.points]},
    }


def _days(days: float | None) -> float | None:
    return None if days is None else round(days, 2)


def _told(told: Told) -> dict[str, Any]:
    others = told.others
    return {
        "told": [_count(count) for count in told.counts],
        "together": sorted(told.together),
        "others": {"visits": others.visits, "people": others.people} if others else None,
    }


def _count(count: Count) -> dict[str, Any]:
    return {
        "key": count.key, "name": count.name, "visits": count.visits, "people": count.people,
    }  # fmt: skip


def _index(index: Index) -> dict[str, Any]:
    return {
        "answers": index.answers,
        "index": None if index.value is None else float(index.value),
        "grade": index.grade,
    }


def _point(point: Point) -> dict[str, Any]:
    return {"from": f"{point.first:%Y-%m}", "to": f"{point.last:%Y-%m}", **_index(point.index)}


def _lines(found: Figures, host: Host) -> Iterator[_Line]:
    licence = Licence(host.figures_licence)
    yield "licence", licence.value, licence.label, licence.url
    yield "source", "", host.name, settings.BASE_URL
    yield "until", "", "", found.until.isoformat()
    yield "over", "", "", found.over.isoformat() if found.over else None
    yield "fewest", "", "", FEWEST
    yield "visits", "", "", found.visits
    yield "people", "", "", found.people
    yield "requests", "", "", found.requests
    yield "requests_approved", "", "", found.approved
    yield "requests_declined", "", "", found.declined
    yield "answered", "", "", found.answered.count
    yield "answered_median_working_days", "", "", _days(found.answered.median)
    yield "answered_nine_of_ten_working_days", "", "", _days(found.answered.nine_of_ten)
    yield "ikm", "", "", found.index.value
    yield "ikm_answers", "", "", found.index.answers
    yield "ikm_grade", "", "", found.index.grade
    for point in found.points:
        months = f"{point.first:%Y-%m}/{point.last:%Y-%m}"
        yield "ikm_by_month", months, "", point.index.value
        yield "ikm_answers_by_month", months, "", point.index.answers
        yield "ikm_grade_by_month", months, "", point.index.grade
    for month in found.months:
        yield "visits_by_month", month.key[:7], month.name, month.visits
    for kind, told in (
        ("origin", found.origins),
        ("topic", found.topics),
        ("agency", found.agencies),
    ):
        counts = [*told.counts, told.others] if told.others else told.counts
        for count in counts:
            key = count.key or "others"
            yield f"visits_by_{kind}", key, count.name, count.visits
            yield f"people_by_{kind}", key, count.name, count.people
        for key in sorted(told.together):
            yield f"{kind}_among_others", key, "", None
