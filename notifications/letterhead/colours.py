"""The colours of a mail: those of the pages, by day and by night.

Mail programs take no variables, so each stands in the mail as it is. The tones are the pages' own
(styles/base/tokens.css); at night they are turned round by hand, since programs that invert by
themselves make mud of soft tints.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from visits.pages.frame.accent import accent_colours, lightened


class Tone(StrEnum):
    """What a letter brings, at a glance; its headline says it in words."""

    OK = "ok"
    WAIT = "wait"
    STOP = "stop"
    INFO = "info"


@dataclass(frozen=True)
class Palette:
    """One set of colours, each `#rrggbb`."""

    ground: str
    surface: str
    ink: str
    quiet: str
    line: str
    accent: str
    on_accent: str
    tint: str
    headline: str


_DAY = {
    Tone.OK: ("#e4f3e9", "#1b6b3a"),
    Tone.WAIT: ("#fdf1d8", "#7a4d00"),
    Tone.STOP: ("#fbe7e5", "#a1261f"),
    Tone.INFO: ("#e6eefa", "#24518f"),
}
_NIGHT = {
    Tone.OK: ("#12331f", "#9bdcb1"),
    Tone.WAIT: ("#3a2a08", "#f2cd86"),
    Tone.STOP: ("#43191a", "#f6b3ad"),
    Tone.INFO: ("#152b4a", "#aecbf5"),
}
_NIGHT_SURFACE, _NIGHT_GROUND = "#18222b", "#0e151b"


@lru_cache(maxsize=32)
def by_day(accent: str, tone: Tone) -> Palette:
    """The colours as written into the mail, with the host's accent `#rrggbb`."""
    tint, headline = _DAY[tone]
    return Palette(
        ground="#eef2f4",
        surface="#ffffff",
        ink="#16202c",
        quiet="#4a5868",
        line="#dfe5ea",
        accent=accent_colours(accent)["base"],
        on_accent="#ffffff",
        tint=tint,
        headline=headline,
    )


@lru_cache(maxsize=32)
def by_night(accent: str, tone: Tone) -> Palette:
    """What programs that follow the reader's dark mode put in their place."""
    tint, headline = _NIGHT[tone]
    return Palette(
        ground=_NIGHT_GROUND,
        surface=_NIGHT_SURFACE,
        ink="#e9eef2",
        quiet="#aebac5",
        line="#33414d",
        accent=lightened(accent, _NIGHT_SURFACE),
        on_accent=_NIGHT_GROUND,
        tint=tint,
        headline=headline,
    )
