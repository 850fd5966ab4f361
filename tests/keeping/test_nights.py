"""The page of the installation's state knows the backup: when, how large, where, and what to do."""

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from keeping import nightly, nights
from keeping.models import Run
from notifications.state.parts import Level, Part
from tests.factories import HostFactory
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
# 02.10 in Jakarta.
NIGHT = dt.datetime(2026, 11, 24, 19, 10, tzinfo=dt.UTC)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    HostFactory.create()
    settings.BACKUP_DIR = str(tmp_path / "cadangan")
    return tmp_path / "cadangan"


def said(now: dt.datetime) -> Part:
    (part,) = nights.backup(now)
    return part


def test_where_nobody_makes_one_it_says_how(folder: Path, settings: Settings) -> None:
    settings.BACKUP_DIR, settings.DEMO = "", False
    assert (said(NIGHT).level, "BACKUP_DIR" in said(NIGHT).advice) == (Level.NOTICE, True)
    settings.DEMO = True
    assert said(NIGHT).level == Level.OFF


def test_the_last_one_is_named_with_its_size_and_place(folder: Path) -> None:
    assert said(NIGHT).level == Level.NOTICE, "none was made yet"
    nightly.run_due(now=NIGHT)
    part = said(NIGHT)
    assert part.level == Level.OK
    assert str(folder / "singgah-2026-11-25T0210.backup") in part.words
    assert "KB" in part.words
    assert "docs/operations.md" in part.advice


def test_one_that_failed_is_a_fault_with_the_reason(folder: Path) -> None:
    nightly.run_due(now=NIGHT)
    Run.objects.create(
        job="backup", day=dt.date(2026, 11, 26), began_at=NIGHT, ended_at=NIGHT, trouble="disk full"
    )
    part = said(NIGHT)
    assert part.level == Level.FAULT
    assert "disk full" in part.words
    assert "singgah-2026-11-25T0210.backup" in part.words, "what there is"


def test_a_folder_that_cannot_be_read_is_no_error(folder: Path) -> None:
    nightly.run_due(now=NIGHT)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert said(NIGHT).level == Level.OK


def test_the_page_shows_both(folder: Path, sign_in: SignIn) -> None:  # noqa: F811 - the fixture
    page = sign_in("admin").get("/petugas/keadaan/").content.decode()
    assert "Cadangan" in page
    assert "Penghapusan" in page
