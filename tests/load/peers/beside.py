"""Each peer measured beside us: it and ours run at once, and are asked in turns."""

import importlib
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

from tests.load.peers import bookings, feeds, ours, programs, statements
from tests.load.peers.sides import Side
from tests.load.peers.table import Beside, table
from tests.load.report import Missing

PEERS = ("radicale", "django_ical", "pretix", "indico")
_SETTLE_SECONDS = 3


def measure(kept: Path, wanted: Callable[[str], bool]) -> Iterator[str]:
    """A table for each peer, or loud words about why there is none; programs stay in `kept`."""
    with ExitStack() as stack:
        our_calendar = cache(lambda: stack.enter_context(ours.with_calendar()))
        for name in PEERS:
            if not wanted(f"peers.{name}"):
                continue
            began = time.monotonic()
            try:
                yield _beside(kept, name, our_calendar)
            except Missing as missing:
                yield f"NOT MEASURED: beside {name}: {missing}.\n"
            except Exception as error:  # noqa: BLE001 - the other peers are measured all the same
                traceback.print_exc()
                yield f"NOT MEASURED: beside {name}: {type(error).__name__}: {error}\n"
            sys.stderr.write(f"beside {name}: {time.monotonic() - began:.0f} s\n")


def _beside(kept: Path, name: str, our_calendar: Callable[[], Side]) -> str:
    peer = importlib.import_module(f"tests.load.peers.{name}")
    serving = partial(peer.serving, programs.installed(kept, name, peer.PACKAGES))
    rows: list[Beside] = []
    we = our_calendar()
    assert we.calendar
    with urllib.request.urlopen(we.calendar.address) as answer:
        feed = answer.read()
    with serving(feed) as they, ExitStack() as stack:
        if they.calendar:
            rows += feeds.measure(we, they)
        if they.counter:
            we = stack.enter_context(ours.with_counter())
            rows += bookings.measure(we, they)
        time.sleep(_SETTLE_SECONDS)
        rows.append(Beside("memory afterwards, MB", [we.held()], [they.held()]))
    if they.counter:
        with statements.counted() as way:
            with ours.with_counter(way.to) as we:
                our_number = statements.of_a_booking(we, way)
            with serving(feed, way.to) as they:
                rows.append(
                    Beside(
                        "statements of a booking",
                        [our_number],
                        [statements.of_a_booking(they, way)],
                    )
                )
    return table(f"{peer.NAME} ({peer.PACKAGES[0]})", peer.BESIDES, rows)
