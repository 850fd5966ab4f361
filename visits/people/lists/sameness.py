"""The same person again: who of those that were read is there already, and what is new of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from visits.language.nip import clean_nip
from visits.people.lists.cells import bare_name
from visits.people.lists.rows import FIELDS, Row

# From here on two spellings of a name with one number are taken for one name.
_NAMES_ALIKE = 0.7


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
    """By the index of a row that was read: where the same person stands already."""
    found: dict[int, Known] = {}
    old, new = [_key(row) for row in listed], [_key(row) for row in read]
    for index, row in enumerate(read):
        in_list = _first(row, new[index], listed, old, in_list=True)
        in_read = _first(row, new[index], read[:index], new, in_list=False)
        if in_list or in_read:
            found[index] = Known(in_list, in_read)
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


def _first(
    row: Row, key: _Key, others: Sequence[Row], keys: Sequence[_Key], *, in_list: bool
) -> tuple[int, Likeness] | None:
    """The one with the same number, else the first of the same name."""
    by_name: tuple[int, Likeness] | None = None
    for index, (other, its) in enumerate(zip(others, keys, strict=False)):
        if other.blank:
            continue
        alike = bool(key[1]) and key[1] == its[1]
        if key[0] and key[0] == its[0]:
            close = SequenceMatcher(None, key[1], its[1]).ratio() >= _NAMES_ALIKE
            return index, Likeness(number=True, sure=alike or close or not (key[1] and its[1]))
        if alike and by_name is None:
            two_numbers = bool(key[0] and its[0])
            positions = {row.position.strip().casefold(), other.position.strip().casefold()} - {""}
            # In one list, one name with two positions is rather two people.
            sure = not two_numbers and (in_list or len(positions) < 2)
            by_name = index, Likeness(number=False, sure=sure)
    return by_name
