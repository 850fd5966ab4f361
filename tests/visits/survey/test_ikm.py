"""The index: exact ninths, one rounding, and the classes' edges."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.survey.ikm import Grade, NoAnswers, grade, ikm, mean


def test_without_answers_there_is_no_index() -> None:
    with pytest.raises(NoAnswers):
        ikm([0] * 9, 0)
    with pytest.raises(NoAnswers):
        mean(0, 0)


@pytest.mark.parametrize(
    ("score", "index"), [(1, "25.00"), (2, "50.00"), (3, "75.00"), (4, "100.00")]
)
def test_the_same_score_everywhere_gives_its_share_of_a_hundred(score: int, index: str) -> None:
    assert ikm([score * 7] * 9, 7) == Decimal(index)


def test_the_ninth_is_exact() -> None:
    # With 0.11 for a ninth, as forms often have it, nine fours would give 99.00.
    assert ikm([4] * 9, 1) == Decimal("100.00")
    assert ikm([3, 3, 4, 4, 3, 4, 4, 3, 3], 1) == Decimal("86.11")


def test_a_worked_example() -> None:
    """Two guests: means 3.5, 3, 4, 4, 3, 3.5, 4, 2.5, 3; their sum 30.5, by nine and by 25."""
    assert ikm([7, 6, 8, 8, 6, 7, 8, 5, 6], 2) == Decimal("84.72")


def test_half_a_hundredth_is_rounded_up() -> None:
    # 8 answers of one element: 21/8 x 25 = 65.625, 25/8 x 25 = 78.125.
    assert ikm([21], 8) == Decimal("65.63")
    assert ikm([25], 8) == Decimal("78.13")
    assert mean(29, 8) == Decimal("3.63")


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        ("25.00", Grade.D), ("64.99", Grade.D), ("65.00", Grade.C), ("76.60", Grade.C),
        ("76.61", Grade.B), ("88.30", Grade.B), ("88.31", Grade.A), ("100.00", Grade.A),
    ],
)  # fmt: skip
def test_the_edges_of_the_classes(index: str, expected: Grade) -> None:
    assert grade(Decimal(index)) == expected


@pytest.mark.parametrize("index", ["24.99", "100.01", "0"])
def test_what_is_no_index_has_no_class(index: str) -> None:
    with pytest.raises(ValueError, match="no index"):
        grade(Decimal(index))


@pytest.mark.parametrize(
    ("points", "index", "expected"),
    [(25_998, "65.00", Grade.C), (30_642, "76.61", Grade.B), (35_322, "88.31", Grade.A)],
)
def test_it_is_rounded_before_it_is_classed(points: int, index: str, expected: Grade) -> None:
    """Of 10,000 scores: 64.995, 76.605 and 88.305 lie between two classes until then."""
    found = ikm([points], 10_000)
    assert found == Decimal(index)
    assert grade(found) == expected


@given(st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=60))
def test_any_answers_give_an_index_with_a_class(answers: list[list[int]]) -> None:
    sums = [sum(column) for column in zip(*answers, strict=True)]
    index = ikm(sums, len(answers))
    exact = sum(Fraction(s, len(answers)) * Fraction(1, 9) for s in sums) * 25
    assert abs(Fraction(index) - exact) <= Fraction(1, 200)
    assert grade(index) in Grade
