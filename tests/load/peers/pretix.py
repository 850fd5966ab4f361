"""pretix, which sells tickets: a free order by its API takes a place of a quota."""

import itertools
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.load.ground import folder, running
from tests.load.peers import programs
from tests.load.peers.sides import ONE_COUNT, Calendar, Counter, Side, Way, straight
from tests.stack import free_port

NAME = "pretix"
PACKAGES = ("pretix==2026.8.0", programs.GUNICORN)
BESIDES = (
    "an order is more than a visit: it may hold several tickets, has prices, taxes, a payment (here"
    " of nothing, noted as paid), codes and secrets for each ticket, plugins that are asked, and a "
    "log of each step. It knows no rooms, letters or approval by a desk, and its feed is of the "
    "dates that are offered, not of who comes; it is remembered for five minutes, so a change was "
    "read at an address that nobody had read. With Redis, as its manual asks for; without worker."
)
_CONFIG = """
[pretix]
instance_name=bench
url=http://127.0.0.1:{port}
datadir={folder}
trust_x_forwarded_for=off
[database]
backend=postgresql
name={name}
user={user}
password={password}
host={host}
port={database_port}
[mail]
from=bench@x.example
[redis]
location={redis}
sessions=true
[celery]
backend={redis}
broker={redis}
"""
_ORDERS = 4000


@contextmanager
def serving(bin_: Path, feed: bytes, way: Way = straight) -> Iterator[Side]:
    """One process on PostgreSQL and Redis: a series of 500 dates, some with quotas."""
    python = str(bin_ / "python")
    with folder() as at, programs.empty_redis() as redis:
        port, config = free_port(), at / "pretix.cfg"
        env = {"PRETIX_CONFIG_FILE": str(config)}

        def configure(database: str) -> None:
            told = urlsplit(way(database))
            config.write_text(
                _CONFIG.format(
                    port=port, folder=at, name=told.path[1:], user=told.username or "",
                    password=told.password or "", host=told.hostname,
                    database_port=told.port or 5432, redis=redis,
                )
            )  # fmt: skip

        def prepare(database: str) -> None:
            configure(database)
            programs.run([python, "-m", "pretix", "migrate", "-v0"], **env)

        with programs.prepared_database(bin_.parent, prepare) as database:
            configure(database)
            told = programs.run([python, str(programs.INSIDE / "pretix_host.py")], **env)
            made = json.loads(told.splitlines()[-1])
            address = f"http://127.0.0.1:{port}"
            command = programs.gunicorn(bin_, port, "pretix.wsgi")
            ready = f"{address}/healthcheck/"
            with running(command, ready, programs.environment(**env)) as pid:
                yield _side(pid, address, made)


def _side(pid: int, address: str, made: dict[str, Any]) -> Side:
    headers = {"Content-Type": "application/json", "Authorization": f"Token {made['key']}"}
    api = f"{address}/api/v1/organizers/mpp/events/kunjungan"
    order = partial(_order, made["item"])
    change = partial(_change, f"{api}/subevents", headers, iter(made["dates"]))
    return Side(
        pid,
        Calendar(f"{address}/mpp/events/ical/", change, stale=True),
        Counter(
            f"{api}/orders/",
            headers,
            plenty=[order(d) for d in itertools.islice(itertools.cycle(made["plenty"]), _ORDERS)],
            one=[order(made["one"])] * _ORDERS,
            short={ONE_COUNT: [order(made["short"])] * 60},
        ),
    )


def _order(item: int, date: int) -> str:
    """Who comes, with whom one speaks, and why, as far as an order has a place for it."""
    return json.dumps(
        {
            "email": "budi@solokkab.example",
            "phone": "+6281234567890",
            "locale": "en",
            "status": "p",
            "comment": "Mempelajari tata kelola mal pelayanan publik.",
            "invoice_address": {
                "is_business": True,
                "company": "DPMPTSP Kabupaten Solok",
                "name_parts": {"full_name": "Budi Hartono"},
                "city": "Solok",
                "country": "ID",
                "internal_reference": "005/118/2026",
            },
            "positions": [
                {
                    "item": item,
                    "subevent": date,
                    "price": "0.00",
                    "attendee_name_parts": {"full_name": "Ir. Siti Rahma"},
                    "answers": [],
                }
            ],
        }
    )


def _change(address: str, headers: dict[str, str], dates: Iterator[int]) -> str:
    date = next(dates)
    words = f"Berubah {date}"
    request = urllib.request.Request(
        f"{address}/{date}/", json.dumps({"name": {"en": words}}).encode(), headers, method="PATCH"
    )
    urllib.request.urlopen(request, timeout=60).close()
    return words
