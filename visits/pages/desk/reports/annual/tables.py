"""A report's tables: all that its charts show, and what they leave out."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from visits.language.figures import decimal_words, whole_words
from visits.pages.desk.reports.cards import period_words
from visits.pages.desk.reports.sections import Section
from visits.papers.contents import blocks
from visits.reports.asked import Asked
from visits.reports.held import By
from visits.reports.report import Report
from visits.reports.satisfaction import Satisfaction

_POINTS = 9
# Rows of a line each that surely find room on one page.
_MOST_WHOLE = 12
_NAME, _NUMBER = 4, 1.2


def section_table(section: Section, before: Report | None) -> blocks.Block:
    """Its rows beside what was before, and how many more there are; months on one page."""
    heads = [_("What"), _("Visits"), _("People")]
    if before:
        heads += [period_words(before.period), pgettext("figure", "Change")]
    body = []
    for row in section.shown:
        cells = [row.name, whole_words(row.visits), whole_words(row.people)]
        if before:
            cells += ["–" if row.before is None else whole_words(row.before), row.change or "–"]
        body.append(cells)
    if section.hidden:
        body.append([section.hidden, *[""] * (len(heads) - 1)])
    return _table(heads, body, whole=section.slug == By.MONTH and len(body) <= _MOST_WHOLE)


def outcome_table(asked: Asked) -> Iterator[blocks.Block]:
    """Why requests were declined; nothing where none was, or nobody knows any more."""
    if not asked.reasons:
        return
    body = [[reason, whole_words(count)] for reason, count in asked.reasons]
    if asked.other_reasons:
        body.append([_("other reasons"), whole_words(asked.other_reasons)])
    yield _table([_("Why requests were declined"), _("Requests")], body)


def index_table(satisfaction: Satisfaction) -> blocks.Block:
    """The months in which somebody answered, and all together."""
    rows = [
        (date_format(day, "F Y"), index)
        for day, index in satisfaction.months.items()
        if index.answers
    ]
    body = [
        [
            name,
            whole_words(index.answers),
            decimal_words(None if index.value is None else float(index.value), 2),
            f"{index.grade.value} ({index.grade.label})" if index.grade else "–",
        ]
        for name, index in [*rows, (_("All"), satisfaction.whole)]
    ]
    return _table([_("Month"), _("Answers"), _("IKM"), _("Grade of the IKM")], body, wide_last=True)


def _table(
    heads: list[str], body: list[list[str]], *, wide_last: bool = False, whole: bool = False
) -> blocks.Block:
    widths: list[float | str] = [_NAME, *[_NUMBER] * (len(heads) - 1)]
    align = ["left", *["right"] * (len(heads) - 1)]
    if wide_last:
        widths[-1], align[-1] = 2, "left"
    return blocks.table(heads, body, widths=widths, align=align, points=_POINTS, whole=whole)
