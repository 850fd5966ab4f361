"""What became of a period's requests, in sentences."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.language.figures import decimal_words, whole_words
from visits.language.lists import and_words
from visits.pages.desk.reports.cards import period_words
from visits.reports.asked import Asked, Times
from visits.reports.report import Report

_REASONS_TOLD, _LONGEST_REASON = 3, 120
# Of fewer answers nine of ten are all of them (Times.of).
_TEN = 10


def asked_findings(this: Report) -> Iterator[str]:
    """How many, what became of them, how long they took; nothing where none was made."""
    asked = this.asked
    if not asked.requests:
        if this.visitors.visits:
            told = {"period": period_words(this.period)}
            yield _("No request was sent in %(period)s.") % told
        return
    outcomes = [words for words, count in _outcomes(asked) if count]
    yield ngettext(
        "%(n)s request was sent and confirmed: %(outcomes)s.",
        "%(n)s requests were sent and confirmed: %(outcomes)s.",
        asked.requests,
    ) % {"n": whole_words(asked.requests), "outcomes": and_words(outcomes)}
    yield from _answered(asked.answered)
    yield from _declined(asked.reasons)
    yield from _waiting(asked)


def _declined(reasons: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Why, in the words of the letters; "most frequent" only where others are rarer."""
    if not reasons:
        return
    told, left = reasons[:_REASONS_TOLD], reasons[_REASONS_TOLD:]
    if not left:
        words = _("Requests were declined for: %(reasons)s.")
    elif told[-1][1] > left[0][1]:
        words = _("The most frequent reasons for declining were: %(reasons)s.")
    else:
        words = _("Among the reasons for declining were: %(reasons)s.")
    quoted = "; ".join(f"“{_short(reason)}” ({count})" for reason, count in told)
    yield words % {"reasons": quoted}


def _outcomes(asked: Asked) -> list[tuple[str, int]]:
    return [
        (words % {"n": whole_words(count)}, count)
        for words, count in (
            (_("%(n)s approved"), asked.approved),
            (_("%(n)s declined"), asked.declined),
            (_("%(n)s cancelled"), asked.cancelled),
            (_("%(n)s lapsed"), asked.lapsed),
            (_("%(n)s still under way"), asked.open),
        )
    ]


def _answered(times: Times) -> Iterator[str]:
    if times.median is None or times.nine_of_ten is None:
        return
    if times.count == 1:
        yield _("One was answered, after %(days)s.") % {"days": _working_days(times.median)}
        return
    told = {
        "n": whole_words(times.count),
        "median": _working_days(times.median),
        "most": _working_days(times.nine_of_ten),
    }
    if times.count < _TEN:
        words = _(
            "Half of the %(n)s answers took no longer than %(median)s, all no longer than %(most)s."
        )
    else:
        words = _(
            "Half of the %(n)s answers took no longer than %(median)s, nine of ten no longer than "
            "%(most)s."
        )
    yield words % told


def _working_days(days: float) -> str:
    """ "1,5 hari kerja"; what would read as nothing at all is less than a tenth."""
    if days < 0.05:
        return _("a tenth of a working day")
    return _("%(n)s working days") % {"n": decimal_words(days)}


def _waiting(asked: Asked) -> Iterator[str]:
    if not asked.waiting:
        yield _("None of them had to wait on the waiting list.")
        return
    told = {"waiting": whole_words(asked.waiting), "placed": whole_words(asked.got_a_place)}
    if not asked.got_a_place:
        yield (
            ngettext(
                "%(waiting)s was on the waiting list and has not got a place from it.",
                "%(waiting)s were on the waiting list and have not got a place from it.",
                asked.waiting,
            )
            % told
        )
    elif asked.got_a_place == asked.waiting == 1:
        yield _("One was on the waiting list and got a place after %(days)s days.") % {
            "days": decimal_words(asked.waited.median)
        }
    else:
        yield _("%(waiting)s were on the waiting list; %(placed)s of them got a place.") % told
        if asked.got_a_place > 1:
            yield _("Half of those who got a place waited no longer than %(n)s days.") % {
                "n": decimal_words(asked.waited.median)
            }


def _short(reason: str) -> str:
    """The reason without its stop, for it stands in a sentence; a long one is cut between words."""
    bare = reason.rstrip(" .")
    if len(bare) <= _LONGEST_REASON:
        return bare
    return bare[:_LONGEST_REASON].rsplit(" ", 1)[0] + " …"
