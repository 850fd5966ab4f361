"""A host's accent colour, made to read wherever our pages put it, by day and by night."""

from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

_WHITE = (255, 255, 255)
READABLE = 4.5
"""Contrast of text, 1 to 21 (WCAG 2.2, 1.4.3)."""
GROUNDS = ("#ffffff", "#e9edf0", "#fbe7e5", "#fdf1d8", "#e4f3e9", "#e6eefa")
"""What accented text stands on: the surface and the tints of styles/base/tokens.css."""

NIGHT_GROUNDS = ("#18222b", "#24313c", "#131c24", "#43191a", "#3a2a08", "#12331f", "#152b4a")
"""The same where the reader's device is set to dark."""
_NIGHT_SURFACE, _NIGHT_INK = NIGHT_GROUNDS[0], "#0e151b"
_CALM = 0.55


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 255 for c in _rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as `#rrggbb`, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _mix(rgb: tuple[int, int, int], other: tuple[int, int, int], share: float) -> str:
    return _hex(
        (
            round(rgb[0] * (1 - share) + other[0] * share),
            round(rgb[1] * (1 - share) + other[1] * share),
            round(rgb[2] * (1 - share) + other[2] * share),
        )
    )


def _soft(colour: str) -> str:
    return _mix(_rgb(colour), _WHITE, 0.89)


@lru_cache(maxsize=16)
def accent_colours(colour: str) -> dict[str, str]:
    """`base`, `strong` and `soft` of an accent `#rrggbb`.

    It is darkened until white on it, and itself on every ground and on its own soft tint, reads.
    """
    while any(contrast(colour, ground) < READABLE for ground in (*GROUNDS, _soft(colour))):
        colour = _mix(_rgb(colour), (0, 0, 0), 0.08)
    return {"base": colour, "strong": _mix(_rgb(colour), (0, 0, 0), 0.3), "soft": _soft(colour)}


@lru_cache(maxsize=16)
def night_colours(colour: str) -> dict[str, str]:
    """`base`, `strong` and `soft` of an accent `#rrggbb` by night.

    It keeps its hue and is lightened until it reads on every dark ground and on its own soft tint,
    and dark ink on it; a loud one is calmed, since it glows on a dark ground.
    """
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _rgb(colour)))
    saturation = min(saturation, _CALM)
    while True:
        colour = _lit(hue, lightness, saturation)
        soft = _mix(_rgb(_NIGHT_SURFACE), _rgb(colour), 0.18)
        grounds = (*NIGHT_GROUNDS, soft, _NIGHT_INK)
        if all(contrast(colour, ground) >= READABLE for ground in grounds):
            break
        lightness += 0.02
    return {"base": colour, "strong": _mix(_rgb(colour), _WHITE, 0.35), "soft": soft}


def _lit(hue: float, lightness: float, saturation: float) -> str:
    red, green, blue = hls_to_rgb(hue, min(lightness, 1.0), saturation)
    return _hex((round(red * 255), round(green * 255), round(blue * 255)))


@lru_cache(maxsize=16)
def lightened(colour: str, ground: str) -> str:
    """The accent `#rrggbb` lightened until it reads on the dark `ground`."""
    while contrast(colour, ground) < READABLE:
        colour = _mix(_rgb(colour), _WHITE, 0.08)
    return colour
