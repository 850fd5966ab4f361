"""What an invitation or a feed is made of, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

Role: TypeAlias = Literal["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"]
PartStat: TypeAlias = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]
Status: TypeAlias = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
Method: TypeAlias = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An organizer or attendee.

    `address` is the bare e-mail address mail goes to (any case: it is written in lower case),
    `name` what people read. An organizer's `role`, `partstat` and `rsvp` are not written.
    """

    address: str
    name: str = ""
    role: Role = "REQ-PARTICIPANT"
    partstat: PartStat = "NEEDS-ACTION"
    rsvp: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """A visit as one reader may know it.

    All instants are aware; `time_zone` is the IANA name in which `starts_at` and `ends_at` are
    written. `geo` is (latitude, longitude) in degrees. `summary`, `location` and names are one
    line each, `description` may have many. `private` is for what only staff may see, `free` for
    what keeps nobody busy.

    Raises ValueError where an instant is naive, the end does not follow the start, `sequence` is
    negative or `geo` is off the globe; ZoneInfoNotFoundError (a KeyError) for an unknown zone.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    created_at: datetime
    changed_at: datetime
    summary: str
    organizer: Person
    attendees: tuple[Person, ...] = ()
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    url: str = ""
    status: Status = "CONFIRMED"
    categories: tuple[str, ...] = ()
    private: bool = False
    free: bool = False

    def __post_init__(self) -> None:
        for name in ("starts_at", "ends_at", "created_at", "changed_at"):
            _require_aware(getattr(self, name), name)
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must follow starts_at")
        if self.sequence < 0:
            raise ValueError("sequence must not be negative")
        if self.geo and not (abs(self.geo[0]) <= 90 and abs(self.geo[1]) <= 180):
            raise ValueError("geo must be (latitude, longitude) in degrees")
        ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedProfile:
    """What a feed says about itself.

    `color` is a CSS colour name or a hexadecimal `#rrggbb`; `source_url` the https address the
    feed is fetched from; `changed_at` (aware) when this profile last changed.

    Raises ValueError where `changed_at` is naive, ZoneInfoNotFoundError for an unknown zone.
    """

    name: str
    time_zone: str
    color: str
    source_url: str
    changed_at: datetime
    description: str = ""

    def __post_init__(self) -> None:
        _require_aware(self.changed_at, "changed_at")
        ZoneInfo(self.time_zone)


def _require_aware(value: datetime, name: str) -> None:
    if value.utcoffset() is None:
        raise ValueError(f"{name} must be an aware datetime")
