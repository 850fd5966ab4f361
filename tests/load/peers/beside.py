"""Each peer measured beside us: it and ours run at once, and are asked in turns."""

import importlib
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.load.peers import bookings, feeds, ours, programs
from tests.load.peers.table import Beside, table
from tests.load.report import Missing

PEERS = ("radicale", "django_ical", "pretix", "indico")
_SETTLE_SECONDS = 3


def measure(kept: Path, wanted: Callable[[str], bool]) -> Iterator[str]:
    """A table for each peer, or loud words about why there is none; programs stay in `kept`."""
    for name in PEERS:
        if not wanted(f"peers.{name}"):
            continue
        began = time.monotonic()
        try:
            yield _beside(kept, name)
        except Missing as missing:
            yield f"NOT MEASURED: beside {name}: {missing}.\n"
        except Exception as error:  # noqa: BLE001 - the other peers are measured all the same
            traceback.print_exc()
            yield f"NOT MEASURED: beside {name}: {type(error).__name__}: {error}\n"
        sys.stderr.write(f"beside {name}: {time.monotonic() - began:.0f} s\n")


def _beside(kept: Path, name: str) -> str:
    peer = importlib.import_module(f"tests.load.peers.{name}")
    found = programs.installed(kept, name, peer.PACKAGES)
    rows: list[Beside] = []
    with ours.serving() as we:
        assert we.calendar
        with urllib.request.urlopen(we.calendar.address) as answer:
            feed = answer.read()
        with peer.serving(found, feed) as they:
            # Bookings come after: each is one event more of our feed.
            if they.calendar:
                rows += feeds.measure(we, they)
            if they.counter:
                rows += bookings.measure(we, they)
            time.sleep(_SETTLE_SECONDS)
            rows.append(Beside("memory afterwards, MB", [we.held()], [they.held()]))
    return table(f"{peer.NAME} ({peer.PACKAGES[0]})", peer.BESIDES, rows)
