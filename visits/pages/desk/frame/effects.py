"""What a change would bring, in words: visits to be moved, full weeks, and who waits."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.impact import Kind, Trouble, preview
from scheduling.relief import Relief, relief_after
from scheduling.slots import Slot, SlotId
from visits.access.fingerprints import seal
from visits.language.dates import day_words, time_words, week_words, zone_words
from visits.models import Visit

# Kinds of trouble of those who have no place there, only the hope of one.
HOPES = frozenset({Kind.WAITED_FOR, Kind.WAIT_ENDS, Kind.PROPOSED})


@dataclass(frozen=True)
class Effect:
    """A trouble in words, with the visit that it is about, if any."""

    words: str
    visit: Visit | None


@dataclass(frozen=True)
class Suggestion:
    """A visit that could be moved so that its week keeps its quota, and where to, if anywhere."""

    visit: Visit
    slot: SlotId
    to: Slot | None


@dataclass(frozen=True)
class Brought:
    """What a change would bring: its troubles, and what to move where weeks get too full."""

    troubles: Sequence[Trouble] = ()
    reliefs: Sequence[Relief] = ()

    @property
    def seal(self) -> str:
        """The mark of what was shown; suggestions may change until the press."""
        return seal(list(self.troubles))

    @property
    def context(self) -> dict[str, Any]:
        """What templates/desk/settings/effects.html shows; two queries."""
        return {
            "effects": effects_of(self.troubles),
            "effects_title": effects_title(self.troubles),
            "suggestions": suggestions_of(self.reliefs),
            "seal": self.seal,
        }


def brought_by(change: Callable[[], object], *, now: dt.datetime) -> Brought:
    """What `change` would bring; it is run and undone."""
    troubles = preview(change, now=now)
    over = {trouble.week for trouble in troubles if trouble.kind is Kind.OVERCOMMITTED}
    return Brought(troubles, relief_after(change, over, now=now))


def suggestions_of(reliefs: Sequence[Relief]) -> list[Suggestion]:
    """With their visits; one query."""
    uids = [relief.owner.removeprefix("visit:") for relief in reliefs]
    visits = {v.owner_key: v for v in Visit.objects.filter(uid__in=uids)} if uids else {}
    return [Suggestion(visits[r.owner], r.slot, r.to) for r in reliefs if r.owner in visits]


def effects_of(troubles: Sequence[Trouble]) -> list[Effect]:
    """The troubles in words; one query for the visits."""
    uids = [t.owner.removeprefix("visit:") for t in troubles if t.owner]
    visits = {v.owner_key: v for v in Visit.objects.filter(uid__in=uids)} if uids else {}
    return [Effect(_words(t), visits.get(t.owner)) for t in troubles]


def effects_title(troubles: Sequence[Trouble]) -> str:
    """How much it is: "3 visits would have to be moved"."""
    places = sum(1 for t in troubles if t.kind in (Kind.CLOSED, Kind.NO_SESSION))
    weeks = sum(1 for t in troubles if t.kind == Kind.OVERCOMMITTED)
    shifted = len({t.owner for t in troubles if t.kind == Kind.OTHER_ZONE})
    waits = len({t.owner for t in troubles if t.kind in HOPES})
    lines = []
    officers = len({t.owner for t in troubles if t.kind == Kind.OFFICER_GONE})
    others = len(
        {
            t.owner
            for t in troubles
            if t.kind in (Kind.ASKED_FOR, Kind.ROOM_RENAMED, Kind.ROOM_SMALLER)
        }
    )
    if places:
        words = ngettext(
            "%(n)d visit would have to be moved.", "%(n)d visits would have to be moved.", places
        )
        lines.append(words % {"n": places})
    if weeks:
        words = ngettext(
            "%(n)d week would be over-committed.", "%(n)d weeks would be over-committed.", weeks
        )
        lines.append(words % {"n": weeks})
    if officers:
        words = ngettext(
            "%(n)d visit would need another officer.",
            "%(n)d visits would need another officer.",
            officers,
        )
        lines.append(words % {"n": officers})
    if others:
        words = ngettext(
            "%(n)d visit depends on what you change.",
            "%(n)d visits depend on what you change.",
            others,
        )
        lines.append(words % {"n": others})
    if shifted:
        words = ngettext(
            "%(n)d visit keeps its hour on the clock, but not in the calendars outside: its "
            "invitations go out again.",
            "%(n)d visits keep their hour on the clock, but not in the calendars outside: their "
            "invitations go out again.",
            shifted,
        )
        lines.append(words % {"n": shifted})
    if waits:
        words = ngettext(
            "%(n)d delegation waits for these sessions.",
            "%(n)d delegations wait for these sessions.",
            waits,
        )
        lines.append(words % {"n": waits})
    return " ".join(lines)


def _words(trouble: Trouble) -> str:
    if trouble.kind == Kind.OVERCOMMITTED:
        taken, _sign, capacity = trouble.note.partition(" > ")
        words = _("Week of %(week)s: %(taken)s visits on %(capacity)s places")
        week = week_words(trouble.week, year=True)
        return words % {"week": week, "taken": taken, "capacity": capacity}
    slot = SlotId.parse(trouble.slot)
    words = f"{day_words(slot.date)}, {time_words(slot.starts_at)}"
    said = {
        Kind.OFFICER_GONE: _("%(when)s: %(what)s is named for it; name another"),
        Kind.ASKED_FOR: _("%(when)s: they asked for “%(what)s”"),
        Kind.ROOM_RENAMED: _(
            "%(when)s: feeds then show “%(what)s”; invitations that went out stay as they are"
        ),
        Kind.ROOM_SMALLER: _("%(when)s: more people than it holds (%(what)s)"),
    }
    if trouble.kind == Kind.OTHER_ZONE:
        begin = dt.datetime.combine(slot.date, slot.starts_at, ZoneInfo(trouble.note))
        words = f"{words} {zone_words(begin)}"
        return _("%(when)s: delegation and officers are invited again") % {"when": words}
    if trouble.kind in said:
        return said[trouble.kind] % {"when": words, "what": trouble.note}
    if trouble.kind == Kind.WAIT_ENDS:
        return _("%(when)s: waits, and nothing else can come; it ends with a mail") % {
            "when": words
        }
    if trouble.kind == Kind.WAITED_FOR:
        return _("%(when)s: waits for this session, and for others") % {"when": words}
    if trouble.kind == Kind.PROPOSED:
        return _("%(when)s: proposed to them, or wished for") % {"when": words}
    return words
