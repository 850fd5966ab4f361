"""Request, update, cancel and feed, field by field against files that people have read.

The files are unfolded, with LF, and say <version> where the version stands. To make them anew
after an intended change: `python -m tests.notifications.ical.test_golden`, then read the diff.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.version import VERSION
from notifications.ical import feed, invitation
from tests.notifications.ical.content import fields, unfolded
from tests.notifications.ical.examples import PROFILE, STAMP, VISIT, in_feed, moved, visit

GOLDEN = Path(__file__).with_name("golden")
LATER = datetime(2026, 11, 25, 4, 0, 30, tzinfo=UTC)

MADE: dict[str, Callable[[], bytes]] = {
    "request": lambda: invitation(VISIT, method="REQUEST", stamp=STAMP),
    "update": lambda: invitation(moved(), method="REQUEST", stamp=LATER),
    "cancel": lambda: invitation(
        visit(sequence=4, status="CANCELLED"), method="CANCEL", stamp=LATER
    ),
    "feed": lambda: feed(in_feed(), PROFILE),
}


@pytest.mark.parametrize("name", MADE)
def test_calendar_is_the_golden_one_field_by_field(name: str) -> None:
    golden = (GOLDEN / f"{name}.ics").read_text().replace("<version>", VERSION)
    assert fields(unfolded(MADE[name]())) == fields(golden.splitlines())


if __name__ == "__main__":
    for made, make in MADE.items():
        text = "\n".join(unfolded(make())).replace(VERSION + "//ID", "<version>//ID")
        (GOLDEN / f"{made}.ics").write_text(text + "\n")
