"""What ours and a peer were measured to be, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_HEADS = ("", "ours", "min–max", "theirs", "min–max", "ours / theirs")


@dataclass(frozen=True)
class Beside:
    """One thing, the rounds' values of both sides; `without` stands where a side has none."""

    what: str
    ours: Sequence[float]
    theirs: Sequence[float]
    without: str = "never"

    def row(self) -> tuple[str, ...]:
        """Its line of the table."""
        both = self.ours and self.theirs and median(self.theirs)
        ratio = f"{short(median(self.ours) / median(self.theirs))}" if both else ""
        return (self.what, *self._side(self.ours), *self._side(self.theirs), ratio)

    def _side(self, values: Sequence[float]) -> tuple[str, str]:
        if not values:
            return (self.without, "")
        spread = f"{short(min(values))}–{short(max(values))}" if len(values) > 1 else ""
        return (short(median(values)), spread)


def short(value: float) -> str:
    """In few digits."""
    if value >= 100:
        return f"{value:,.0f}"
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def table(name: str, besides: str, rows: Sequence[Beside]) -> str:
    """The rows under the peer's name, in columns of equal width, and what it does besides."""
    lines = [_HEADS, *(row.row() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    written = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([f"Beside {name}", *written, f"{name}: {besides}", ""])
