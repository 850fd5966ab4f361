"""The same person again: who of those that were read is there already, and what is new of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from visits.language.nip import clean_nip
from visits.people.lists.cells import bare_name
from visits.people.lists.rows import FIELDS, Row

# From here on two spellings of a name with one number are taken for one name.
_NAMES_ALIKE = 0.7
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Likeness:
    """Two rows that may be one person: by `number`, else by name; `sure` where nothing differs."""

    number: bool
    sure: bool


@dataclass(frozen=True)
class Known:
    """Where a person that was read stands already: in the list, or earlier in what was read.

    Indexes from 0, with the likeness to that row.
    """

    in_list: tuple[int, Likeness] | None = None
    in_read: tuple[int, Likeness] | None = None


def known_of(listed: Sequence[Row], read: Sequence[Row]) -> dict[int, Known]:
    """By the index of a row that was read: where the same person stands already.

    Each row is looked up by its number and its name, never compared with every other.
    """
    found: dict[int, Known] = {}
    in_list, in_read = _Persons(in_list=True), _Persons(in_list=False)
    for row in listed:
        in_list.add(row, _key(row))
    for index, row in enumerate(read):
        key = _key(row)
        known = Known(in_list.first(row, key), in_read.first(row, key))
        in_read.add(row, key)
        if known.in_list or known.in_read:
            found[index] = known
    return found


def joined(
    listed: Sequence[Row],
    read: Sequence[Row],
    *,
    same: Collection[int],
    whole: bool,
) -> list[Row]:
    """The list with what was read: added to it, or instead of it where `whole`.

    `same` are the indexes of those who are no new persons: what is new of them goes to the row
    where they stand already.
    """
    rows = [] if whole else [row for row in listed if not row.blank]
    old = {n: place for place, n in enumerate(n for n, row in enumerate(listed) if not row.blank)}
    known = known_of(listed, read)
    placed: dict[int, int] = {}
    for index, row in enumerate(read):
        where = known.get(index, Known()) if index in same else Known()
        if where.in_list and not whole:
            placed[index] = old[where.in_list[0]]
        elif where.in_read:
            placed[index] = placed[where.in_read[0]]
        else:
            placed[index] = len(rows)
            rows.append(row)
            continue
        rows[placed[index]] = merged(rows[placed[index]], row)
    return rows


def merged(old: Row, new: Row) -> Row:
    """One row of two: what the new one says counts, except a name with less to it."""
    values = {field: getattr(new, field).strip() or getattr(old, field) for field in FIELDS}
    if len(new.name.split()) < len(old.name.split()) or len(new.name) < len(old.name):
        values["name"] = old.name
    if _number(old) == _number(new):
        values["nip"] = old.nip or new.nip
    return replace(old, **values)


_Key = tuple[str, str]


def _key(row: Row) -> _Key:
    return _number(row), bare_name(row.name)


def _number(row: Row) -> str:
    try:
        return clean_nip(row.nip)
    except ValueError:
        return ""


class _Persons:
    """Rows by what their person is known by: the first of each number, and of each name."""

    def __init__(self, *, in_list: bool) -> None:
        self._in_list = in_list
        self._rows: list[tuple[Row, _Key]] = []
        self._by_number: dict[str, int] = {}
        self._by_name: dict[str, int] = {}

    def add(self, row: Row, key: _Key) -> None:
        """Put a row behind the others; a blank one counts, and is nobody."""
        if not row.blank:
            self._by_number.setdefault(key[0], len(self._rows))
            self._by_name.setdefault(key[1], len(self._rows))
        self._rows.append((row, key))

    def first(self, row: Row, key: _Key) -> tuple[int, Likeness] | None:
        """The one with the same number, else the first of the same name."""
        number, name = key
        if number and (index := self._by_number.get(number)) is not None:
            its = self._rows[index][1][1]
            sure = name == its or not (name and its) or _close(name, its)
            return index, Likeness(number=True, sure=sure)
        if name and (index := self._by_name.get(name)) is not None:
            other, (its_number, _) = self._rows[index]
            positions = {row.position.strip().casefold(), other.position.strip().casefold()} - {""}
            # In one list, one name with two positions is rather two people.
            sure = not (number and its_number) and (self._in_list or len(positions) < 2)
            return index, Likeness(number=False, sure=sure)
        return None


def _close(name: str, other: str) -> bool:
    """Whether two names are spellings of one. What is longer than a name costs no more than one."""
    pair = name[:_LONGEST_NAME], other[:_LONGEST_NAME]
    return SequenceMatcher(None, *pair).ratio() >= _NAMES_ALIKE
