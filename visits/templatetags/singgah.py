"""Words for templates; the same as in mails, see visits/language/dates.py."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scheduling.availability import WeekState
from scheduling.slots import SlotId
from scheduling.weeks import week_name
from visits.inbox.incoming import words_of
from visits.inbox.signs import rank_word
from visits.language import dates, emails
from visits.language.phones import show_phone
from visits.language.shortening import shortened
from visits.language.sizes import size_words
from visits.language.web_addresses import BREAK
from visits.phrases import why_not
from visits.phrases.changes import field_words
from visits.phrases.choices import ranks_on
from visits.phrases.joint import joint_words
from visits.phrases.receiving import standing_words, suggestion_words
from visits.phrases.wrong_fields import error_words, named_error_words

register = template.Library()
_ADDRESS = re.compile(rf"""(https?://[^\s<>"'{BREAK}]*[^\s<>"'{BREAK}.,:;!?)])""")

for _filter in (
    dates.day_words,
    dates.date_words,
    dates.short_day_words,
    dates.near_day_words,
    dates.time_words,
    dates.local_time_words,
    dates.moment_words,
    dates.short_moment_words,
    dates.week_words,
):
    register.filter(_filter.__name__, _filter)

register.filter("week_name", week_name)
register.filter("show_phone", show_phone)
register.filter("shortened", shortened)
register.filter("size_words", size_words)


@register.filter
def linked(text: str) -> SafeString:
    """A letter's text as HTML: https addresses as links, and what strangers wrote kept from it.

    Those are the office's own; in a stranger's words they are broken
    (visits/phrases/strangers_words.py).
    An element where they are broken keeps also programs from linking that pass over the mark.
    """
    parts = []
    for part in _ADDRESS.split(text):
        shown = escape(part)
        link = f'<a href="{shown}">{shown}</a>' if _ADDRESS.fullmatch(part) else shown
        parts.append(link.replace(BREAK, f"<span>{BREAK}</span>"))
    return mark_safe("".join(parts))  # noqa: S308  # each part is escaped


@register.filter
def mailto(address: str, subject: str = "") -> str:
    """The link that writes to `address`, whatever stands in the database (language/emails.py)."""
    try:
        return emails.mailto(address, subject)
    except ValueError:
        return f"mailto:{quote(address, safe='@')}"


@register.filter
def slot_words(slot_id: str) -> str:
    """A session by its id: "Selasa, 8 Desember 2026, 09.00"; what is none comes back as it is."""
    try:
        slot = SlotId.parse(slot_id)
    except ValueError:
        return slot_id
    return f"{dates.day_words(slot.date)}, {dates.time_words(slot.starts_at)}"


register.filter("error_words", error_words)
register.filter("named_error_words", named_error_words)
register.filter("field_words", field_words)
register.filter("joint_words", joint_words)
register.filter("incoming_words", words_of)
register.filter("rank_word", rank_word)
register.filter("standing_words", standing_words)
register.filter("suggestion_words", suggestion_words)
register.simple_tag(ranks_on)
register.simple_tag(dates.hours_words, name="hours_words")
register.simple_tag(why_not.in_short_for_staff, name="reason_words")


@dataclass(frozen=True)
class Places:
    """The bars of a week: so many taken, held, free and over, and the same in words."""

    taken: int
    held: int
    free: int
    over: int
    words: str


@register.simple_tag
def places_of(week: WeekState) -> Places:
    """The bars of `week`, for parts/places.html: one for each visit, one for each free place."""
    taken = min(week.taken - week.held, week.capacity)
    return Places(
        taken=taken,
        held=min(week.held, week.capacity - taken),
        free=week.available,
        over=max(0, week.taken - week.capacity),
        words=_("%(taken)d of %(capacity)d") % {"taken": week.taken, "capacity": week.capacity},
    )
