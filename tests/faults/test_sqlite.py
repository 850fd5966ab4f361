"""SQLite under several processes: nobody is turned away, and what a power cut leaves is whole."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests import ready
from tests.faults.conftest import StartSystem
from tests.faults.crowd import Crowd
from tests.faults.system import System, processes_of
from tests.stack import Sink

pytestmark = pytest.mark.machine_clock

_WRITE = """
import json, sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import transaction
from scheduling.models import Closure, Room
longest, errors = 0.0, []
for number in range(12):
    started = time.monotonic()
    try:
        with transaction.atomic():
            count = Room.objects.count()
            time.sleep(0.01)
            Room.objects.create(code=f"{sys.argv[1]}-{number}", name="Ruang")
    except Exception as error:
        errors.append(str(error))
    longest = max(longest, time.monotonic() - started)
print(json.dumps([longest, errors]))
"""


def test_processes_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/tulis.sqlite3",
    }
    ready.tables(env["DATABASE_URL"])
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITE, f"p{n}"], env=env, stdout=subprocess.PIPE)
        for n in range(4)
    ]
    results = [json.loads(writer.communicate(timeout=90)[0]) for writer in writers]
    assert [errors for _, errors in results] == [[]] * 4
    assert max(longest for longest, _ in results) < 10
    with closing(sqlite3.connect(tmp_path / "tulis.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM scheduling_room").fetchone() == (48,)


def frozen_copy(system: System, to: Path) -> None:
    """The files as a power cut leaves them: every process stands still while they are copied."""
    pids = list(processes_of(system.data_dir))
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        to.mkdir()
        for path in system.data_dir.glob("singgah.sqlite3*"):
            if not path.name.endswith("-shm"):  # memory, which a power cut takes
                shutil.copy(path, to)
        shutil.copy(system.data_dir / "secret-key", to)
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_what_a_power_cut_leaves_is_whole(
    start_system: StartSystem, sink: Sink, tmp_path: Path
) -> None:
    system = start_system()
    crowd = Crowd(system, sink)
    crowd.start()
    told: list[set[str]] = []
    try:
        for number in range(6):
            time.sleep(0.7)  # the moment is the matter here
            told.append({one.answer["reference"] for one in list(crowd.told)})
            frozen_copy(system, tmp_path / f"copy-{number}")
    finally:
        crowd.stop()
    assert any((tmp_path / f"copy-{n}" / "singgah.sqlite3-wal").exists() for n in range(6))
    for number, references in enumerate(told):
        copy = System(tmp_path / f"copy-{number}", system.port)
        with closing(sqlite3.connect(copy.data_dir / "singgah.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("PRAGMA foreign_key_check").fetchall() == []
            stored = {row[0] for row in database.execute("SELECT reference FROM visits_visit")}
        assert references <= stored, "what was told before the cut is there"
        copy.manage("audit_capacity")
    crowd.check()
