"""A report's charts, as typst draws them (papers/typst/charts.typ), each with its words.

Whoever cannot see one is told its largest values; all of them stand in the table below it.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from visits.language.figures import decimal_words, whole_words
from visits.language.lists import and_words
from visits.pages.desk.reports.cards import period_words
from visits.pages.desk.reports.sections import Section
from visits.papers.contents.blocks import Block
from visits.reports.held import By
from visits.reports.report import Report
from visits.reports.satisfaction import Satisfaction

# More would be too thin to read.
_MOST_COLUMNS, _FEWEST = 12, 2
_HIGHEST_INDEX = 100
_NO_BAR = {"words": "", "length": 0}


def month_columns(this: Report, before: Report | None, section: Section) -> Iterator[Block]:
    """Visits by month, beside the months before.

    Nothing of a single month, of too many, or of a single visit.
    """
    months = this.visitors.by[By.MONTH]
    if not _FEWEST <= len(months) <= _MOST_COLUMNS or this.visitors.visits < _FEWEST:
        return
    highest = max((max(row.visits, row.before or 0) for row in section.rows), default=0)
    compared = before is not None and all(row.before is not None for row in section.rows)
    groups = []
    for month, row in zip(months, section.rows, strict=True):
        values = [row.visits, row.before or 0] if compared else [row.visits]
        groups.append(
            {
                "label": date_format(dt.date.fromisoformat(month.key), "M"),
                # Nothing stands above a month in which nobody came.
                "bars": [_bar(value, highest) if value else _NO_BAR for value in values],
            }
        )
    names = [period_words(this.period)]
    if before and compared:
        names.append(period_words(before.period))
    told = [(month.name, month.visits) for month in months if month.visits]
    yield _columns(groups, names, _alt(section.title, told))


def index_columns(satisfaction: Satisfaction) -> Iterator[Block]:
    """The index by month, of 100; nothing where fewer than two months have one."""
    months = satisfaction.months
    known = [(day, index.value) for day, index in months.items() if index.value is not None]
    if len(known) < _FEWEST or len(months) > _MOST_COLUMNS:
        return
    groups = []
    for day, index in months.items():
        value = index.value
        bar = _NO_BAR
        if value is not None:
            bar = {
                "words": decimal_words(float(value), 1),
                "length": float(value) / _HIGHEST_INDEX,
            }
        groups.append({"label": date_format(day, "M"), "bars": [bar]})
    told = and_words(
        [f"{date_format(day, 'F Y')} {decimal_words(float(value), 2)}" for day, value in known]
    )
    alt = _("Bar chart. %(title)s: %(values)s.") % {
        "title": _("IKM month by month"),
        "values": told,
    }
    yield _columns(groups, [], alt)


def lying_bars(title: str, counts: Sequence[tuple[str, int]]) -> Iterator[Block]:
    """A bar for each; nothing of a single one, which says no more than its table."""
    if len(counts) < _FEWEST:
        return
    highest = max(count for _name, count in counts)
    yield {
        "type": "bars",
        "alt": _alt(title, counts),
        "bars": [{"label": name, **_bar(count, highest)} for name, count in counts],
    }


def _columns(groups: list[dict[str, Any]], names: list[str], alt: str) -> Block:
    return {"type": "columns", "alt": alt, "names": names, "groups": groups}


def _bar(value: int, highest: int) -> dict[str, Any]:
    """Its words, and its length as a part of the longest."""
    return {"words": whole_words(value), "length": value / highest if highest else 0}


def _alt(title: str, counts: Sequence[tuple[str, int]]) -> str:
    told = and_words([f"{name} {whole_words(count)}" for name, count in counts])
    return _("Bar chart. %(title)s: %(values)s.") % {"title": title, "values": told}
