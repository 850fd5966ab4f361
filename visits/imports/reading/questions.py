"""What is asked about a row: why it is not clear, and what may be meant."""

from collections.abc import Iterable
from dataclasses import dataclass


class Unclear(ValueError):
    """A cell that cannot be read for sure.

    `why` is said to the reader; `options` are what may be meant, as values that this cell could
    hold instead, each with its words.
    """

    def __init__(self, why: str, options: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.options = tuple(dict.fromkeys(options))


@dataclass(frozen=True)
class Question:
    """One thing to decide of a row: `field` is the name of a field, or of a choice (SAME ...).

    `said` is what the cell holds. What is answered takes its place, and is read like it.
    """

    field: str
    why: str
    said: str = ""
    options: tuple[tuple[str, str], ...] = ()
    # Whether something else than the options may be typed.
    free: bool = True


SAME = "same"
"""Whether a visit that looks like one that is here is another one: answered by OTHER."""
HELD = "held"
"""Whether a visit that seems to have been called off took place: answered by OTHER."""
LEAVE = "leave"
"""Leave the row out, whatever is asked of it: answered by YES."""
OTHER, YES = "other", "yes"
