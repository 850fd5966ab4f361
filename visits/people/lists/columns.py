"""Which columns of a table hold what, once its head is known."""

from dataclasses import dataclass

from visits.people.lists.heads import TAKEN, Field, Head
from visits.reference.names import normal


@dataclass
class Columns:
    """Where each field stands; `mixed` columns hold several."""

    of: dict[Field, list[int]]
    mixed: dict[int, tuple[Field, ...]]
    number: int | None

    @classmethod
    def by_head(cls, head: Head) -> "Columns":
        """The columns as a head names them."""
        of: dict[Field, list[int]] = {}
        for field in (*TAKEN, Field.NIK):
            columns = head.of(field)
            alone = [n for n in columns if len(head.columns[n]) == 1]
            of[field] = alone or columns
        # A second position ("in the team") is another thing than the first.
        of[Field.POSITION] = of[Field.POSITION][:1]
        of[Field.NIP] = of[Field.NIP][:1]
        of[Field.NAME] = _of_one_name(of[Field.NAME], head)
        mixed = {n: named for n, named in head.columns.items() if len(named) > 1}
        number = next(iter(head.of(Field.NUMBER)), None)
        return cls(of, mixed, number)

    @property
    def name(self) -> int:
        """The column of names, or the first of them."""
        return self.of[Field.NAME][0]

    @property
    def taken(self) -> set[int]:
        """All that is read, or known not to be needed."""
        numbers = set() if self.number is None else {self.number}
        return {n for field in TAKEN for n in self.of.get(field, [])} | numbers


def _of_one_name(columns: list[int], head: Head) -> list[int]:
    """First and last names, or degrees, are columns of one name; else the first is the name."""
    parts = ("depan", "belakang", "first", "last", "tengah", "middle", "family", "given")
    split = [n for n in columns if set(normal(head.titles.get(n, "")).split()) & set(parts)]
    if not split:
        return columns[:1]
    whole = [n for n in columns if n not in split][:1]
    return sorted({*split, *whole}) if whole or len(split) > 1 else split
