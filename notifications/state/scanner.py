"""Whether files that come in are shown to a virus scanner, and how old what it knows is."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.state.parts import Level, Part
from visits.files.scanning import NoAnswer, asked
from visits.language.dates import day_words

_PATIENCE = 2.0
# ClamAV's signatures come anew each day; a scanner without them finds what is a week old.
_OLD = dt.timedelta(days=7)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def scanner(now: dt.datetime) -> Iterator[Part]:
    """Whether clamd answers, and of which day its signatures are."""
    name = _("Virus scanner")
    if not settings.CLAMD:
        yield Part(name, Level.OFF, _("Files are taken without one."), _("Set CLAMD to use one."))
        return
    try:
        said = asked(b"VERSION", seconds=_PATIENCE)
    except NoAnswer as error:
        words = _("It does not answer (%(why)s).") % {"why": error}
        advice = _("Files are refused until it does: start clamd, or correct CLAMD.")
        if settings.CLAMD_AWAY == "take":
            advice = _("Files are taken without it: start clamd, or correct CLAMD.")
        yield Part(name, Level.FAULT, words, advice)
        return
    version, _number, written = [*said.split("/", 2), "", ""][:3]
    day = _day_in(written)
    words = version or said
    if day is not None:
        words = _("%(version)s, signatures of %(day)s") % {
            "version": version,
            "day": day_words(day),
        }
    if day is not None and now.date() - day <= _OLD:
        yield Part(name, Level.OK, words)
    else:
        yield Part(name, Level.NOTICE, words, _("Start freshclam, which fetches new signatures."))


def _day_in(written: str) -> dt.date | None:
    """The day in what ctime(3) writes, or None."""
    parts = written.split()
    if len(parts) != 5:
        return None
    try:
        # By number: the names of months would hang on the machine's language.
        month = _MONTHS.index(parts[1]) + 1
        return dt.date(int(parts[4]), month, int(parts[2]))
    except ValueError:
        return None
