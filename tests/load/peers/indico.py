"""Indico, which keeps events and books rooms: a room is taken for half an hour by its own API."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.load.ground import folder, running
from tests.load.host import mondays
from tests.load.peers import programs
from tests.load.peers.sides import FOUR_ROOMS, Counter, Side, Way, straight
from tests.stack import free_port

NAME = "Indico"
PACKAGES = ("indico==3.2.9", programs.GUNICORN)
BESIDES = (
    "a booking of a room may repeat, be linked to an event, collide with blockings and bookable "
    "hours, which are looked at; it knows no count for a week, no letter and no delegation. One "
    "count is one room on one day there. With Redis and without worker, to which it leaves its "
    "mails."
)
_CONFIG = """
SQLALCHEMY_DATABASE_URI = {database!r}
SECRET_KEY = 'of a bench, and of nothing else at all'
BASE_URL = {address!r}
REDIS_CACHE_URL = {redis!r}
CELERY_BROKER = {redis!r}
DISABLE_CELERY_CHECK = True
ENABLE_ROOMBOOKING = True
DEFAULT_TIMEZONE = 'Asia/Jakarta'
CACHE_DIR = {folder!r}
TEMP_DIR = {folder!r}
LOG_DIR = {folder!r}
STORAGE_BACKENDS = {{'default': 'fs:{folder}'}}
NO_REPLY_EMAIL = SUPPORT_EMAIL = 'bench@x.example'
"""
_HALF_HOURS = 48


@contextmanager
def serving(bin_: Path, feed: bytes, way: Way = straight) -> Iterator[Side]:
    """One process on PostgreSQL and Redis, and four rooms."""
    with folder() as at, programs.empty_redis() as redis:
        port, config = free_port(), at / "indico.conf"
        address = f"http://127.0.0.1:{port}"
        env = {"INDICO_CONFIG": str(config)}

        def configure(database: str) -> None:
            config.write_text(
                _CONFIG.format(
                    database=way(database).replace("postgres://", "postgresql://"), address=address,
                    redis=redis, folder=str(at),
                )
            )  # fmt: skip

        def prepare(database: str) -> None:
            configure(database)
            with psycopg.connect(database) as connection:
                connection.execute("CREATE EXTENSION unaccent")
                connection.execute("CREATE EXTENSION pg_trgm")
            programs.run([str(bin_ / "indico"), "setup", "create-logging-config", str(at)], **env)
            programs.run([str(bin_ / "indico"), "db", "prepare"], **env)

        with programs.prepared_database(bin_.parent, prepare) as database:
            configure(database)
            script = str(programs.INSIDE / "indico_host.py")
            made = json.loads(programs.run([str(bin_ / "python"), script], **env).splitlines()[-1])
            command = programs.gunicorn(bin_, port, "indico.web.flask.app:make_app()")
            with running(command, f"{address}/ping", programs.environment(**env)) as pid:
                yield Side(pid, counter=_counter(address, made["key"], made["rooms"]))


def _counter(address: str, key: str, rooms: list[int]) -> Counter:
    days = [monday + dt.timedelta(days=n) for monday in mondays() for n in range(5)]
    short, *ones = days[:5]
    return Counter(
        f"{address}/rooms/api/booking/create",
        {"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
        # One day after the other, so that each room holds a few bookings a day.
        plenty=[
            _booking(room, day, n) for n in range(_HALF_HOURS) for room in rooms for day in days[5:]
        ],
        one=[_booking(room, day, n) for day in ones for room in rooms for n in range(_HALF_HOURS)],
        short={FOUR_ROOMS: [_booking(room, short, 18) for room in rooms * 15]},
    )


def _booking(room: int, day: dt.date, half_hour: int) -> str:
    begins = dt.datetime.combine(day, dt.time(half_hour // 2, half_hour % 2 * 30))
    return json.dumps(
        {
            "room_id": room,
            "start_dt": begins.isoformat(),
            # To the minute before the next: a booking ends on the day on which it began.
            "end_dt": (begins + dt.timedelta(minutes=29)).isoformat(),
            "repeat_frequency": "NEVER",
            "reason": "DPMPTSP Kabupaten Solok: Mempelajari tata kelola mal pelayanan publik.",
        }
    )
