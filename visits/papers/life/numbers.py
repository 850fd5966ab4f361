"""Numbers by the office's pattern: `{classification}/{seq:03d}/{unit}/{month_roman}/{year}`.

One sequence for each kind and local year, gapless; kinds whose numbers read alike share theirs. A
number is taken in the transaction that issues its paper, so whoever fails takes none, and locks on
the sequences' rows let one taker in at a time. No two papers bear the same text. A
pattern is read by our own small grammar: nothing of Python's formatting is reachable.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from visits.models import NumberSequence, Paper, PaperForm, PaperKind, Stationery
from visits.papers.life.table import NUMBERED

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_FIELDS = ("classification", "seq", "unit", "month", "month_roman", "year", "year_short")
_PLACE = re.compile(r"\{(?P<name>[a-z_]+)(?::0(?P<width>[1-9])d)?\}")
_PAIRED = re.compile(r"\{([^{}]*)\}")
LONGEST = 120  # characters of a number; Paper.number


class BadPattern(ValueError):
    """The pattern cannot be read; `code`: `braces`, `unknown`, `width`, `no_seq` or `no_year`."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.name = code, name


class NumberTaken(ValueError):
    """A number that was typed stands on another paper already: `paper`."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.number)
        self.paper = paper


class NumberTooLong(ValueError):
    """A number that was typed has more than LONGEST characters: a cut one would be another's."""


class BadDate(ValueError):
    """No paper may have that date; `code`: `future`, `other_year` or `before_last` (`day`)."""

    def __init__(self, code: str, day: dt.date) -> None:
        super().__init__(f"{code} {day}")
        self.code, self.day = code, day


def _parts(pattern: str) -> Iterator[tuple[str, str, int]]:
    """Literal text, the field behind it ("" at the end), and how many digits it has at least."""
    end = 0
    for place in _PLACE.finditer(pattern):
        literal = _literal(pattern[end : place.start()])
        name, width = place["name"], int(place["width"] or 0)
        if name not in _FIELDS:
            raise BadPattern("unknown", name)
        if width and name not in ("seq", "month"):
            raise BadPattern("width", name)
        yield literal, name, width
        end = place.end()
    yield _literal(pattern[end:]), "", 0


def _literal(text: str) -> str:
    """Text between fields, as it is; raises BadPattern where it holds what was meant as one."""
    if paired := _PAIRED.search(text):
        raise BadPattern("unknown", paired[1])
    if "{" in text or "}" in text:
        raise BadPattern("braces")
    return text


def check_pattern(pattern: str) -> None:
    """Raise BadPattern unless the pattern can be read and tells one number from every other."""
    names = {name for _literal, name, _width in _parts(pattern)}
    if "seq" not in names:
        raise BadPattern("no_seq")
    if not names & {"year", "year_short"}:
        raise BadPattern("no_year")


def validate_pattern(pattern: str) -> None:
    """The same as a validator of a form's field, in words."""
    try:
        check_pattern(pattern)
    except BadPattern as error:
        raise ValidationError(bad_pattern_words(error)) from error


def bad_pattern_words(error: BadPattern) -> str:
    """What to do about it."""
    return {
        "braces": _("A brace is open or alone: write fields as {seq:03d}."),
        "unknown": _("“{%(name)s}” is no field. There are: %(fields)s."),
        "width": _("Only {seq} and {month} take a number of digits, as {seq:03d}."),
        "no_seq": _("The running number is missing: add {seq} or {seq:03d}."),
        "no_year": _("The year is missing: numbers begin anew each year, so add {year}."),
    }[error.code] % {"name": error.name, "fields": ", ".join(_FIELDS)}


def number_text(
    pattern: str, *, seq: int, day: dt.date, classification: str = "", unit: str = ""
) -> str:
    """The number as it stands on a paper; raises BadPattern.

    A field that the office left empty takes the separator before it along.
    """
    values = {
        "classification": classification,
        "seq": seq,
        "unit": unit,
        "month": day.month,
        "month_roman": _ROMAN[day.month - 1],
        "year": day.year,
        "year_short": f"{day.year % 100:02d}",
    }
    made = ""
    for literal, name, width in _parts(pattern):
        value = "" if not name else str(values[name]).rjust(width, "0")
        if name and not value:
            continue
        made += literal + value
    return made.strip("/-. ")[:LONGEST]


def take(kind: PaperKind, *, day: dt.date) -> tuple[str, int]:
    """The next number of `kind` in the year of `day`, and its running number.

    In the caller's transaction, which keeps others waiting until its end. A text that any paper
    bears already, typed or ended ones too, is passed over. Raises BadPattern, and BadDate where a
    paper of the same sequence with a number before this one has a later date.
    """
    sequences = locked(day.year)
    shared = alike(kind, day)
    last = Paper.objects.filter(kind__in=shared, year=day.year, running__isnull=False)
    latest = last.order_by("-running").values_list("issued_on", flat=True).first()
    if latest is not None and day < latest:
        raise BadDate("before_last", latest)
    text, seq = _free(shared[kind], max(sequences[one].last for one in shared))
    sequences[kind].last = seq
    sequences[kind].save(update_fields=["last"])
    return text, seq


def next_number(kind: PaperKind, *, day: dt.date) -> str:
    """What `take` would give now; it is kept for nobody. Raises BadPattern."""
    shared = alike(kind, day)
    rows = NumberSequence.objects.filter(kind__in=shared, year=day.year)
    text, _seq = _free(shared[kind], max(rows.values_list("last", flat=True), default=0))
    return text


def keep_typed(number: str, *, day: dt.date) -> str:
    """A number from the agenda book or SRIKANDI, as it is kept; raises NumberTaken, NumberTooLong.

    Ended papers keep theirs, whatever their kind, so it is taken for good. It takes no running
    number, but waits for whoever takes one, in the caller's transaction.
    """
    cleaned = " ".join(number.split())
    if len(cleaned) > LONGEST:
        raise NumberTooLong(cleaned[:LONGEST])
    locked(day.year)
    there = Paper.objects.filter(number__iexact=cleaned).select_related("visit").first()
    if there is not None:
        raise NumberTaken(there)
    return cleaned


def _free(write: Callable[[int], str], last: int) -> tuple[str, int]:
    """The first number after `last` whose text no paper bears, and its running number."""
    seq = last + 1
    if write(seq) == write(seq + 1):
        # Too long an office's name: the running number would be cut off.
        raise BadPattern("no_seq")
    while Paper.objects.filter(number__iexact=write(seq)).exists():
        seq += 1
    return write(seq), seq


def locked(year: int) -> dict[str, NumberSequence]:
    """The year's sequences of all kinds, locked in one order: their texts must not meet."""
    rows = NumberSequence.objects.filter(kind__in=NUMBERED, year=year).order_by("kind")
    found = {row.kind: row for row in rows.select_for_update()}
    if len(found) < len(NUMBERED):
        new = [NumberSequence(kind=kind, year=year) for kind in sorted(NUMBERED)]
        NumberSequence.objects.bulk_create(new, ignore_conflicts=True)
        found = {row.kind: row for row in rows.select_for_update()}
    return found


def alike(kind: PaperKind, day: dt.date) -> dict[str, Callable[[int], str]]:
    """The kinds whose running numbers read as those of `kind`, which is among them: one sequence.

    With what writes them. An office that tells its papers apart by the classification has several.
    """
    stationery = Stationery.load()
    codes = dict(PaperForm.objects.values_list("kind", "classification"))
    writers = {one: _writer(stationery, codes.get(one, ""), day) for one in NUMBERED}
    mine = writers[kind](1)
    return {str(one): write for one, write in writers.items() if write(1) == mine}


def _writer(stationery: Stationery, code: str, day: dt.date) -> Callable[[int], str]:
    """Running numbers on `day` in the office's words."""
    return lambda seq: number_text(
        stationery.pattern, seq=seq, day=day, classification=code, unit=stationery.unit
    )
