"""docs/asvs.md: a row for every requirement of levels 1 and 2, and what it names is there."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/asvs.md").read_text()
STATES = ("met", "partly", "not met", "n/a")
# ASVS 5.0.0: sections with their requirements of levels 1 and 2.
REQUIRED = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3",
    "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2",
    "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
_NUMBER = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{1,2}\b")


def rows() -> list[list[str]]:
    """The cells of each row about requirements."""
    lines = [line for line in TEXT.splitlines() if re.match(r"\| \d+\.\d+\.\d+", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def stated() -> dict[str, str]:
    """The state of each requirement; a row may be about several."""
    return {number: row[1] for row in rows() for number in _NUMBER.findall(row[0])}


def required() -> set[str]:
    found = set()
    for section, numbers in REQUIRED.items():
        first, _dash, last = numbers.partition("-")
        found |= {f"{section}.{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def test_every_requirement_has_its_row_and_one_of_four_states() -> None:
    numbers = [number for row in rows() for number in _NUMBER.findall(row[0])]
    assert set(numbers) == required()
    assert len(numbers) == len(set(numbers))
    assert {row[1] for row in rows()} <= set(STATES)
    assert all(len(row) == 4 for row in rows())


def test_the_figures_at_its_head_are_those_of_the_rows() -> None:
    counts = Counter(stated().values())
    for state in STATES:
        assert f"| {state} | {counts[state]} |" in TEXT, (state, counts[state])


def test_what_was_tried_names_tests_that_are_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "docs/security.md").read_text())
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].split()[0].strip(","))
def test_what_a_row_names_is_there(row: list[str]) -> None:
    named = re.findall(r"`([\w./-]+/[\w./-]*|[\w.-]+\.(?:py|toml|yml|md))`", " ".join(row[2:]))
    here = [name for name in named if not name.startswith(("/", "DATA_DIR"))]
    missing = [name for name in here if not (ROOT / name).exists()]
    assert missing == []
    if row[1] in ("met", "partly"):
        assert named, "says nothing of where"
    for test in re.findall(r"`(tests/[^`]+)`", row[3]):
        assert Path(test).name.startswith("test_"), test
