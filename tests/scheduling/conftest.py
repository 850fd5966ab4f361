"""Databases for tests of what happens between connections."""

import os
import uuid
from collections.abc import Iterator

import psycopg
import pytest

# Where a PostgreSQL server may be whose user may create databases.
SERVER = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped afterwards."""
    try:
        server = psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no PostgreSQL: {error}")
    name = f"singgah_test_{uuid.uuid4().hex[:12]}"
    with server:
        server.execute(f"CREATE DATABASE {name}")
    server = psycopg.connect(f"{SERVER}/postgres", autocommit=True)
    try:
        yield f"{SERVER}/{name}"
    finally:
        with server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
