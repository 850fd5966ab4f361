"""ical.js (what Thunderbird and Nextcloud read with), run by the node that playwright brings."""

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

from tests.readers.shape import ReadEvent

_SCRIPT = Path(__file__).with_name("ical_js.mjs")
_INSTANTS = ("stamp", "created_at", "changed_at", "starts_at", "ends_at")


def read(calendar: bytes) -> list[ReadEvent]:
    """The events of one calendar. Raises ValueError, with ical.js's words, if it can't be read."""
    return read_many([calendar])[0]


def read_many(calendars: Sequence[bytes]) -> list[list[ReadEvent]]:
    """The events of each of many calendars, by one start of node (which takes most of the time)."""
    node, _ = compute_driver_executable()
    # A zone of the machine far from all we use: what reads right here reads right anywhere.
    finished = subprocess.run(
        [node, str(_SCRIPT)],
        input=json.dumps([calendar.decode() for calendar in calendars]).encode(),
        capture_output=True,
        env={**os.environ, "TZ": "America/St_Johns"},
        timeout=60,
        check=False,
    )
    if finished.returncode:
        raise ValueError(f"ical.js: {finished.stderr.decode()}")
    result: list[list[ReadEvent]] = json.loads(finished.stdout)
    for event in (event for events in result for event in events):
        for name in _INSTANTS:
            if text := event.get(name):
                event[name] = datetime.fromisoformat(str(text))  # type: ignore[literal-required] # one of the names above
    return result
