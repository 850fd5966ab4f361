"""Charts as shapes: where each bar lies and what is written on it, for a template to draw as SVG.

Nothing here knows colours or fonts. Values stand on the bars, so that no axis is needed; every
chart has its table beside it (templates/desk/reports/).
"""

from collections.abc import Sequence
from dataclasses import dataclass

_BAR, _GAP = 36, 10
_TALL, _ABOVE, _BELOW = 140, 18, 22
_LEAST = 2
_BARS = 12


@dataclass(frozen=True)
class Bar:
    """An upright bar with its value above and its label below; lengths in the chart's units."""

    label: str
    value: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its words are centred; whole, since a template writes decimals with a comma."""
        return self.x + self.width // 2

    @property
    def above(self) -> int:
        """The base line of the value."""
        return self.y - 6


@dataclass(frozen=True)
class Columns:
    """Upright bars side by side; `below` is the base line of the labels."""

    width: int
    height: int
    floor: int
    bars: list[Bar]

    @property
    def below(self) -> int:
        """The base line of the labels."""
        return self.floor + 15


def columns(values: Sequence[tuple[str, int]]) -> Columns:
    """The chart of labels with values, as tall as the highest; one that is not zero is seen.

    Few bars stand in the width of twelve, so that they and their letters are not drawn larger.
    """
    highest = max((value for _, value in values), default=0)
    floor = _ABOVE + _TALL
    bars = []
    for number, (label, value) in enumerate(values):
        height = max(_LEAST, round(_TALL * value / highest)) if value else 0
        x = number * (_BAR + _GAP)
        bars.append(Bar(label, value, x, floor - height, _BAR, height))
    width = max(_BARS, len(bars)) * (_BAR + _GAP) - _GAP
    return Columns(width, floor + _BELOW, floor, bars)


def share(value: int, highest: int) -> int:
    """How long a lying bar is, in hundredths of the longest; one that is not zero is seen."""
    return max(_LEAST, round(100 * value / highest)) if value and highest else 0
