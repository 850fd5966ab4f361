"""Words for templates; the same as in mails, see visits/language/dates.py."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scheduling.availability import WeekState
from scheduling.slots import Reason, Slot, SlotId
from scheduling.weeks import week_name
from visits.language import dates, emails
from visits.language.phones import show_phone
from visits.language.web_addresses import BREAK
from visits.models import Participant, Visit

register = template.Library()
_ADDRESS = re.compile(rf"""(https?://[^\s<>"'{BREAK}]*[^\s<>"'{BREAK}.,:;!?)])""")

for _filter in (
    dates.day_words,
    dates.short_day_words,
    dates.time_words,
    dates.local_time_words,
    dates.moment_words,
    dates.short_moment_words,
    dates.week_words,
):
    register.filter(_filter.__name__, _filter)

register.filter("week_name", week_name)
register.filter("show_phone", show_phone)


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


@register.filter
def field_words(names: list[str]) -> str:
    """What of a visit was changed, by the names of its fields: "orang, telepon narahubung"."""
    columns = {field.name: str(field.verbose_name) for field in Visit._meta.concrete_fields}
    columns["participants"] = str(Participant._meta.verbose_name_plural)
    return ", ".join(columns[name] for name in names if name in columns)


register.simple_tag(dates.hours_words, name="hours_words")


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


@register.simple_tag
def reason_words(slot: Slot | None) -> str:
    """Why a session cannot be had, for staff; a closure by its name."""
    if slot is None or slot.reason is None:
        return _("No such session any more") if slot is None else ""
    if slot.reason == Reason.CLOSED and slot.note:
        return slot.note
    return {
        Reason.CLOSED: _("Closed"),
        Reason.TOO_SOON: _("Too soon"),
        Reason.TOO_FAR: _("Beyond the horizon"),
        Reason.WEEK_FULL: _("Week full"),
        Reason.DAY_FULL: _("Day full"),
        Reason.SLOT_TAKEN: _("Taken"),
        Reason.TOO_MANY_PEOPLE: _("Room too small"),
    }[slot.reason]
