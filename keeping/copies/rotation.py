"""Which of the nightly backups stay: seven days, four weeks, twelve months."""

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path

_DAYS, _WEEKS, _MONTHS = 7, 4, 12
_NAME = re.compile(r"singgah-(\d{4}-\d{2}-\d{2})T\d{4}\.backup")


def name_for(local: dt.datetime) -> str:
    """What the backup of that moment (of the host's clock) is called."""
    return f"singgah-{local:%Y-%m-%dT%H%M}.backup"


def day_of(name: str) -> dt.date | None:
    """The day in such a name; None for a file that is none of ours, which is left alone."""
    found = _NAME.fullmatch(name)
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def superfluous(days: Mapping[Path, dt.date]) -> list[Path]:
    """Those that neither the last seven days, four weeks nor twelve months with a backup need.

    Of a week or month its last one stays, so that a missing night leaves no gap.
    """
    newest_first = sorted(days, key=lambda path: (days[path], path.name), reverse=True)
    rules: list[tuple[Callable[[dt.date], Hashable], int]] = [
        (lambda day: day, _DAYS),
        (lambda day: day.isocalendar()[:2], _WEEKS),
        (lambda day: (day.year, day.month), _MONTHS),
    ]
    stays: set[Path] = set()
    for of, most in rules:
        seen: dict[Hashable, Path] = {}
        for path in newest_first:
            seen.setdefault(of(days[path]), path)
        stays |= set(list(seen.values())[:most])
    return [path for path in newest_first if path not in stays]
