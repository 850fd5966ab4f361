"""Radicale, a calendar server, with the events of our own feed."""

import itertools
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from icalendar import Calendar as Parsed

from tests.load.ground import folder, running
from tests.load.peers import programs
from tests.load.peers.sides import Calendar, Side, Way, straight
from tests.stack import free_port

NAME = "Radicale"
PACKAGES = ("radicale==3.9.0", programs.GUNICORN)
BESIDES = (
    "a calendar server: whoever reads may also write, and programs ask it for what changed since "
    "(CalDAV), which ours are not. It keeps files, no database, and its whole collection as a file "
    "is not what it is made to be read as."
)
# Whoever comes with a name is that person; no password is looked at.
_SIGNED_IN = {"Authorization": f"Basic {b64encode(b'petugas:x').decode()}"}
_CONFIG = """
[auth]
type = none
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}
[logging]
level = error
"""


@contextmanager
def serving(bin_: Path, feed: bytes, way: Way = straight) -> Iterator[Side]:
    """One process, and a calendar of the feed's events."""
    with folder() as at:
        (at / "config").write_text(_CONFIG.format(folder=at / "collections"))
        port = free_port()
        address = f"http://127.0.0.1:{port}/petugas/kunjungan/"
        env = programs.environment(RADICALE_CONFIG=str(at / "config"))
        command = programs.gunicorn(bin_, port, "radicale")
        with running(command, f"http://127.0.0.1:{port}/.web/", env) as pid:
            _put(address, feed)
            change = partial(_change, address, feed, itertools.count())
            yield Side(pid, Calendar(address, change, _SIGNED_IN))


def _put(address: str, body: bytes) -> None:
    request = urllib.request.Request(address, body, {"Content-Type": "text/calendar", **_SIGNED_IN})
    request.method = "PUT"
    urllib.request.urlopen(request, timeout=60).close()


def _change(address: str, feed: bytes, turn: "itertools.count[int]") -> str:
    """Another summary for the next event."""
    calendar = Parsed.from_ical(feed)
    event = calendar.walk("VEVENT")[next(turn)]
    event["SUMMARY"] = words = f"Berubah {event['UID']}"
    calendar.subcomponents = [*calendar.walk("VTIMEZONE"), event]
    _put(f"{address}{event['UID']}.ics", calendar.to_ical())
    return words
