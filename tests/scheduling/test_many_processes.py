"""Eight processes that do everything at once: no deadlock reaches a user, and no place is lost."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests import ready
from tests.stack import env_on

pytestmark = pytest.mark.machine_clock

_PREPARE = """
import datetime as dt
import django
django.setup()
from scheduling.models import BookingRules, CapacityRule, Room, SessionPattern, Timetable
from tests.factories import HostFactory, OfficerFactory, RegionFactory
HostFactory.create()
RegionFactory.create(code="13.02")
OfficerFactory.create_batch(4)
BookingRules.objects.create(
    pk=1, lead_working_days=0, unconfirmed_per_address=0, active_per_region_week=0)
CapacityRule.objects.create(from_week=dt.date(2020, 1, 6), capacity=4)
table = Timetable.objects.create(name="Jam biasa", valid_from=dt.date(2020, 1, 1))
for code in ("aula", "kecil"):
    room = Room.objects.create(code=code, name=code, people_limit=60)
    for weekday in range(1, 6):
        SessionPattern.objects.create(timetable=table, weekday=weekday, room=room,
            starts_at=dt.time(9), ends_at=dt.time(11))
"""
_REFUSALS = {"Refused", "WrongStatus", "Stale", "CannotJoin", "CannotUndo", "DoesNotExist"}


@pytest.mark.parametrize(
    ("processes", "operations"), [(4, 40), pytest.param(8, 200, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)]
)
def test_everything_at_once(
    kind: str, processes: int, operations: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        f"sqlite:///{tmp_path}/ramai.sqlite3"
        if kind == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    env = env_on(url, tmp_path, DJANGO_SETTINGS_MODULE="config.settings")
    ready.tables(url)
    subprocess.run([sys.executable, "-c", _PREPARE], env=env, check=True, timeout=120)
    script = [sys.executable, "-m", "tests.scheduling.mixed_script"]
    players = [
        subprocess.Popen(
            [*script, str(number), str(operations)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    for player in players:
        assert player.stdout is not None
        assert player.stdout.readline() == "ready\n", player.communicate()[1]
    outcomes: Counter[str] = Counter()
    for player in players:
        assert player.stdin is not None
        player.stdin.write("go\n")
        player.stdin.flush()
    for player in players:
        out, err = player.communicate(timeout=900)
        assert player.returncode == 0, err
        outcomes.update(json.loads(out))
    assert outcomes.total() == processes * operations
    assert {name for name in outcomes if name not in _REFUSALS} == {"done"}, outcomes
    assert outcomes["done"] > processes * operations / 5
    audit = subprocess.run(
        [sys.executable, "manage.py", "audit_capacity"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert audit.returncode == 0, audit.stdout
