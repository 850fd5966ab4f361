"""The desk's buttons about a letter that is required: another day, none at all, or on paper."""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.language.dates import day_words
from visits.life.letter_steps.deciding import NotADueDay, due_days, note_came, set_due
from visits.pages.desk.visit.press import Press
from visits.pages.frame.typed import Day


def _set(press: Press) -> str:
    until = _day(press)
    set_due(press.visit, until=until, reason=press.text(), **press.who)
    return _("The letter is due by %(day)s now.") % {"day": day_words(until)}


def _waive(press: Press) -> str:
    set_due(press.visit, until=None, reason=press.text(), **press.who)
    return _("It stands without a letter.")


def _came(press: Press) -> str:
    note_came(press.visit, came=True, **press.who)
    return _("Noted: the letter came on paper.")


def _did_not_come(press: Press) -> str:
    note_came(press.visit, came=False, **press.who)
    return _("Noted: the letter is not here.")


def _day(press: Press) -> dt.date:
    try:
        day = Day(required=True).clean(press.request.POST.get("until", ""))
    except ValidationError:
        day = None
    if not isinstance(day, dt.date):
        raise NotADueDay(*due_days(press.visit, now=press.now))
    return day


# Steps that the delegation hears of, once they cannot be taken back any more.
TOLD = frozenset({"tenggat-surat", "tanpa-surat"})
STEPS: dict[str, Callable[[Press], str]] = {
    "tenggat-surat": _set,
    "tanpa-surat": _waive,
    "surat-datang": _came,
    "surat-belum": _did_not_come,
}
