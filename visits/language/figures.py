"""Figures as they are read: 3.118, 1,1 and 81 % in Indonesian, 3,118, 1.1 and 81% in English."""

from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def whole_words(value: int) -> str:
    """A whole number with its thousands apart."""
    return number_format(value, 0, force_grouping=True)


def decimal_words(value: float | Fraction | None, places: int = 1) -> str:
    """A number with so many places; a dash where there is none."""
    if value is None:
        return "–"
    return number_format(round(float(value), places), places, force_grouping=True)


def percent_words(part: Fraction | None) -> str:
    """A part of a whole in hundredths, rounded half up; a dash where there is none."""
    if part is None:
        return "–"
    return _("%(number)s%%") % {"number": whole_words(int(part * 100 + Fraction(1, 2)))}


def change_words(now: int, before: int) -> str:
    """A difference with its sign: +22, −3 (U+2212), ±0."""
    if now == before:
        return "±0"
    return f"{'+' if now > before else '−'}{whole_words(abs(now - before))}"
