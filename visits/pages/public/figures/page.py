"""The page of a year's open figures."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from visits.language.figures import decimal_words, whole_words
from visits.models import Host, Licence
from visits.pages.public.figures.asked import figures_asked, license_link
from visits.reports.charts import columns, share
from visits.reports.map.shading import map_of
from visits.reports.open.figures import Figures
from visits.reports.open.protecting import FEWEST, Point, Told

_BARS = 8
# Of a table; the data have all.
_ROWS = 50


@dataclass(frozen=True)
class Row:
    """A count of a table; `share` is the length of its bar, in hundredths of the longest."""

    name: str
    visits: int
    people: int
    share: int


@dataclass(frozen=True)
class Card:
    """A figure: what it is, its value, and a line below."""

    name: str
    value: str
    note: str


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What a year came to; two queries while nothing changes."""
    found = figures_asked(request)
    licence = Licence(Host.load().figures_licence)
    months = [(_month(dt.date.fromisoformat(m.key), "M"), m.visits) for m in found.months]
    context = {
        "figures": found,
        "licence": licence,
        "cards": cards_of(found),
        "months": columns(months) if found.visits else None,
        "map": map_of(found.origins.counts, found.provinces, few=found.origins.together),
        "origins": rows_of(found.origins),
        "kinds": [
            (slug, title, rows_of(told), max(len(told.counts) - _ROWS, 0))
            for slug, title, told in (
                ("topics", _("What was asked about"), found.topics),
                ("agencies", _("Agencies asked for"), found.agencies),
            )
        ],
        "trend": columns([(_month(p.last, "M"), round(p.index.value or 0)) for p in found.points]),
        "points": [(point_words(p), p.index) for p in found.points],
        "bars": _BARS,
        "fewest": FEWEST,
    }
    response = render(request, "public/figures.html", context)
    response["Link"] = license_link(licence)
    return response


def cards_of(found: Figures) -> list[Card]:
    """Visits, guests, where from, how soon, how satisfied."""
    provinces = sum(count.key in found.provinces for count in found.origins.counts)
    provinces += len(found.origins.together & set(found.provinces))
    times, index = found.answered, found.index
    noted = found.points[-1].last if found.points else None
    return [
        Card(
            _("Visits"),
            whole_words(found.visits),
            ngettext("%(n)s request came in", "%(n)s requests came in", found.requests)
            % {"n": whole_words(found.requests)},
        ),
        Card(
            _("Guests"),
            "–" if found.people is None else whole_words(found.people),
            ngettext("from %(n)d province", "from %(n)d provinces", provinces) % {"n": provinces}
            if provinces
            else "",
        ),
        Card(
            _("Answered within"),
            "–" if times.median is None else _("%(n)s days") % {"n": decimal_words(times.median)},
            _("nothing answered yet")
            if times.median is None
            else _("nine of ten within %(n)s working days")
            % {"n": decimal_words(times.nine_of_ten)},
        ),
        Card(
            _("IKM"),
            "–" if index.value is None else decimal_words(float(index.value), 2),
            _("the months that are over have fewer than %(n)d answers") % {"n": FEWEST}
            if index.grade is None or noted is None
            else ngettext(
                "%(grade)s, %(word)s · %(n)s answer until %(month)s",
                "%(grade)s, %(word)s · %(n)s answers until %(month)s",
                index.answers,
            )
            % {
                "grade": index.grade.value,
                "word": index.grade.label,
                "n": whole_words(index.answers),
                "month": _month(noted, "F"),
            },
        ),
    ]


def rows_of(told: Told) -> list[Row]:
    """The most numerous first, of a long table those only; last those that are told together."""
    highest = max((count.visits for count in told.counts), default=0)
    rows = [
        Row(count.name, count.visits, count.people, share(count.visits, highest))
        for count in told.counts[:_ROWS]
    ]
    if told.others:
        name = pgettext("figures", "others together")
        rows.append(Row(name, told.others.visits, told.others.people, 0))
    return rows


def point_words(point: Point) -> str:
    """ "March", or "January–March"."""
    first, last = _month(point.first, "F"), _month(point.last, "F")
    return first if first == last else f"{first}–{last}"


def _month(day: dt.date, form: str) -> str:
    return date_format(day, form)
