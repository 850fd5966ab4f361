"""The index of public satisfaction (IKM), by PermenPANRB 14/2017."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

_HIGHEST = 25  # what a mean of 1 to 4 is multiplied by, so that 100 is the best


class NoAnswers(ValueError):
    """Of nothing there is no index and no mean."""


class Grade(TextChoices):
    """The four classes of the regulation."""

    A = "A", pgettext_lazy("IKM", "Very good")
    B = "B", pgettext_lazy("IKM", "Good")
    C = "C", pgettext_lazy("IKM", "Less good")
    D = "D", pgettext_lazy("IKM", "Not good")


# The least that each class wants, the best first.
_LEAST = (
    (Grade.A, Decimal("88.31")),
    (Grade.B, Decimal("76.61")),
    (Grade.C, Decimal("65.00")),
    (Grade.D, Decimal("25.00")),
)


def ikm(sums: Sequence[int], answers: int) -> Decimal:
    """The index, 25.00 to 100.00, of so many `answers`; raises NoAnswers where there are none.

    `sums` holds for each element the sum of its scores (1 to 4). Every element weighs the same:
    with the nine of the regulation exactly a ninth, not the 0.11 with which it is often reckoned.
    Rounded half up to two places, once and at the end.
    """
    return _two_places(_mean(sums, answers) * _HIGHEST)


def mean(total: int, answers: int) -> Decimal:
    """The mean score of one element, 1.00 to 4.00, rounded half up; raises NoAnswers."""
    return _two_places(_mean([total], answers))


def grade(index: Decimal) -> Grade:
    """The class of an index that ikm() gave; raises ValueError below 25.00 or above 100.00."""
    if index > 100:
        raise ValueError(f"{index} is no index")
    for found, least in _LEAST:
        if index >= least:
            return found
    raise ValueError(f"{index} is no index")


def _mean(sums: Sequence[int], answers: int) -> Fraction:
    if answers == 0:
        raise NoAnswers
    return Fraction(sum(sums), answers * len(sums))


def _two_places(value: Fraction) -> Decimal:
    return Decimal((value * 200 + 1) // 2).scaleb(-2)
