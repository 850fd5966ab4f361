"""Sessions as values: their readable id, and one on a day with its answer to "may I?"."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

_SLOT = re.compile(r"(\d{4}-\d{2}-\d{2})-([01]\d|2[0-3])([0-5]\d)-([a-z0-9_-]{1,24})", re.ASCII)


class Reason(StrEnum):
    """Why a session cannot be had; the codes of the contract's `slots/`."""

    CLOSED = "closed"
    TOO_SOON = "too_soon"
    TOO_LATE = "too_late"
    TOO_FAR = "too_far"
    WEEK_FULL = "week_full"
    DAY_FULL = "day_full"
    SLOT_TAKEN = "slot_taken"
    TOO_MANY_PEOPLE = "too_many_people"


# Rules that staff may go over with a reason (domain.md, calendar rules).
SOFT_REASONS = frozenset({Reason.TOO_SOON, Reason.TOO_FAR, Reason.TOO_MANY_PEOPLE})

# What passes when somebody gives a place back: for these one can wait.
WAITABLE = frozenset({Reason.WEEK_FULL, Reason.DAY_FULL})


@dataclass(frozen=True, order=True)
class SlotId:
    """A session's identity: local date, local begin and room code, `2026-12-08-0900-aula`."""

    date: dt.date
    starts_at: dt.time
    room: str

    def __str__(self) -> str:
        return f"{self.date.isoformat()}-{self.starts_at:%H%M}-{self.room}"

    @classmethod
    def parse(cls, text: str) -> "SlotId":
        """Read an id; raises ValueError where `text` is not one."""
        match = _SLOT.fullmatch(text)
        if not match:
            raise ValueError(f"not a slot id: {text!r}")
        return cls(
            date=dt.date.fromisoformat(match[1]),
            starts_at=dt.time(int(match[2]), int(match[3])),
            room=match[4],
        )


@dataclass(frozen=True)
class Slot:
    """One session on one day, and whether it can be had.

    `starts_at` and `ends_at` are aware and in the host's zone; `people_limit` is the room's;
    `reason` is None exactly when it is available, `note` may name the closure.
    """

    id: SlotId
    starts_at: dt.datetime
    ends_at: dt.datetime
    room_id: int
    room_name: str
    people_limit: int
    reason: Reason | None
    note: str = ""

    def __str__(self) -> str:
        return str(self.id)

    @property
    def date(self) -> dt.date:
        """The local date."""
        return self.id.date

    @property
    def available(self) -> bool:
        """Whether it can be asked for."""
        return self.reason is None

    @property
    def waitable(self) -> bool:
        """Whether it is full, and one can wait for it."""
        return self.reason in WAITABLE
