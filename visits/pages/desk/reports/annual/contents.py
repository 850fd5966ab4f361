"""The data of a period's report, as the papers' engine sets it (visits/papers/typst/report.typ)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from visits.language.dates import date_words
from visits.language.figures import whole_words
from visits.models import PaperKind
from visits.pages.desk.reports.annual.charts import index_columns, lying_bars, month_columns
from visits.pages.desk.reports.annual.findings import findings_of
from visits.pages.desk.reports.annual.map import DRAWING, drawing, map_block
from visits.pages.desk.reports.annual.tables import index_table, outcome_table, section_table
from visits.pages.desk.reports.cards import Card, cards_of, period_words
from visits.pages.desk.reports.sections import Section, outcomes_of, sections_of
from visits.papers.contents import blocks
from visits.papers.contents.facts import House, house_of
from visits.papers.contents.frame import Issue, frame, signed_by
from visits.papers.typesetting.rendering import pdf
from visits.reports.held import By
from visits.reports.report import Report

KIND = "report"


def report_pdf(this: Report, before: Report | None, *, now: dt.datetime) -> bytes:
    """The report of `this` beside `before`, in the reader's language: PDF/UA-1; four queries.

    The same figures on the same day of the host give the same bytes.
    """
    return pdf(KIND, contents(this, before, now=now))


def contents(this: Report, before: Report | None, *, now: dt.datetime) -> dict[str, Any]:
    """All that it says, as JSON can keep it."""
    house = house_of(language=get_language() or "id", now=now)
    today = now.astimezone(house.zone).date()
    midnight = dt.datetime.combine(today, dt.time(), house.zone)
    with translation.override(house.language), timezone.override(house.zone):
        title = (
            _("ANNUAL REPORT ON STUDY VISITS") if this.period.year else _("REPORT ON STUDY VISITS")
        )
        name = period_words(this.period)
        data = frame(house, KIND, Issue(), shape="report", title=f"{title} {name}")
        sections = sections_of(this, before)
        signatory = house.forms.get(PaperKind.REPLY)
        return {
            **data,
            # Made on a day, not at a moment.
            "issued_at": midnight.isoformat(),
            "lists": True,
            "closed": True,
            "dated_below": True,
            "signer": signed_by(signatory.signatory if signatory else None),
            "copies": [],
            "drawings": _drawings(sections),
            "heading": title,
            "subtitles": [name, house.host.name, *_beside(before)],
            "cards": [
                {"name": card.name, "value": card.value, "note": card.note}
                for card in (*cards_of(this, before), _requests(this))
            ],
            "blocks": [*_findings(this, before, today), *_sections(this, sections, before)],
            "attached": list(_notes(house)),
        }


def _requests(this: Report) -> Card:
    """The sixth card, which the page has as a chart."""
    note = _("%(n)s declined") % {"n": whole_words(this.asked.declined)}
    return Card(_("Requests"), whole_words(this.asked.requests), note)


def _drawings(sections: list[Section]) -> dict[str, str]:
    """The map, where the report has one."""
    mapped = next((section.map for section in sections if section.map), None)
    return {DRAWING: drawing(mapped)} if mapped else {}


def _beside(before: Report | None) -> list[str]:
    if before is None:
        return []
    return [_("compared with %(before)s") % {"before": period_words(before.period)}]


def _findings(this: Report, before: Report | None, today: dt.date) -> Iterator[blocks.Block]:
    for part in findings_of(this, before, today=today):
        yield blocks.heading(part.heading, centred=False)
        yield blocks.listed(part.sentences, numbered=False, indented=False)


def _sections(
    this: Report, sections: list[Section], before: Report | None
) -> Iterator[blocks.Block]:
    """Each chart with its table; what has no figures is left out."""
    for section in sections:
        yield blocks.heading(section.title, centred=False)
        if section.slug == By.MONTH:
            yield from month_columns(this, before, section)
        else:
            if section.map:
                yield map_block(section.map, section.title)
            yield from lying_bars(section.title, [(r.name, r.visits) for r in section.bars])
        yield section_table(section, before)
    outcomes = outcomes_of(this.asked, this.period)
    if outcomes:
        title = _("What became of the requests")
        yield blocks.heading(title, centred=False)
        yield from lying_bars(title, [(row.name, row.count) for row in outcomes])
        yield from outcome_table(this.asked)
    if this.satisfaction.whole.answers:
        yield blocks.heading(_("Satisfaction month by month"), centred=False)
        yield from index_columns(this.satisfaction)
        yield index_table(this.satisfaction)


def _notes(house: House) -> Iterator[blocks.Block]:
    """What the figures are, for whoever knows the paper alone (docs/reports.md)."""
    day = date_words(house.now.astimezone(house.zone).date())
    yield blocks.heading(_("What the figures mean"), centred=False)
    yield blocks.listed(
        [
            _("Visits are those that took place, by the day of their session."),
            _("Guests are those who came, or who were expected where nobody counted."),
            _(
                "Requests are those sent in the period whose address was confirmed; what became "
                "of them is as it stands on the day of this report."
            ),
            _(
                "The time of an answer runs from the confirmed address to the first approval, "
                "refusal or proposal, in working days."
            ),
            _(
                "Places are those of the weeks that have begun and whose Thursday lies in the "
                "period; closed weeks have none."
            ),
            _(
                "Of topics and agencies a visit may have several, so that their sum may be higher "
                "than the number of visits."
            ),
            _("The IKM is reckoned by PermenPANRB 14/2017 over all answers given in the period."),
            _("Figures as of %(day)s, from the records of %(host)s.")
            % {"day": day, "host": house.host.name},
        ],
        numbered=False,
        indented=False,
    )
