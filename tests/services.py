"""What tests need from outside: PostgreSQL, Redis, Chromium and so on. Used where reachable, else
skipped loudly; REQUIRE_SERVICES=1 makes such a skip a failure."""

import os
import secrets
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import psycopg
import pytest
import redis

from tests.ready import POSTGRES

# The tests empty it: each worker of pytest-xdist (gw0, gw1 ...) has one of its own.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS = os.environ.get("TEST_REDIS_URL", f"redis://127.0.0.1:6379/{9 + _WORKER % 6}")
# `npm ci --prefix tests/node` brings it.
SPECTRAL = Path(__file__).parent / "node/node_modules/.bin/spectral"
_NAMES = {
    "needs_postgres": "PostgreSQL",
    "needs_redis": "Redis",
    "needs_chromium": "Chromium",
    "needs_curl": "curl",
    "needs_node": "node",
    "needs_nginx": "nginx",
    "needs_caddy": "caddy",
    "needs_softhsm": "softhsm2-util",
    "needs_promtool": "promtool",
    "needs_systemd_analyze": "systemd-analyze",
    "needs_spectral": "spectral (npm ci --prefix tests/node)",
}


_AWAY = " cannot be reached"


@lru_cache
def _there(marker: str) -> bool:
    try:
        if marker == "needs_postgres":
            psycopg.connect(POSTGRES, connect_timeout=3).close()
        elif marker == "needs_redis":
            redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
        elif marker == "needs_chromium":
            return bool(chromium_path())
        elif marker == "needs_spectral":
            return SPECTRAL.exists()
        else:
            # Debian keeps servers off the PATH of most people.
            return bool(shutil.which(_NAMES[marker], path=f"{os.environ['PATH']}:/usr/sbin"))
    except (psycopg.Error, redis.RedisError):
        return False
    return True


def chromium_path() -> str:
    """Where a Chromium is, or nothing."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what cannot run here, or fail it where services are required."""
    for marker, name in _NAMES.items():
        if item.get_closest_marker(marker) and not _there(marker):
            if os.environ.get("REQUIRE_SERVICES") == "1":
                pytest.fail(f"{name} is required and cannot be reached", pytrace=False)
            pytest.skip(f"{name}{_AWAY}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say last and loudly what was not tested."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    for name in _NAMES.values():
        count = sum(f"{name}{_AWAY}" in reason for reason in reasons)
        if count:
            words = f"NOT TESTED: {count} tests need {name}."
            terminalreporter.write_line(words, red=True, bold=True)


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty database that goes away after the test."""
    name = f"singgah_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{POSTGRES.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def redis_url() -> Iterator[str]:
    """The address of a Redis database that is empty before and after."""
    client = redis.Redis.from_url(REDIS)
    client.flushdb()
    yield REDIS
    client.flushdb()


@pytest.fixture
def chromium() -> str:
    """The path of a Chromium."""
    return chromium_path()
