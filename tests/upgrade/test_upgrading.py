"""What stands in the way of an upgrade is said in one line, and nothing was changed by then."""

import fcntl
import re
import subprocess
import sys
from importlib import metadata
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from config.processes import RUNNING
from keeping.copies.archive import Refused
from keeping.copies.state import tables_as_they_are
from keeping.upgrading import not_as_locked
from tests.upgrade.before import code, sides  # noqa: F401 - a fixture


@pytest.mark.django_db
def test_where_nothing_is_left_to_do_nothing_is_copied(tmp_path: Path) -> None:
    out = StringIO()
    call_command("upgrade", stdout=out)
    assert "Migrations applied: 0" in out.getvalue()
    assert "Backup" not in out.getvalue()
    assert not (tmp_path / "backups").exists()


@pytest.mark.django_db
def test_beside_make_run_or_another_upgrade_it_does_not_begin(tmp_path: Path) -> None:
    with (tmp_path / RUNNING).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match=r"at work on .*: end it first"):
            call_command("upgrade")


@pytest.mark.django_db
def test_tables_of_a_newer_release_are_left_alone() -> None:
    MigrationRecorder.Migration.objects.create(app="visits", name="0999_of_next_year")
    with pytest.raises(CommandError, match=r"newer version: .* visits\.0999_of_next_year"):
        call_command("upgrade")


@pytest.mark.django_db
def test_an_empty_database_has_nothing_to_copy() -> None:
    MigrationRecorder.Migration.objects.all().delete()
    with pytest.raises(Refused, match="empty"):
        tables_as_they_are()


@pytest.mark.django_db
def test_libraries_of_another_release_are_named(settings: Settings, tmp_path: Path) -> None:
    assert not_as_locked() == []
    here = metadata.version("django")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text(
        "django==99.1 \\\n    --hash=sha256:00\n"
        f"psycopg[binary,pool]=={metadata.version('psycopg')} \\\n    --hash=sha256:00\n"
        "no-such-thing==1 \\\n    --hash=sha256:00\n"
        "tzdata==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    settings.BASE_DIR = tmp_path
    assert not_as_locked() == [f"django is {here}, not 99.1", "no-such-thing is missing"]
    with pytest.raises(CommandError, match=r"not those of this release .*: make upgrade"):
        call_command("upgrade")


@pytest.mark.slow
@pytest.mark.machine_clock
def test_without_a_copy_nothing_is_migrated_and_the_copy_restores(
    code: Path,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    place, other = tmp_path / "var", tmp_path / "lain"
    place.mkdir()
    other.mkdir()
    (tmp_path / "penuh").write_text("no folder")
    old, new = sides(code, place, SECRET_KEY="satu-kunci-untuk-semua-" * 3)
    old.manage("migrate", "-v0")
    old.manage("seed_demo", "-v0")
    before = old.manage("showmigrations", "--plan")
    refused = subprocess.run(
        [sys.executable, "manage.py", "upgrade"],
        cwd=new.code, env=new.env | {"BACKUP_DIR": str(tmp_path / "penuh")},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert refused.returncode == 1
    said = [line for line in refused.stderr.splitlines() if "pikepdf" not in line]
    assert len(said) == 1, said
    assert "penuh File exists. Nothing was migrated." in said[0]
    assert old.manage("showmigrations", "--plan") == before

    copy = re.search(r"^Backup: (.*)$", new.manage("upgrade"), re.MULTILINE)
    assert copy
    new.env |= {"DATA_DIR": str(other)}
    assert new.manage("restore", copy[1]).splitlines()[-1] == "No difference found."
