"""What a part of the installation says of itself; others add their own with `register`."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a part is doing."""

    OK = "ok"
    NOTICE = "notice"
    """Somebody should look within days."""
    FAULT = "fault"
    """Something does not work."""
    OFF = "off"
    """Not set up, on purpose or not yet."""


@dataclass(frozen=True)
class Part:
    """One line of the page: its name, how it is, what was found, and what to do (or nothing)."""

    name: str
    level: Level
    words: str
    advice: str = ""


# Asked with the moment (aware); gives its parts.
Look = Callable[[dt.datetime], Iterable[Part]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Let `look` be asked too, in the order of registration; once is enough."""
    if look not in _looks:
        _looks.append(look)


def parts(*, now: dt.datetime) -> list[Part]:
    """All parts. Each look catches what it may meet: one that raises is a fault of ours."""
    return [part for look in _looks for part in look(now)]
