"""What is erased for the first time is announced a week before, by kind and number."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from keeping import nightly, nights
from keeping.models import Beginning, Run
from keeping.notice import GRACE, begin_at_once, erase_with_notice, pending
from notifications.state.parts import Level
from scheduling.models import Room
from tests.factories import a_completed_visit
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from visits.models import Host, Visit

pytestmark = pytest.mark.django_db
YEAR = dt.timedelta(days=400)
KEPT = "/petugas/pengaturan/penyimpanan/"


@pytest.fixture
def later(room: Room, host: Host, now: dt.datetime) -> dt.datetime:
    """A year after a visit whose people should have been forgotten long ago."""
    a_completed_visit()
    return now + YEAR


def erased() -> bool:
    return not Visit.objects.filter(contact_name__gt="").exists()


def test_the_first_night_announces_and_erases_nothing(later: dt.datetime) -> None:
    erase_with_notice(now=later)
    assert not erased()
    (row,) = pending(now=later)
    assert (row.kind, row.found, row.begins_at) == ("people", 1, later + GRACE)
    erase_with_notice(now=later + GRACE - dt.timedelta(minutes=1))
    assert not erased()
    erase_with_notice(now=later + GRACE)
    assert erased()
    assert pending(now=later + GRACE) == []


def test_the_notice_counts_what_is_there_now(later: dt.datetime) -> None:
    """Not what an import, which was taken back since, had brought."""
    erase_with_notice(now=later)
    Beginning.objects.filter(kind="people").update(found=19998)
    erase_with_notice(now=later + dt.timedelta(days=1))
    (row,) = pending(now=later)
    assert row.found == 1

    Visit.objects.all().delete()
    erase_with_notice(now=later + dt.timedelta(days=2))

    assert pending(now=later) == []


def test_the_nightly_run_and_the_command_keep_the_notice(later: dt.datetime) -> None:
    assert "erase" in [str(run.job) for run in nightly.run_due(now=later)]
    assert not erased()
    out = StringIO()
    call_command("erase_due", stdout=out)
    assert not erased()


def test_where_nothing_is_too_old_erasing_begins_at_once(
    room: Room, host: Host, now: dt.datetime
) -> None:
    a_completed_visit()
    erase_with_notice(now=now)
    assert pending(now=now) == []
    erase_with_notice(now=now + YEAR)
    assert erased(), "who was told the term from the beginning is not told again"


def test_an_administrator_sees_what_will_go_and_may_begin_sooner(
    later: dt.datetime,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    now = later - YEAR
    Beginning.objects.create(kind="people", announced_at=now, begins_at=now + GRACE, found=31)
    (part,) = nights.erasing(now)
    assert part.level == Level.NOTICE
    assert "31" in part.words
    desk = sign_in("admin")
    assert "31" in desk.get("/petugas/").content.decode()
    page = desk.get(KEPT).content.decode()
    # As a number of its own: names of files hold hashes.
    assert not re.search(r"\b31\b", page), "the page counts what is there now, as its table does"
    assert f'action="{KEPT}mulai/"' in page
    assert desk.post(f"{KEPT}mulai/").status_code == 302
    assert f'action="{KEPT}mulai/"' not in desk.get(KEPT).content.decode()
    (part,) = nights.erasing(timezone.now())
    assert part.level != Level.NOTICE


@pytest.mark.parametrize("role", ["protocol", "leader", "officer"])
def test_others_begin_nothing(
    role: str,
    later: dt.datetime,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    now = later - YEAR
    Beginning.objects.create(kind="people", announced_at=now, begins_at=now + GRACE, found=31)
    assert sign_in(role).post(f"{KEPT}mulai/").status_code in (302, 403)
    assert len(pending(now=now)) == 1


def test_pressed_when_nothing_is_announced_nothing_begins(
    later: dt.datetime,
    sign_in: SignIn,  # noqa: F811 - the fixture
) -> None:
    assert sign_in("admin").post(f"{KEPT}mulai/").status_code == 302
    assert begin_at_once(now=later) == []
    assert not Beginning.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_where_it_erased_already_it_goes_on_after_the_upgrade(now: dt.datetime) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("keeping", "0002_recount")])
    try:
        Run.objects.create(job="erase", day=now.date(), began_at=now, ended_at=now)
    finally:
        executor.loader.build_graph()
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert Beginning.objects.filter(begins_at__lte=dt.datetime.now(dt.UTC)).count() == 6
