"""What the figures of a period say, in sentences.

Each is made by a rule, and only where it is true and says something: nothing is said to be the most
where two are level, no part of a whole is told of a handful, and of nothing there is no average.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.language.dates import date_words
from visits.language.figures import decimal_words, percent_words, whole_words
from visits.language.lists import and_words
from visits.pages.desk.reports.annual.requests import asked_findings
from visits.pages.desk.reports.cards import period_words
from visits.reports.held import By, Count
from visits.reports.report import Report

# Of fewer a part in hundredths sounds like more than is known.
_ENOUGH_FOR_A_PART = 10
_MOST_LEVEL = 3


@dataclass(frozen=True)
class Findings:
    """Sentences that belong together, under their heading."""

    heading: str
    sentences: list[str]


def findings_of(this: Report, before: Report | None, *, today: dt.date) -> list[Findings]:
    """Everything that is to be said of `this`, beside `before` where it is compared.

    `today` is the host's date: of a period that is not over it is said so.
    """
    parts: Sequence[tuple[str, Iterator[str]]] = (
        (_("Visits"), _visits(this, before, today)),
        (_("Where they came from, and what for"), _origins(this)),
        (_("Requests and answers"), asked_findings(this)),
        (_("Quota"), _quota(this)),
        (_("Satisfaction of the guests"), _satisfaction(this, before)),
    )
    told = [Findings(heading, list(sentences)) for heading, sentences in parts]
    return [part for part in told if part.sentences]


def _visits(this: Report, before: Report | None, today: dt.date) -> Iterator[str]:
    held, period = this.visitors, this.period
    name = period_words(period)
    if today < period.first:
        yield _("%(period)s has not begun yet.") % {"period": name}
        return
    if today <= period.last:
        yield _unfinished(before) % {
            "period": name,
            "day": date_words(today),
            "before": period_words(before.period) if before else "",
        }
    if not held.visits:
        yield _("No visit took place in %(period)s.") % {"period": name}
    elif held.visits == 1:
        yield ngettext(
            "One visit took place in %(period)s, with %(people)s guest.",
            "One visit took place in %(period)s, with %(people)s guests.",
            held.people,
        ) % {"period": name, "people": whole_words(held.people)}
    else:
        yield _(
            "%(visits)s visits took place in %(period)s, with %(people)s guests, on average "
            "%(average)s people a visit."
        ) % {
            "visits": whole_words(held.visits),
            "period": name,
            "people": whole_words(held.people),
            "average": decimal_words(held.people_a_visit),
        }
    if before:
        yield from _compared(this, before)
    yield from _busiest(held.by[By.MONTH])
    yield from _came(this)


def _unfinished(before: Report | None) -> str:
    """It is fair to say that part of a period is compared with a whole one."""
    if before is None:
        return _("%(period)s is not over yet: the figures are those up to %(day)s.")
    return _(
        "%(period)s is not over yet: the figures are those up to %(day)s, beside the whole of "
        "%(before)s."
    )


def _compared(this: Report, before: Report) -> Iterator[str]:
    now, then = this.visitors.visits, before.visitors.visits
    told = {"period": period_words(before.period), "then": whole_words(then)}
    if not then:
        if now:
            yield _("In the period before, %(period)s, no visit took place.") % told
        return
    if now == then:
        yield _("That is as many visits as in the period before, %(period)s.") % told
        return
    told["difference"] = whole_words(abs(now - then))
    if then >= _ENOUGH_FOR_A_PART:
        told["part"] = percent_words(Fraction(abs(now - then), then))
        more = _(
            "That is %(difference)s more visits (%(part)s) than in the period before, "
            "%(period)s, which had %(then)s."
        )
        fewer = _(
            "That is %(difference)s fewer visits (%(part)s) than in the period before, "
            "%(period)s, which had %(then)s."
        )
    else:
        more = _(
            "The number of visits is %(difference)s higher than in the period before, "
            "%(period)s, which had %(then)s."
        )
        fewer = _(
            "The number of visits is %(difference)s lower than in the period before, "
            "%(period)s, which had %(then)s."
        )
    yield (more if now > then else fewer) % told


def _busiest(months: Sequence[Count]) -> Iterator[str]:
    """Which month had the most; up to three that are level, and never of single visits."""
    most = max(month.visits for month in months)
    named = [_month_words(month, months) for month in months if month.visits == most]
    if most < 2 or len(named) > _MOST_LEVEL or len(months) == 1 or len(named) == len(months):
        return
    told = {"months": and_words(named), "visits": whole_words(most)}
    if len(named) == 1:
        yield _("The busiest month was %(months)s, with %(visits)s visits.") % told
    else:
        yield _("The busiest months were %(months)s, with %(visits)s visits each.") % told


def _month_words(month: Count, months: Sequence[Count]) -> str:
    """ "Mei"; with its year where the period has another May."""
    return date_format(dt.date.fromisoformat(month.key), "F" if len(months) <= 12 else "F Y")


def _came(this: Report) -> Iterator[str]:
    """Who did not come, and who came on time."""
    held = this.visitors
    if held.no_shows:
        yield ngettext(
            "%(n)s delegation that was approved did not come.",
            "%(n)s delegations that were approved did not come.",
            held.no_shows,
        ) % {"n": whole_words(held.no_shows)}
    elif held.visits > 1:
        yield _("No delegation was noted as not having come.")
    if held.noted > 1:
        told = {"noted": whole_words(held.noted), "on_time": whole_words(held.on_time)}
        if held.noted >= _ENOUGH_FOR_A_PART:
            told["on_time"] += f" ({percent_words(held.punctual)})"
        yield (
            _(
                "Of %(noted)s visits whose arrival was noted, %(on_time)s were on time: the "
                "delegation was there at most 15 minutes after the begin."
            )
            % told
        )


def _origins(this: Report) -> Iterator[str]:
    held = this.visitors
    places = held.by[By.PROVINCE]
    provinces = sum(place.key.isdigit() for place in places)
    abroad = len(places) - provinces
    if held.visits > 1 and len(places) == 1:
        yield _("All visits came from %(place)s.") % {"place": places[0].name}
    elif held.visits == 1:
        yield _("It came from %(place)s.") % {"place": places[0].name}
    elif places:
        counted = []
        if provinces:
            counted.append(
                ngettext("%(n)s province", "%(n)s provinces", provinces)
                % {"n": whole_words(provinces)}
            )
        if abroad:
            counted.append(
                ngettext("%(n)s country abroad", "%(n)s countries abroad", abroad)
                % {"n": whole_words(abroad)}
            )
        yield _("The guests came from %(places)s.") % {"places": and_words(counted)}
    finding: dict[By, Callable[[], str]] = {
        By.PROVINCE: lambda: _("Most came from %(name)s: %(visits)s visits."),
        By.REGION: lambda: _("The most frequent region was %(name)s: %(visits)s visits."),
        By.TOPIC: lambda: _("The topic asked about most was %(name)s: %(visits)s visits."),
        By.AGENCY: lambda: _("The agency asked for most was %(name)s: %(visits)s visits."),
    }
    for by, words in finding.items():
        if (first := ahead(held.by[by])) and first.visits > 1:
            yield words() % {"name": first.name, "visits": whole_words(first.visits)}


def ahead(counts: Sequence[Count]) -> Count | None:
    """The one that is more numerous than every other, where there are others."""
    if len(counts) > 1 and counts[0].visits > counts[1].visits:
        return counts[0]
    return None


def _quota(this: Report) -> Iterator[str]:
    quota = this.quota
    if not quota.places:
        return
    weeks = ngettext("%(n)s week", "%(n)s weeks", quota.weeks) % {"n": whole_words(quota.weeks)}
    yield _("Of %(places)s places in %(weeks)s, %(taken)s were taken (%(part)s).") % {
        "places": whole_words(quota.places),
        "weeks": weeks,
        "taken": whole_words(quota.taken),
        "part": percent_words(quota.used),
    }
    if quota.full_weeks:
        yield ngettext("%(n)s week was full.", "%(n)s weeks were full.", quota.full_weeks) % {
            "n": whole_words(quota.full_weeks)
        }


def _satisfaction(this: Report, before: Report | None) -> Iterator[str]:
    index = this.satisfaction.whole
    if index.value is None or index.grade is None:
        if this.visitors.visits:
            yield _("Nobody has answered the satisfaction survey.")
        return
    yield ngettext(
        "The index of public satisfaction (IKM) is %(value)s, grade %(grade)s (%(word)s), from "
        "%(n)s answer.",
        "The index of public satisfaction (IKM) is %(value)s, grade %(grade)s (%(word)s), from "
        "%(n)s answers.",
        index.answers,
    ) % {
        "value": decimal_words(float(index.value), 2),
        "grade": index.grade.value,
        "word": index.grade.label,
        "n": whole_words(index.answers),
    }
    former = before.satisfaction.whole if before else None
    if before and former and former.value is not None and former.grade is not None:
        told = {
            "difference": decimal_words(float(abs(index.value - former.value)), 2),
            "value": decimal_words(float(former.value), 2),
            "grade": former.grade.value,
            "period": period_words(before.period),
        }
        if index.value > former.value:
            words = _("It rose by %(difference)s from %(value)s (%(grade)s) in %(period)s.")
        elif index.value < former.value:
            words = _("It fell by %(difference)s from %(value)s (%(grade)s) in %(period)s.")
        else:
            words = _("It is the same as in %(period)s.")
        yield words % told
    yield from _by_month(this)


def _by_month(this: Report) -> Iterator[str]:
    """How far the months lay apart; nothing of a single one."""
    months = [(i.value, day) for day, i in this.satisfaction.months.items() if i.value is not None]
    if len(months) < 2 or len({value for value, _day in months}) == 1:
        return
    (least, low), (most, high) = min(months), max(months)
    yield _(
        "Month by month it lay between %(least)s (%(low)s) and %(most)s (%(high)s)."
    ) % {
        "least": decimal_words(float(least), 2), "low": date_format(low, "F Y"),
        "most": decimal_words(float(most), 2), "high": date_format(high, "F Y"),
    }  # fmt: skip
