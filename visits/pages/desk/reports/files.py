"""A report as a file: one row a figure, so that a spreadsheet can go on reckoning with it."""

from collections.abc import Callable, Iterator

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from visits.pages.desk.frame.rows_as_files import Content, csv_of, xlsx_of
from visits.reports.held import By, Count
from visits.reports.report import Report

_WIDTHS = (26, 44, 14, 12, 20, 20)
Row = tuple[Content, ...]


def as_csv(this: Report, before: Report | None) -> HttpResponseBase:
    """The figures, heads first."""
    return csv_of(_rows(this, before), name=name_of(this))


def as_xlsx(this: Report, before: Report | None) -> HttpResponseBase:
    """The same as a workbook."""
    rows = list(_rows(this, before))
    return xlsx_of(rows, name=name_of(this), title=_("Report"), widths=_WIDTHS, count=len(rows) - 1)


FORMATS: dict[str, Callable[[Report, Report | None], HttpResponseBase]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
}


def name_of(this: Report) -> str:
    """What a file of the report is called, without its ending."""
    period, word = this.period, _("report")
    return f"{word}-{period.year or f'{period.first}-{period.last}'}"


def _rows(this: Report, before: Report | None) -> list[Row]:
    """All in the reader's language now: the answer is sent when the request is over."""
    heads: Row = (_("Part"), _("What"), _("Visits"), _("People"))
    if before:
        heads = (*heads, _("Visits before"), _("People before"))
    return [heads, *_figures(this, before), *_counts(this, before)]


def _figures(this: Report, before: Report | None) -> Iterator[Row]:
    """Single figures; what is no number of visits stands in their column all the same."""
    part = _("All")
    were = list(_singles(before)) if before else None
    for n, (name, visits, people) in enumerate(_singles(this)):
        yield part, name, visits, people, *(were[n][1:] if were else ())


def _singles(report: Report) -> Iterator[tuple[str, int, int | None]]:
    held, asked, quota = report.visitors, report.asked, report.quota
    yield _("Visits that took place"), held.visits, held.people
    for name, count in (
        (_("Did not come"), held.no_shows),
        (_("Arrival noted"), held.noted),
        (_("Arrived on time"), held.on_time),
        (_("Requests"), asked.requests),
        (_("Requests approved"), asked.approved),
        (_("Requests declined"), asked.declined),
        (_("Requests cancelled"), asked.cancelled),
        (_("Requests lapsed"), asked.lapsed),
        (_("On the waiting list"), asked.waiting),
        (_("Got a place from it"), asked.got_a_place),
        (_("Places of the weeks"), quota.places),
        (_("Places taken"), quota.taken),
        (_("Full weeks"), quota.full_weeks),
        (_("Answers to the survey"), report.satisfaction.whole.answers),
    ):
        yield name, count, None


def _counts(this: Report, before: Report | None) -> Iterator[Row]:
    parts = {
        By.MONTH: _("Month"),
        By.PROVINCE: _("Province"),
        By.REGION: _("Region"),
        By.TOPIC: _("Topic"),
        By.AGENCY: _("Agency"),
        By.RANK: _("Leader's rank"),
    }
    nothing = Count("", "", 0, 0)
    for by, part in parts.items():
        # Months of another period are other months: each stands alone.
        were = {c.key: c for c in before.visitors.by[by]} if before and by != By.MONTH else {}
        for count in this.visitors.by[by]:
            then = were.get(count.key, nothing)
            beside: Row = (then.visits, then.people) if by != By.MONTH else (None, None)
            yield part, count.name, count.visits, count.people, *(beside if before else ())
