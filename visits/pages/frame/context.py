"""What every page knows: the host, and its accent colour made readable."""

from functools import lru_cache

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from visits.models import Host
from visits.people.roles import rights_of

_WHITE = (255, 255, 255)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 255 for c in rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_on_white(colour: str) -> float:
    """The contrast of `#rrggbb` against white, 1 to 21 (WCAG 2.2)."""
    return 1.05 / (_luminance(_rgb(colour)) + 0.05)


def _mix(rgb: tuple[int, int, int], other: tuple[int, int, int], share: float) -> str:
    return _hex(
        (
            round(rgb[0] * (1 - share) + other[0] * share),
            round(rgb[1] * (1 - share) + other[1] * share),
            round(rgb[2] * (1 - share) + other[2] * share),
        )
    )


@lru_cache(maxsize=16)
def accent_colours(colour: str) -> dict[str, str]:
    """`base`, `strong` and `soft` of an accent, darkened until white on it reads (4.5:1)."""
    while contrast_on_white(colour) < 4.5:
        colour = _mix(_rgb(colour), (0, 0, 0), 0.08)
    rgb = _rgb(colour)
    return {"base": colour, "strong": _mix(rgb, (0, 0, 0), 0.3), "soft": _mix(rgb, _WHITE, 0.89)}


def host(request: HttpRequest) -> dict[str, object]:
    """The host's profile and its accent, and `may`: the reader's rights, for every template."""
    profile = Host.load()
    return {
        "host": profile,
        "host_accent": accent_colours(profile.accent),
        "may": SimpleLazyObject(lambda: rights_of(request.user)),
    }
