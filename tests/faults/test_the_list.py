"""Every fault of the list has a proof, and every proof that the list names exists."""

import ast
import re
from functools import cache

import pytest

from tests.stack import ROOT

PAGE = (ROOT / "docs" / "faults.md").read_text()
ROWS = dict(re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE))
_NAMED = re.compile(r"`(?P<file>tests/[a-z_/]+(?:\.py)?)?(?:::(?P<test>test_[a-z0-9_]+))?`")


@cache
def named_in(file: str) -> set[str]:
    """The tests of a file, by name."""
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def proofs(row: str) -> list[tuple[str, str]]:
    """Files and tests that a row names; a test without a file is of the file before it."""
    found, file = [], ""
    for named in _NAMED.finditer(row):
        file = named["file"] or file
        if named["file"] or named["test"]:
            found.append((file, named["test"] or ""))
    return found


def test_all_twenty_are_there() -> None:
    assert list(ROWS) == [str(number) for number in range(1, 21)]


@pytest.mark.parametrize("number", ROWS)
def test_each_names_a_proof_that_exists(number: str) -> None:
    named = proofs(ROWS[number])
    assert any(test for _, test in named)
    for file, test in named:
        assert (ROOT / file).exists(), file
        assert not test or test in named_in(file), f"{file}::{test}"


def test_whatever_else_the_page_names_exists() -> None:
    assert [file for file, _ in proofs(PAGE) if not (ROOT / file).exists()] == []
