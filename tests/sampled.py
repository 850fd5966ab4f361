"""Tests of one kind by the dozen: some in each run, all in `make test-slow`."""

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(rows: Iterable[Any], *, every: int) -> list[Any]:
    """Parameters of a test, the first and then each `every`-th as they are, the others slow."""
    return [_slow(row) if place % every else row for place, row in enumerate(rows)]


def _slow(row: Any) -> Any:
    values = row if isinstance(row, tuple) else (row,)
    return pytest.param(*values, marks=pytest.mark.slow)
