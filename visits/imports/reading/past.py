"""A visit of the time before, as it is taken in: every value cleaned, none guessed."""

import datetime as dt
from dataclasses import dataclass, field

from visits.imports.reading.questions import Question


@dataclass(frozen=True)
class Named:
    """A topic or agency by its code, as it was called."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Past:
    """What is known of it; `region` is a code, or empty where `country` and `place` say whence."""

    first: dt.date
    last: dt.date
    institution: str
    people: int
    region: str = ""
    country: str = ""
    place: str = ""
    hours: str = ""
    room: str = ""
    came: int | None = None
    purpose: str = ""
    leader_name: str = ""
    leader_position: str = ""
    leader_rank: str = "other"
    contact_name: str = ""
    contact_position: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    letter_number: str = ""
    letter_date: dt.date | None = None
    notes: str = ""
    language: str = "id"
    reference: str = ""
    arrived_at: dt.datetime | None = None
    left_at: dt.datetime | None = None
    topics: tuple[Named, ...] = ()
    agencies: tuple[Named, ...] = ()
    participants: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def origin(self) -> tuple[str, str, str]:
        """Where it came from, to compare by."""
        return self.region, self.country, self.place.casefold()


@dataclass(frozen=True)
class Outcome:
    """What came of a row: a visit that can be taken, or what is to be asked or wrong about it.

    `known` is the reference of the visit that it made before. A row with `questions` is unclear,
    or `refused` where what must be there is missing. `key` is its content as a hash.
    """

    sheet: str
    number: int
    key: str
    said: dict[str, str] = field(default_factory=dict)
    past: Past | None = None
    known: str = ""
    questions: tuple[Question, ...] = ()
    refused: bool = False

    @property
    def clear(self) -> bool:
        """Whether it is taken as it stands."""
        return self.past is not None and not self.known and not self.questions

    @property
    def row_key(self) -> str:
        """By which answers about it are kept."""
        return f"{self.sheet}\x1f{self.number}"

    @property
    def why(self) -> str:
        """All that is asked or wrong, as one sentence after another."""
        parts = [f"{q.why} “{q.said}”" if q.said else q.why for q in self.questions]
        return "; ".join(parts)
