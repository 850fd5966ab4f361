"""Once a day, at night, over all workers; what failed is said and tried again."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from keeping import nightly, nights
from keeping.copies.rotation import day_of, name_for, superfluous
from keeping.models import Run
from notifications.state.parts import Level
from scheduling.models import Week
from tests.factories import HostFactory, RegionFactory
from tests.visits.pages.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)
# 02.10 in Jakarta.
NIGHT = dt.datetime(2026, 11, 24, 19, 10, tzinfo=dt.UTC)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where backups go; it is made when the first one comes."""
    HostFactory.create()
    settings.BACKUP_DIR = str(tmp_path / "cadangan")
    return tmp_path / "cadangan"


def jobs(done: list[Run]) -> list[str]:
    return [str(run.job) for run in done]


def test_a_backup_is_made_at_night_once(folder: Path) -> None:
    assert nightly.run_due(now=NIGHT - dt.timedelta(minutes=20)) == []
    assert jobs(nightly.run_due(now=NIGHT)) == ["backup"]
    assert [path.name for path in folder.iterdir()] == ["singgah-2026-11-25T0210.backup"]
    assert nightly.run_due(now=NIGHT + dt.timedelta(minutes=5)) == []
    assert jobs(nightly.run_due(now=NIGHT + dt.timedelta(hours=1))) == ["erase"]


def test_where_nobody_worked_at_night_it_is_made_up_for(folder: Path) -> None:
    assert jobs(nightly.run_due(now=NIGHT + dt.timedelta(hours=9))) == ["backup", "erase", "audit"]


def test_one_that_failed_is_tried_again_after_a_while(folder: Path, tmp_path: Path) -> None:
    folder.write_text("no folder")
    nightly.run_due(now=NIGHT)
    assert "exists" in Run.objects.get().trouble
    folder.unlink()
    Run.objects.update(ended_at=NIGHT)
    assert nightly.run_due(now=NIGHT + dt.timedelta(minutes=30)) == []
    later = NIGHT + dt.timedelta(hours=1, minutes=5)
    assert jobs(nightly.run_due(now=later)) == ["backup", "erase"]
    assert Run.objects.get(job="backup").trouble == ""


def test_one_whose_worker_died_is_taken_over(folder: Path) -> None:
    Run.objects.create(job="backup", day=dt.date(2026, 11, 25), began_at=NIGHT)
    assert "backup" not in jobs(nightly.run_due(now=NIGHT + dt.timedelta(hours=2)))
    assert "backup" in jobs(nightly.run_due(now=NIGHT + dt.timedelta(hours=5)))


def test_a_recount_that_disagrees_is_a_fault_until_it_agrees_again(
    settings: Settings, client: Client
) -> None:
    settings.BACKUP_DIR = ""
    HostFactory.create()
    Week.objects.create(starts_on=dt.date(2026, 11, 30), capacity=3, own_capacity=3, taken=0)
    later = NIGHT + dt.timedelta(hours=3)
    with connection.cursor() as cursor:  # as no code of ours could
        cursor.execute("UPDATE scheduling_week SET taken = 2")
    nightly.run_due(now=later)
    assert nightly.failed_jobs() == {Run.Job.AUDIT}
    (part,) = nights.recount(later)
    assert (part.level, "2" in part.words) == (Level.FAULT, True)
    assert 'singgah_job_failed{job="audit"} 1.0' in client.get("/metrics").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE scheduling_week SET taken = 0")
    Run.objects.filter(job=Run.Job.AUDIT).update(ended_at=later)
    assert jobs(nightly.run_due(now=later + dt.timedelta(hours=2))) == ["audit"]
    assert nightly.failed_jobs() == set()
    (part,) = nights.recount(later)
    assert part.level == Level.OK


def test_without_a_folder_only_what_is_too_old_goes(settings: Settings) -> None:
    settings.BACKUP_DIR = ""
    HostFactory.create()
    assert jobs(nightly.run_due(now=NIGHT + dt.timedelta(hours=3))) == ["erase", "audit"]


def test_seven_days_four_weeks_and_twelve_months_stay() -> None:
    first = dt.datetime(2025, 1, 1, 2, 0, tzinfo=dt.UTC)
    kept: dict[Path, dt.date] = {}
    for number in range(600):
        path = Path(name_for(first + dt.timedelta(days=number)))
        day = day_of(path.name)
        assert day
        kept[path] = day
        for file in superfluous(kept):
            del kept[file]
    days = sorted(kept.values(), reverse=True)
    assert days[:7] == [days[0] - dt.timedelta(days=back) for back in range(7)]
    months = {(day.year, day.month) for day in days}
    assert len(months) == 12
    assert 7 + 11 < len(days) <= 7 + 4 + 12


def test_what_is_not_ours_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    for name in ("catatan.txt", "singgah-2020-13-99T0000.backup", "singgah.backup"):
        (folder / name).write_text("x")
    nightly.run_due(now=NIGHT)
    assert len(list(folder.iterdir())) == 4


def test_the_alarm_rings_where_it_fails_or_grows_old(folder: Path, settings: Settings) -> None:
    assert nightly.backup_alarm(now=NIGHT) is None, "nobody could make one yet"
    nightly.run_due(now=NIGHT)
    made = Run.objects.get(job="backup").ended_at
    assert made
    assert nightly.backup_alarm(now=made + dt.timedelta(hours=35)) is None
    old = nightly.backup_alarm(now=made + dt.timedelta(hours=37))
    assert old
    assert old.since == made
    Run.objects.create(
        job="backup", day=dt.date(2026, 11, 26), began_at=made, ended_at=made, trouble="disk full"
    )
    failed = nightly.backup_alarm(now=made)
    assert failed
    assert failed.why == "disk full"
    settings.BACKUP_DIR = ""
    assert nightly.backup_alarm(now=made + dt.timedelta(hours=37)) is None


def test_the_alarm_is_seen_on_the_desk_and_by_machines(folder: Path, client: Client) -> None:
    RegionFactory.create()
    assert "degraded" not in client.get("/healthz/ready").json()
    Run.objects.create(
        job="backup", day=dt.date(2026, 11, 23), began_at=NIGHT, ended_at=NIGHT, trouble="disk full"
    )
    assert client.get("/healthz/ready").json()["degraded"] == ["backup"]
    figures = client.get("/metrics").content.decode()
    assert "singgah_backup_missing_seconds" in figures
    client.force_login(person("admin"))
    assert "disk full" in client.get("/petugas/").content.decode()
