"""Figures that a process keeps are forgotten between tests, whose changes are taken back."""

from collections.abc import Iterator

import pytest

from visits.reports.open import figures


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    figures.forget()
    yield
    figures.forget()
