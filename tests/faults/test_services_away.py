"""PostgreSQL and Redis go away under a crowd, and come back: nobody hears a wrong word."""

import time
import urllib.error
import urllib.request

import psycopg
import pytest

from tests.faults.conftest import StartSystem
from tests.faults.crowd import Crowd, check_messages
from tests.faults.servers import OwnPostgres, OwnRedis
from tests.faults.system import System
from tests.stack import Sink, eventually

pytestmark = pytest.mark.machine_clock

PAGES = ("/", "/jadwal/", "/ajukan/", "/api/v1/weeks/", "/kalender/publik.ics", "/healthz/ready")


def answer_of(system: System, path: str) -> tuple[int, str | None, str]:
    """Status, Retry-After and content type."""
    try:
        with urllib.request.urlopen(f"{system.base_url}{path}", timeout=20) as answer:
            return answer.status, answer.headers["Retry-After"], answer.headers["Content-Type"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"], error.headers["Content-Type"]


def more_mails(sink: Sink, count: int) -> None:
    """Wait for so many mails more."""
    before = len(sink.mails)
    eventually(lambda: len(sink.mails) >= before + count, within=60)


@pytest.mark.slow
@pytest.mark.needs_postgres
def test_connections_are_cut_again_and_again(
    start_system: StartSystem, postgres_url: str, sink: Sink
) -> None:
    system = start_system(DATABASE_URL=postgres_url)
    crowd = Crowd(system, sink)
    crowd.start()
    try:
        with psycopg.connect(postgres_url, autocommit=True) as other:
            for _ in range(12):
                time.sleep(0.25)  # between cuts something must be under way
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        more_mails(sink, 4)
    finally:
        crowd.stop()
    crowd.check()
    assert len(system.pids("singgah-web")) == 2
    system.end()
    # Nobody was killed: what was delivered was noted, if only on a new connection.
    print(f"\ncuts: {check_messages(system, sink, [])}; {crowd.unanswered} calls had 503")  # noqa: T201 - the figures are asked for


@pytest.mark.slow
def test_the_database_server_crashes_and_comes_back(
    start_system: StartSystem, own_postgres: OwnPostgres, sink: Sink
) -> None:
    system = start_system(DATABASE_URL=own_postgres.url)
    before = set(system.pids())
    crowd = Crowd(system, sink)
    crowd.start()
    try:
        for mode in ("immediate", "fast"):
            more_mails(sink, 3)
            own_postgres.stop(mode)
            for path in PAGES:
                status, retry_after, kind = answer_of(system, path)
                assert (status, bool(retry_after)) == (503, True), path
                assert ("problem+json" in kind) == path.startswith("/api/")
            assert answer_of(system, "/healthz/live")[0] == 200
            own_postgres.start()
            eventually(system.ready)
        more_mails(sink, 3)
        assert set(system.pids()) == before, "it recovers without a restart of ours"
    finally:
        crowd.stop()
    crowd.check()
    system.end()
    print(f"\ncrashes: {check_messages(system, sink, [])}; {crowd.unanswered} calls had 503")  # noqa: T201 - the figures are asked for


@pytest.mark.slow
def test_redis_is_killed_flushed_and_started_again(
    start_system: StartSystem, own_redis: OwnRedis, sink: Sink
) -> None:
    system = start_system(REDIS_URL=own_redis.url)
    crowd = Crowd(system, sink)
    crowd.start()
    try:
        more_mails(sink, 3)
        own_redis.kill()
        asked = len(crowd.told)
        eventually(lambda: len(crowd.told) > asked + 2)  # booking goes on without it
        for path in PAGES:
            assert answer_of(system, path)[0] == 200, path
        own_redis.start()
        more_mails(sink, 3)
        own_redis.client().flushall()
        more_mails(sink, 3)
    finally:
        crowd.stop()
    assert crowd.unanswered == 0, "Redis is no matter of the pages"
    crowd.check()
    system.end()
    print(f"\nRedis: {check_messages(system, sink, [])}")  # noqa: T201 - the figures are asked for
