"""An upgrade that is killed is begun again and finishes; until then nothing untrue is served."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.system import call
from tests.upgrade.before import Side, code, sides, submit  # noqa: F401 - a fixture
from tests.upgrade.killed_script import POINTS

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock]
PAGES = ("/", "/jadwal/", "/akun/", "/api/v1/weeks/")
# What the release before may say of itself meanwhile (config/web/health.py).
_COUNT = """
from visits.models import Visit
print(Visit.objects.filter(contact_email__startswith="budi-").count())
"""
HONEST = {200: "ready", 503: "migrate first"}


def upgrade(new: Side, *point: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.upgrade.killed_script", *point],
        cwd=new.code, env=new.env, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)]
)
def test_killed_at_any_point_it_is_begun_again_and_finishes(
    kind: str,
    code: Path,  # noqa: F811 - the fixture
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    place = tmp_path / "var"
    place.mkdir()
    url = {} if kind == "sqlite" else {"DATABASE_URL": request.getfixturevalue("postgres_url")}
    old, new = sides(code, place, KILLED_STATIC=str(tmp_path / "static"), **url)
    new.env |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    old.manage("migrate", "-v0")
    old.manage("seed_demo", "-v0")
    made = 0
    with old.web() as before:
        for number, point in enumerate(POINTS):
            ended = upgrade(new, point)
            assert ended.returncode == -signal.SIGKILL, (point, ended.stdout + ended.stderr)
            for page in PAGES:
                assert call(before + page)[0] == 200, (point, page)
            status, said = call(f"{before}/healthz/ready")
            assert said["status"] == HONEST[status], point
            # Whoever asks is answered, and what they were told holds.
            # On SQLite what is free may be said as it was: the database's own marks are away.
            submit(before, email=f"budi-{point.replace('_', '-')}@solok.example", nth=number)
            made += 1
            with new.web() as now:
                status, said = call(f"{now}/healthz/ready")
                assert (status, said["status"]) == (503, "migrate first"), point
        done = upgrade(new)
        assert done.returncode == 0, done.stdout + done.stderr
    copies = sorted(path.name for path in (place / "backups").iterdir())
    assert copies, "a copy of the tables before"
    assert not [name for name in copies if name.startswith(".part-")], "nothing half made is left"
    with new.web() as now:
        assert call(f"{now}/healthz/ready")[0] == 200
        for page in PAGES:
            assert call(now + page)[0] == 200, page
        submit(now, email="budi-sesudah@solok.example")
    new.manage("audit_capacity")
    assert new.manage("shell", "-v0", "-c", _COUNT).split()[-1] == str(made + 1)
    again = upgrade(new)
    assert "Migrations applied: 0" in again.stdout, "nothing is left to do"
