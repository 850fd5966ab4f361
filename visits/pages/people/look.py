"""A look at the names that were read, before they are in any list.

The page carries all of it in one signed field: no file and no draft is kept, and whatever is
pressed, what was typed and read comes back.
"""

from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from visits.language.nip import clean_nip, show_nip
from visits.pages.people.form import LOOK, ParticipantsForm, too_many_words, typed
from visits.people.lists.notes.lines import MARK
from visits.people.lists.rows import FIELDS, PassedOver, Read, Reading, Row
from visits.people.lists.sameness import Known, Likeness, joined, known_of, merged
from visits.people.participant_lists import MOST_ROWS

_SALT = "participants.look"
SAME, OTHER = "same", "other"
_LONGEST_NAME = 120
LONGEST = 300
"""Characters that are carried of a field that was put right; a shorter limit speaks at saving."""


class NotOurs(ValueError):
    """What the page carried is not what it was given."""


@dataclass(frozen=True)
class Line:
    """A person that was read, as the page shows it.

    `known` says where the same person stands already, and `news` what would change there. `left`
    is what is not taken, `typed` the line as it was; one with doubts can be put right here.
    """

    index: int
    number: int
    row: Row
    nip: str
    doubts: tuple[str, ...]
    known: str = ""
    news: list[str] = field(default_factory=list)
    choice: str = OTHER
    left: tuple[str, ...] = ()
    typed: str = ""
    dropped: bool = False


@dataclass
class Look:
    """The rows of the list as they were typed, and what was read beside them.

    Of what was read `mended` are the lines that were put right here, `dropped` those left out;
    `taken` are lines that were passed over and are names all the same, by their index.
    """

    rows: list[Row]
    reading: Reading
    paste: str = ""
    choices: dict[int, str] = field(default_factory=dict)
    mended: dict[int, Row] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    problem: str = ""

    @classmethod
    def of(cls, form: ParticipantsForm) -> "Look | None":
        """The look that a press on the list leads to, where something was read."""
        if form.reading is None:
            return None
        rows = [row for row in form.rows if not row.blank]
        return cls(rows, form.reading, paste=form.data.get("paste", ""))

    @classmethod
    def carried_in(cls, data: QueryDict) -> "Look | None":
        """The look that a page carried, with what was chosen on it; raises NotOurs."""
        if LOOK not in data:
            return None
        try:
            kept: dict[str, Any] = signing.loads(str(data[LOOK]), salt=_SALT)
        except signing.BadSignature as error:
            raise NotOurs from error
        reading = Reading(
            [
                Read(Row(*row), number, tuple(doubts), tuple(left), text)
                for row, number, doubts, left, text in kept["read"]
            ],
            [PassedOver(*line) for line in kept["passed_over"]],
            list(kept["notices"]),
        )
        choices = {n: data.get(f"same-{n}", "") for n in range(len(reading.read))}
        rows = [Row(*row) for row in kept["rows"]]
        mended = {
            n: Row(*(str(data.get(f"read-{name}-{n}", ""))[:LONGEST] for name in FIELDS))
            for n in range(len(reading.read))
            if f"read-name-{n}" in data
        }
        dropped = {n for n in range(len(reading.read)) if f"drop-{n}" in data}
        taken = {n for n in range(len(reading.passed_over)) if f"take-{n}" in data}
        return cls(rows, reading, kept["paste"], choices, mended, dropped, taken)

    @cached_property
    def carried(self) -> str:
        """What the page carries."""
        kept = {
            "rows": [astuple(row) for row in self.rows],
            "read": [
                (astuple(one.row), one.number, one.doubts, one.left, one.text)
                for one in self.reading.read
            ],
            "passed_over": [astuple(line) for line in self.reading.passed_over],
            "notices": [str(words) for words in self.reading.notices],
            "paste": self.paste,
        }
        return signing.dumps(kept, salt=_SALT, compress=True)

    def as_typed(self) -> QueryDict:
        """The look as its page would have sent it, for keeping."""
        data = typed(self.rows)
        data[LOOK] = self.carried
        for line in self.lines:
            if line.known:
                data[f"same-{line.index}"] = line.choice
        for n, row in self.mended.items():
            for name in FIELDS:
                data[f"read-{name}-{n}"] = getattr(row, name)
        for name, chosen in (("drop", self.dropped), ("take", self.taken)):
            for n in chosen:
                data[f"{name}-{n}"] = "on"
        return data

    def on(self, rows: list[Row]) -> "Look":
        """The same beside a list that somebody else has changed meanwhile.

        Rows that were typed here and are not in it are read once more, so that they are not lost.
        """
        mine = [Read(row, 0) for row in self.rows if row not in rows and not row.blank]
        reading = Reading(
            [*mine, *self.reading.read], self.reading.passed_over, self.reading.notices
        )
        return Look(rows, reading, paste=self.paste)

    def joined(self, *, whole: bool) -> list[Row]:
        """The list as it becomes: with what was read, or what was read instead of it (`whole`)."""
        kept = [n for n in range(len(self.reading.read)) if n not in self.dropped]
        others = [self.reading.passed_over[n].text[:_LONGEST_NAME] for n in sorted(self.taken)]
        read = [self._rows[n] for n in kept] + [Row(MARK.sub("", name)) for name in others]
        chosen = {line.index for line in self.lines if line.known and line.choice == SAME}
        same = {place for place, n in enumerate(kept) if n in chosen}
        return joined(self.rows, read, same=same, whole=whole)

    @cached_property
    def _rows(self) -> list[Row]:
        """What was read, as it was put right."""
        return [self.mended.get(n, one.row) for n, one in enumerate(self.reading.read)]

    def settled(self, *, whole: bool) -> ParticipantsForm | None:
        """The list's form with the rows joined, checked; None where these are too many."""
        rows = self.joined(whole=whole)
        if len(rows) > MOST_ROWS:
            self.problem = too_many_words(len(rows))
            return None
        form = ParticipantsForm(typed(rows))
        form.is_valid()
        return form

    # Asked several times a page, and dear for a long list: reckoned once.

    @cached_property
    def most(self) -> int:
        """How many names the list has at the most, whichever way it is settled."""
        return max(len(self.joined(whole=False)), len(self.joined(whole=True)))

    @cached_property
    def lines(self) -> list[Line]:
        """Everybody who was read."""
        known = known_of(self.rows, self._rows)
        return [self._line(n, read, known.get(n)) for n, read in enumerate(self.reading.read)]

    @cached_property
    def doubtful(self) -> int:
        """How many lines have to be looked at."""
        return sum(bool(line.doubts or line.known) for line in self.lines)

    def _line(self, index: int, read: Read, known: Known | None) -> Line:
        row = self.mended.get(index, read.row)
        shown = Line(
            index,
            read.number,
            row,
            _shown_nip(row.nip),
            read.doubts,
            left=read.left,
            typed=read.text,
            dropped=index in self.dropped,
        )
        found = (known.in_list or known.in_read) if known else None
        if not known or not found:
            return shown
        before = self.rows[found[0]] if known.in_list else self._rows[found[0]]
        choice = self.choices.get(index) or (SAME if found[1].sure else OTHER)
        words = _known_words(before, found[0], found[1], in_list=bool(known.in_list))
        return replace(shown, known=words, news=_news(before, row), choice=choice)


def _shown_nip(text: str) -> str:
    try:
        return show_nip(clean_nip(text))
    except ValueError:
        return text


def _known_words(row: Row, index: int, likeness: Likeness, *, in_list: bool) -> str:
    if likeness.number and not likeness.sure:
        words = (
            _("The same NIP, but another name, stands in your list: %(name)s")
            if in_list
            else _("The same NIP, but another name, was read before: %(name)s")
        )
    elif in_list:
        words = _("Stands in your list already, as number %(number)d: %(name)s")
    else:
        words = _("Was read before: %(name)s")
    return words % {"number": index + 1, "name": row.name}


def _news(before: Row, row: Row) -> list[str]:
    """What would change of the row that is there, field by field."""
    after = merged(before, row)
    return [
        f"{getattr(before, name) or '–'} → {getattr(after, name)}"
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
