"""What every test may ask for."""

import datetime as dt
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import client
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker, Settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from scheduling.models import BookingRules, CapacityRule, Room, SessionPattern, Timetable
from tests.factories import HostFactory, RegionFactory
from visits.confined import running
from visits.models import Host, Region
from visits.people import roles
from visits.reference.regions import bring_up_to_date

# Before anybody imports them: their asserts explain themselves.
pytest.register_assert_rewrite("tests.faults.crowd", "tests.faults.system")

# The same for the processes that tests start.
os.environ.setdefault("UNDO_SECONDS", "0")

pytest_plugins = ["tests.ready", "tests.services", "tests.stack"]

# Monday, 23 November 2026, 09.00 WIB.
MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
# When every test begins, so that none hangs on the day it is run; TEST_NOW (ISO 8601) for another.
BEGINS = dt.datetime.fromisoformat(os.environ.get("TEST_NOW", MONDAY.isoformat()))
# The usual sessions: weekdays by ISO 8601, from and until.
_SESSIONS = (
    ((1, 2, 3, 4), "09:00", "11:30"),
    ((1, 2, 3, 4), "13:30", "15:30"),
    ((5,), "09:00", "11:00"),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what runs beside other processes: begun last, it would run on alone."""
    items.sort(key=lambda item: item.get_closest_marker("machine_clock") is None)


def pytest_collection_finish() -> None:
    """Thousands of tests and what they import stay to the end: the collector of garbage need not
    look through them again and again (a tenth of the time of a page's test)."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _begins(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock goes on from BEGINS, unless processes beside the test know only the machine's."""
    if request.node.get_closest_marker("machine_clock"):
        yield
        return
    with time_machine.travel(BEGINS):
        yield


@pytest.fixture(autouse=True)
def _own_corner(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Files and mails of a test go to its own folder; no limits or answers leak between tests."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    # What is decided is told at once, but where a test is about the wait.
    settings.UNDO_SECONDS = 0
    cache.clear()
    # A request leaves its reader's language behind in the thread.
    with translation.override("id"):
        yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _offices_have_opened() -> None:
    """Also one whose profile nobody saved; what comes before is tests/visits/opening's matter."""
    Host._meta.get_field("opened_at").default = BEGINS


@pytest.fixture(autouse=True, scope="session")
def _readers_have_time() -> None:
    """The machine has other work beside a test. What bounds a reader's own work is the time of the
    processor (visits/confined/child.py), which stays."""
    running.LONGEST, running.PATIENCE = 90.0, 90.0


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """No test in this process is about how slow a hash is: that is tests/config/test_settings.py's,
    which asks a process of its own."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Before tables are made: tests have the few regions that they are about, not all 552."""
    post_migrate.disconnect(bring_up_to_date, sender=apps.get_app_config("visits"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """With the groups of all roles, as after the first start: tests need not make them anew."""
    with django_db_blocker.unblock():
        roles.ensure_groups()


@pytest.fixture(autouse=True, scope="session")
def _answers_copy_their_values_once() -> Iterator[None]:
    """`answer.context` has what a page was made of. Django's client copies it for every part that
    a template includes too, some hundred times a page."""
    keep = client.store_rendered_templates

    def keep_wholes(
        store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **named: Any
    ) -> None:
        if context.template is template:
            keep(store, signal, sender, template, context, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", keep_wholes)
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_listed_once() -> Iterator[None]:
    """Each test's client begins the middleware anew, and WhiteNoise then reads the head of every
    static file (50 ms). They do not change under a run in one process."""
    listed: dict[str, StaticFile] = {}
    list_them = WhiteNoiseMiddleware.add_files_from_finders

    def add(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            list_them(self)
            listed.update(self.files)
        self.files = dict(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
        yield


@pytest.fixture(autouse=True)
def _stay_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with Django's own test client, a request to the application ends no test's transaction."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def now() -> dt.datetime:
    """The moment of the test."""
    return timezone.now()


@pytest.fixture
def host(db: None) -> Host:
    """The host's profile."""
    return HostFactory.create()


@pytest.fixture
def room(db: None) -> Room:
    """One hall for sixty, with the usual sessions and four places a week."""
    # In the fewest statements, since most tests begin with it.
    BookingRules.objects.bulk_create([BookingRules(pk=1)])
    CapacityRule.objects.bulk_create([CapacityRule(from_week=dt.date(2020, 1, 6), capacity=4)])
    room = Room.objects.create(code="aula", name="Aula Lt. 2")
    timetable = Timetable.objects.create(valid_from=dt.date(2020, 1, 1), name="Jam biasa")
    SessionPattern.objects.bulk_create(
        SessionPattern(
            timetable=timetable,
            weekday=weekday,
            starts_at=dt.time.fromisoformat(starts),
            ends_at=dt.time.fromisoformat(ends),
            room=room,
        )
        for weekdays, starts, ends in _SESSIONS
        for weekday in weekdays
    )
    return room


@pytest.fixture
def solok(db: None) -> Region:
    """Kabupaten Solok, 13.02."""
    return RegionFactory.create(code="13.02", name="Solok", kind=Region.Kind.REGENCY)
