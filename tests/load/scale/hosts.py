"""As many hosts as there are public service malls, each a database of its own on one server."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
from django.db import connection

from tests.services import POSTGRES

HOSTS = int(os.environ.get("SCALE_HOSTS", "305"))
_SERVER = POSTGRES.rpartition("/")[0]


def measure() -> Iterator[str]:
    """Their size, how long they take to make, and one connection to each at once."""
    template = connection.settings_dict["NAME"]
    connection.close()
    prefix = f"singgah_scale_{secrets.token_hex(3)}"
    names = [f"{prefix}_{number}" for number in range(HOSTS)]
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        try:
            began = time.monotonic()
            for name in names:
                admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            took = time.monotonic() - began
            query = "SELECT sum(pg_database_size(datname)) FROM pg_database WHERE datname LIKE %s"
            row = admin.execute(query, [f"{prefix}%"]).fetchone()
            assert row
            size = int(row[0])
            yield (
                f"{HOSTS} empty hosts: {size / 1e9:.2f} GB, {size / HOSTS / 1e6:.1f} MB each,"
                f" made in {took:.0f} s"
            )
            most = admin.execute("SHOW max_connections").fetchone()
            assert most
            yield f"max_connections {most[0]}: {_opened(names)} hosts had a connection at once"
        finally:
            for name in names:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _opened(names: list[str]) -> int:
    """To how many of them a connection could be held at the same time."""
    with ExitStack() as held:
        for number, name in enumerate(names):
            try:
                one = psycopg.connect(f"{_SERVER}/{name}", connect_timeout=5)
            except psycopg.OperationalError:
                return number
            held.callback(one.close)
    return len(names)
