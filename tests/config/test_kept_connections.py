"""A connection to PostgreSQL is kept from one request to the next, as long as it stands."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db.utils import ConnectionHandler, IntegrityError

from config.environment import env
from config.postgresql.base import DatabaseWrapper

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db]


@pytest.fixture
def kept(postgres_url: str) -> Iterator[DatabaseWrapper]:
    """A connection as a web process keeps it, in use."""
    found = {**env.db_url_config(postgres_url), "ENGINE": "config.postgresql"}
    options = {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    connection = ConnectionHandler({"default": {**found, **options}})["default"]
    assert isinstance(connection, DatabaseWrapper)
    assert _process(connection)
    yield connection
    connection.close()


def _process(connection: DatabaseWrapper) -> int:
    """A request's first statement: which of the server's processes answers it."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_while_it_stands_the_server_is_not_asked(
    kept: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _process(kept)
    asked: list[int] = []
    monkeypatch.setattr(
        "django.db.backends.postgresql.base.DatabaseWrapper.is_usable",
        lambda _connection: asked.append(1) or True,
    )
    assert _process(kept) == before
    assert asked == []
    # Something went wrong with it: then it is.
    kept.errors_occurred = True
    assert _process(kept) == before
    assert asked


def test_one_that_the_server_ended_is_made_anew(kept: DatabaseWrapper, postgres_url: str) -> None:
    before = _process(kept)
    with psycopg.connect(postgres_url, autocommit=True) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [before]).fetchone() == (
            True,
        )
    assert _process(kept) != before


def test_within_a_transaction_that_failed_it_is_of_no_use(kept: DatabaseWrapper) -> None:
    kept.set_autocommit(False)
    with kept.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("DO $$ BEGIN RAISE 'refused' USING ERRCODE = 'check_violation'; END $$")
    assert not kept.errors_occurred, "Django takes that for no fault of the connection"
    assert not kept.is_usable()
    kept.rollback()
    assert kept.is_usable()
