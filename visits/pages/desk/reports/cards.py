"""The five figures on top of a report, each with a line that says more."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.language.figures import change_words, decimal_words, percent_words, whole_words
from visits.models import Status
from visits.pages.desk.reports.behind import held_behind
from visits.reports.period import Period
from visits.reports.report import Report


@dataclass(frozen=True)
class Card:
    """A figure: what it is, its value, and a line below; `grew` where it is more than before.

    `where` is the query of the list with the visits that the value counts, `where_note` with those
    of the line; empty where they count something else.
    """

    name: str
    value: str
    note: str
    grew: bool = False
    where: str = ""
    where_note: str = ""


def period_words(period: Period) -> str:
    """ "2026", or "1 Maret 2026 – 31 Mei 2026"."""
    if period.year:
        return str(period.year)
    first, last = (date_format(day, "j F Y") for day in (period.first, period.last))
    return f"{first} – {last}"


def cards_of(this: Report, before: Report | None) -> list[Card]:
    """Visits, guests, answers, places used and the index of satisfaction."""
    return [_visits(this, before), _guests(this), _answered(this), _quota(this), _index(this)]


def _visits(this: Report, before: Report | None) -> Card:
    count, where = this.visitors.visits, held_behind(this.period)
    if before:
        former = before.visitors.visits
        note = _("%(change)s against %(period)s") % {
            "change": change_words(count, former),
            "period": period_words(before.period),
        }
        return Card(_("Visits"), whole_words(count), note, grew=count > former, where=where)
    missed = this.visitors.no_shows
    note = ngettext("%(n)d did not come", "%(n)d did not come", missed) % {"n": missed}
    missing = held_behind(this.period, status=Status.NO_SHOW)
    return Card(_("Visits"), whole_words(count), note, where=where, where_note=missing)


def _guests(this: Report) -> Card:
    average = this.visitors.people_a_visit
    note = _("%(n)s people a visit") % {"n": decimal_words(average, 0)} if average else ""
    return Card(_("Guests"), whole_words(this.visitors.people), note)


def _answered(this: Report) -> Card:
    times = this.asked.answered
    if times.median is None:
        return Card(_("Answered within"), "–", _("nothing answered yet"))
    value = _("%(n)s days") % {"n": decimal_words(times.median)}
    note = _("nine of ten within %(n)s working days") % {"n": decimal_words(times.nine_of_ten)}
    return Card(_("Answered within"), value, note)


def _quota(this: Report) -> Card:
    full = this.quota.full_weeks
    note = ngettext("%(n)d full week", "%(n)d full weeks", full) % {"n": full}
    return Card(_("Places used"), percent_words(this.quota.used), note)


def _index(this: Report) -> Card:
    index = this.satisfaction.whole
    if index.value is None or index.grade is None:
        return Card(_("IKM"), "–", _("nobody answered the survey"))
    note = ngettext(
        "%(grade)s, %(word)s · %(n)s answer", "%(grade)s, %(word)s · %(n)s answers", index.answers
    ) % {"grade": index.grade.value, "word": index.grade.label, "n": whole_words(index.answers)}
    return Card(_("IKM"), decimal_words(float(index.value), 2), note)
