"""The words that reading a list is told in: records in, rows with their doubts out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from visits.language.nip import hide_nik

FIELDS = ("name", "position", "grade", "nip")


class TooManyLines(ValueError):
    """More lines, or more people in them, than a list of participants can have."""


@dataclass(frozen=True)
class Row:
    """A participant as given, unchecked."""

    name: str = ""
    position: str = ""
    grade: str = ""
    nip: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        # Field by field: astuple copies deeply, and this is asked of every row again and again.
        return not (
            self.name.strip() or self.position.strip() or self.grade.strip() or self.nip.strip()
        )


@dataclass(frozen=True)
class Record:
    """A line of a table before anything is known of its columns; `number` counts from 1."""

    number: int
    cells: Sequence[str]
    doubts: tuple[str, ...] = ()

    def cell(self, column: int) -> str:
        """What stands in a column (from 0), or nothing."""
        return self.cells[column].strip() if column < len(self.cells) else ""

    @property
    def plain(self) -> str:
        """All of it in one line. A NIK is shown and carried nowhere."""
        text = " · ".join(" ".join(cell.split()) for cell in self.cells if cell.strip())
        return hide_nik(text)[:300]

    @property
    def filled(self) -> list[int]:
        """The columns in which something stands."""
        return [n for n, cell in enumerate(self.cells) if cell.strip()]


@dataclass(frozen=True)
class Read:
    """A participant that was read, from which line, and what is doubtful about it.

    `left` is what stood there and is not taken, `text` the line as it was typed.
    """

    row: Row
    number: int
    doubts: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    text: str = ""

    def doubted(self, *words: str) -> "Read":
        """The same with more doubts, each once."""
        return replace(self, doubts=tuple(dict.fromkeys((*self.doubts, *words))))


@dataclass(frozen=True)
class PassedOver:
    """A line that was not read, and why."""

    number: int
    text: str
    why: str


@dataclass
class Reading:
    """All that was made of a list; `notices` say what concerns it as a whole."""

    read: list[Read] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def pass_over(self, record: Record, why: str) -> None:
        """Note a line that was not read."""
        self.passed_over.append(PassedOver(record.number, record.plain[:120], why))

    def keep_lines(self, records: Sequence[Record]) -> "Reading":
        """The same with each person's line as it was typed, from `records`."""
        lines = {record.number: record.plain for record in reversed(records)}
        self.read = [replace(one, text=lines.get(one.number, "")) for one in self.read]
        return self

    @property
    def rows(self) -> list[Row]:
        """The participants alone."""
        return [read.row for read in self.read]
