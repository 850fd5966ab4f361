"""What a path was measured to be, and the table of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


class Missing(Exception):
    """A tool or service that a comparison needs is not here."""


@dataclass(frozen=True)
class Figure:
    """One measured path: the rounds' values, the aim, and absolute numbers in words.

    `at_least` says on which side of the aim the median must lie.
    """

    path: str
    values: Sequence[float]
    aim: float
    at_least: bool
    unit: str = "×"
    seen: str = ""

    @property
    def median(self) -> float:
        """The middle of the rounds."""
        return median(self.values)

    @property
    def met(self) -> bool:
        """Whether the aim is reached."""
        return self.median >= self.aim if self.at_least else self.median <= self.aim

    def row(self) -> tuple[str, ...]:
        """Its line of the table."""
        spread = f"{_short(min(self.values))}–{_short(max(self.values))}"
        sign = "≥" if self.at_least else "≤"
        return (
            self.path,
            f"{_short(self.median)} {self.unit}",
            spread,
            f"{sign} {_short(self.aim)}",
            "met" if self.met else "NOT MET",
            self.seen,
        )


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def rate(value: float) -> str:
    """`value` a second, in few digits."""
    return f"{value:,.0f}/s"


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """The rows under their heads, in columns of equal width."""
    heads = ("path", "median", "min–max", "aim", "", "seen")
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    written = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([written[0], "-" * max(map(len, written)), *written[1:]])
