"""A site of its own with django-ical, as a Django program would add a feed; our feed's events."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from icalendar import Calendar as Parsed

from tests.load.ground import folder, running
from tests.load.peers import programs
from tests.load.peers.sides import Calendar, Side, Way, straight
from tests.stack import free_port

NAME = "django-ical"
PACKAGES = ("django-ical==1.9.2", "django==5.2.19", "psycopg[binary]==3.3.9", programs.GUNICORN)
BESIDES = (
    "a library: a feed's items are written from a query. The site around it is the least there can "
    "be: one table, no middleware, nobody signs in; Django's `condition` answers 304 by when the "
    "last change was. Nothing is secret there, and no event knows its SEQUENCE."
)
_SITE = programs.INSIDE / "django_ical_site.py"


@contextmanager
def serving(bin_: Path, feed: bytes, way: Way = straight) -> Iterator[Side]:
    """One process on PostgreSQL, and a table of the feed's events."""
    with programs.empty_database() as database, folder() as at:
        events = [
            {
                "uid": str(event["UID"]),
                "title": str(event["SUMMARY"]),
                "description": str(event.get("DESCRIPTION", "")),
                "place": str(event.get("LOCATION", "")),
                "link": str(event.get("URL", "")),
                "starts_at": event.start.isoformat(),
                "ends_at": event.end.isoformat(),
            }
            for event in Parsed.from_ical(feed).walk("VEVENT")
        ]
        (at / "events.json").write_text(json.dumps(events))
        env = {"PEER_DATABASE": way(database)}
        programs.run([str(bin_ / "python"), str(_SITE), str(at / "events.json")], **env)
        port = free_port()
        address = f"http://127.0.0.1:{port}/feed.ics"
        command = programs.gunicorn(bin_, port, _SITE.stem, f"--chdir={programs.INSIDE}")
        with running(command, address, programs.environment(**env)) as pid:
            yield Side(pid, Calendar(address, partial(_change, database, itertools.count(1))))


def _change(database: str, turn: "itertools.count[int]") -> str:
    words = f"Berubah {next(turn)}"
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE site_visit SET title = %s, changed_at = now() WHERE id = %s",
            [words, int(words.split()[1])],
        )
    return words
