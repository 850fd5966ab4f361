"""The rundown in words: its lines for calendars and mails, and what is wrong with one."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from visits.agenda.items import MOST, Fault, Hours
from visits.agenda.reading import rundown_of, who_leads
from visits.language.dates import time_words
from visits.models import AgendaItem, Visit
from visits.queries.visits import Session


def item_words(item: AgendaItem, session: Session) -> str:
    """A line: "09.00-09.20 Pembukaan (Ibu Sari), Aula", by the clock of the session's place."""
    zone = session.starts_at.tzinfo
    begin, end = item.starts_at.astimezone(zone), item.ends_at.astimezone(zone)
    who = who_leads(item)
    words = f"{time_words(begin)}-{time_words(end)} {item.title}"
    words = f"{words} ({who})" if who else words
    return f"{words}, {item.place}" if item.place else words


def lines_of(visit: Visit, session: Session | None) -> list[str]:
    """The lines of what others than staff see of the rundown; at most one query."""
    if session is None:
        return []
    return [item_words(item, session) for item in rundown_of(visit, session).shown]


def fault_words(fault: Fault) -> str:
    """What is wrong with an item's hours, for programs and people alike."""
    return {
        Hours.ORDER: _("It ends before it begins."),
        Hours.WHOLE_MINUTES: _("Give whole minutes."),
        Hours.OUTSIDE: _("This is outside the session."),
        Hours.OVERLAP: _("This overlaps with the item before it."),
    }[fault.code]


def too_many_words() -> str:
    """That a rundown has only so many items."""
    return _("A rundown has %(number)s items at the most.") % {"number": MOST}


def kept_words(rows: Sequence[Sequence[Any]]) -> str:
    """A rundown of the history (items.as_kept), a line an item: its minutes, title and who."""
    lines = []
    for begin, end, title, _officer, speaker, place in rows:
        more = ", ".join(part for part in (speaker, place) if part)
        minutes = _("%(minutes)s minutes") % {"minutes": end - begin}
        lines.append(f"{title} ({minutes}){', ' + more if more else ''}")
    return "\n".join(lines)
