"""From tables to outcomes: each line a visit, a question, or passed over, and said so."""

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from visits.imports.reading.around import Passed, Walker
from visits.imports.reading.cells import Cells
from visits.imports.reading.days import Around, numbers_in
from visits.imports.reading.fields import HOLDS_FOR_ALL, OF_PEOPLE, Field
from visits.imports.reading.past import Outcome
from visits.imports.reading.places import Places
from visits.imports.reading.questions import LEAVE, YES, Question
from visits.imports.reading.tables import Table
from visits.reference.names import normal

Answers = Mapping[str, Mapping[str, str]]


@dataclass
class Found:
    """What a file holds: an outcome for each row of a visit, and how many lines were none."""

    outcomes: list[Outcome] = field(default_factory=list)
    passed: Counter[Passed] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Row:
    """A line as its cells say it, with what its caption and the lines above add."""

    number: int
    said: dict[Field, str]
    shared: frozenset[Field]
    year: int | None
    month: int | None
    above: str


def outcomes_of(
    tables: Sequence[Table],
    columns: Mapping[str, Field],
    *,
    answers: Answers,
    places: Places,
    today: dt.date,
) -> Found:
    """Read every line; `columns` says which field each head means, `answers` what was chosen."""
    found = Found()
    seen: Counter[str] = Counter()
    for table in tables:
        fields = {n: columns[title] for n, title in table.titles.items() if title in columns}
        rows = list(_rows(table, fields, found.passed))
        month_first, turned = _order([row.said.get(Field.DATE, "") for row in rows])
        for row in rows:
            around = Around(
                today, row.year, row.month, month_first, turned, from_1904=table.from_1904
            )
            outcome = _outcome(table.sheet, row, around, answers, places, seen)
            if outcome is None:
                found.passed[Passed.LEFT_OUT] += 1
            else:
                found.outcomes.append(outcome)
    return found


def _rows(table: Table, fields: Mapping[int, Field], passed: Counter[Passed]) -> Iterator[_Row]:
    walker = Walker.of(table, fields)
    above, before = "", table.head
    for record in table.records:
        passed[Passed.BLANK] += max(0, record.number - before - 1)
        before = record.number
        if why := walker.passed(record):
            passed[why] += 1
            continue
        said: dict[Field, str] = {}
        shared = set()
        for n, one in fields.items():
            text = table.cell(record, n) if one in HOLDS_FOR_ALL else record.cell(n)
            said[one] = text
            if (record.number, n) in table.shared and one not in HOLDS_FOR_ALL:
                shared.add(one)
                said[one] = table.cell(record, n)
        yield _Row(record.number, said, frozenset(shared), walker.year, walker.month, above)
        above = said.get(Field.DATE) or above


def _order(dates: Sequence[str]) -> tuple[bool, bool]:
    """Whether dates of numbers have the month first, and whether a program has turned some round.

    A spreadsheet set to American dates makes a date of "03/04/2024", and leaves "25/03/2024" a
    text: then no date of its own has a day behind the twelfth.
    """
    pairs = [pair for text in dates if (pair := numbers_in(text))]
    typed = [(one, two) for one, two, written in pairs if not written]
    written = [(one, two) for one, two, program in pairs if program]
    month_first = any(two > 12 >= one for one, two in typed)
    late = any(one > 12 for one, _two in typed)
    turned = len(written) > 1 and late and all(day <= 12 for day, _month in written)
    return month_first, turned


def _outcome(
    sheet: str,
    row: _Row,
    around: Around,
    answers: Answers,
    places: Places,
    seen: Counter[str],
) -> Outcome | None:
    given = answers.get(f"{sheet}\x1f{row.number}", {})
    if given.get(LEAVE) == YES:
        return None
    key = _key(row, seen)
    cells = Cells(row.said, around, places, given, row.shared, row.above)
    past = cells.read()
    said = {str(one): text for one, text in row.said.items() if text}
    return Outcome(
        sheet=sheet,
        number=row.number,
        key=key,
        said=said,
        past=past,
        questions=tuple(cells.questions),
        refused=cells.missing,
    )


def _key(row: _Row, seen: Counter[str]) -> str:
    """The row's content as a hash, of equal ones the first, the second and so on.

    Without what is said of people: the hash stays when they are erased.
    """
    content = {
        str(one): normal(text) or text
        for one, text in sorted(row.said.items())
        if text and one not in OF_PEOPLE
    }
    words = json.dumps([content, row.year, row.month], sort_keys=True)
    return nth_key(hashlib.sha256(words.encode()).hexdigest(), seen)


def nth_key(digest: str, seen: Counter[str]) -> str:
    """The key of the first content that has this hash, or of the next; `seen` counts them."""
    seen[digest] += 1
    n = seen[digest]
    return digest if n == 1 else hashlib.sha256(f"{digest} {n}".encode()).hexdigest()


def not_mapped(columns: Mapping[str, Field]) -> list[Question]:
    """What no column says that every visit needs, as questions about the file."""
    fields = set(columns.values())
    missing = []
    if Field.DATE not in fields:
        missing.append(Question(Field.DATE, _("No column says the day of the visit.")))
    if not fields & {Field.INSTITUTION, Field.REGION}:
        missing.append(Question(Field.INSTITUTION, _("No column says who came.")))
    if Field.PEOPLE not in fields and not {Field.MEN, Field.WOMEN} <= fields:
        missing.append(Question(Field.PEOPLE, _("No column says how many came.")))
    return missing
