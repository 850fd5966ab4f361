"""Which provinces are named on the map: the most numerous, as far as words do not cover another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from visits.language.figures import whole_words
from visits.reports.held import Count

_MOST = 6
# In units of the map, which styles/report/map.css writes in letters of these heights: on a wide
# screen name and number, on a narrow one the number alone.
_WIDE, _NARROW = 26, 56
_OF_A_LETTER = 0.58


@dataclass(frozen=True)
class Label:
    """A province's name and number, centred on `x`, `y`; on which screens there is room for it."""

    name: str
    value: str
    x: int
    y: int
    wide: bool
    narrow: bool


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    y: float
    height: float

    def covers(self, other: "_Box") -> bool:
        apart = self.right < other.left or other.right < self.left
        return not apart and abs(self.y - other.y) < self.height


def labels_of(
    counts: Iterable[Count], places: Mapping[str, tuple[int, int]], *, width: int
) -> list[Label]:
    """The labels of `counts` at the `places` of their keys, the most numerous first."""
    wide: list[_Box] = []
    narrow: list[_Box] = []
    found = []
    ordered = sorted(counts, key=lambda count: (-count.visits, -count.people, count.key))
    for count in ordered:
        x, y = places[count.key]
        value = whole_words(count.visits)
        letters = len(f"{count.name} {value}")
        # Both screens write it at the same place: within the map on the wide one.
        half = round(letters * _WIDE * _OF_A_LETTER / 2)
        x = min(max(x, half), width - half)
        label = Label(
            count.name,
            value,
            x,
            y,
            wide=_finds_room(wide, x, y, letters, _WIDE),
            narrow=_finds_room(narrow, x, y, len(value), _NARROW),
        )
        if label.wide or label.narrow:
            found.append(label)
    return found


def _finds_room(taken: list[_Box], x: int, y: int, letters: int, height: int) -> bool:
    half = letters * height * _OF_A_LETTER / 2
    box = _Box(x - half, x + half, y, height * 1.2)
    if len(taken) >= _MOST or any(box.covers(other) for other in taken):
        return False
    taken.append(box)
    return True
