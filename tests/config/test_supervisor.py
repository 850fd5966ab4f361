"""`make run`'s one command: kept alive, ended whole, and clear about what stands in its way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from config.processes import Child, executed
from tests.faults.system import System, call, processes_of
from tests.stack import eventually, free_port

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system on its own data, which the tests of this file share."""
    system = System(tmp_path_factory.mktemp("pengawas") / "var", free_port())
    yield system
    for pid in processes_of(system.data_dir):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def system(data: System) -> System:
    """The system, running."""
    if data.process is None or data.process.poll() is not None:
        data.start()
    return data


WEB = ("singgah-web",)
WORKER = ("singgah-worker",)


@pytest.mark.parametrize("kind", [WEB, WORKER], ids=["web", "worker"])
def test_a_killed_child_is_started_again_and_leaves_nothing_behind(
    system: System, kind: tuple[str, ...]
) -> None:
    before = system.pids(*kind)
    os.kill(before[0], signal.SIGKILL)
    after = eventually(
        lambda: len(p := system.pids(*kind)) == len(before) and set(p) - {*before} and p
    )
    assert not set(before) & set(after), "what the child had started lives on"
    eventually(system.ready)


@pytest.mark.slow
def test_the_web_servers_own_worker_is_started_again(system: System) -> None:
    _, worker = system.pids(*WEB)
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: len(p := system.pids(*WEB)) == 2 and worker not in p)
    eventually(system.ready)


def test_after_a_kill_of_each_messages_still_go_out(system: System) -> None:
    killed = {*system.pids(*WEB)}
    for kind in (WORKER, WEB):
        os.kill(system.pids(*kind)[0], signal.SIGKILL)
    # Pending nudges and beat's schedule died with them: the next life looks by itself. What the
    # killed one had started answers for a moment longer.
    eventually(lambda: len(now := {*system.pids(*WEB)}) == 2 and not now & killed)
    eventually(system.ready)
    mails = system.data_dir / "mail"
    before = len(list(mails.glob("*.eml")))
    ask = _a_request(system)
    status, answer = call(f"{system.base_url}/api/v1/visits/", "POST", ask)
    assert status == 201, answer
    eventually(lambda: len(list(mails.glob("*.eml"))) > before)


def _a_request(system: System) -> dict[str, object]:
    _, slots = call(f"{system.base_url}/api/v1/slots/?people=5")
    slot = next(s["id"] for s in slots if s["available"])
    return {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Mempelajari pengawasan proses.",
        "slots": [slot],
        "people": 5,
        "leader": {"name": "Siti", "position": "Kepala Dinas", "rank": "office_head"},
        "contact": {"name": "Budi", "phone": "0812-3456-7890", "email": "b@solok.example"},
    }


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_a_signal_ends_everything(system: System, number: signal.Signals) -> None:
    assert system.end(number) == 0
    system.must_be_gone()


def test_a_killed_supervisor_takes_everything_with_it(system: System) -> None:
    system.signal_group(signal.SIGKILL)
    system.must_be_gone()


@pytest.mark.slow
def test_what_was_only_just_started_again_falls_with_a_killed_supervisor(system: System) -> None:
    (worker, *_) = system.pids(*WORKER)
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + 25
    while not set(system.pids(*WORKER)) - {worker} and time.monotonic() < deadline:
        pass  # the moment after its start is the matter
    system.signal_group(signal.SIGKILL)
    system.must_be_gone()


def test_the_guard_is_replaced_when_it_is_killed(system: System) -> None:
    (guard,) = system.pids("/bin/sh")
    os.kill(guard, signal.SIGKILL)
    eventually(lambda: len(p := system.pids("/bin/sh")) == 1 and guard not in p)
    system.signal_group(signal.SIGKILL)
    system.must_be_gone()


def test_a_second_start_is_quick_and_keeps_the_data(system: System) -> None:
    ask = _a_request(system)
    _, visit = call(f"{system.base_url}/api/v1/visits/", "POST", ask)
    # The quickest of three: the machine may be busy with something else.
    taken = []
    for _ in range(3):
        system.signal_group(signal.SIGKILL)
        started = time.monotonic()
        system.start()
        taken.append(time.monotonic() - started)
        if taken[-1] < 15:
            break
    assert min(taken) < 15
    own = {"Authorization": f"Bearer {visit['token']}"}
    assert call(f"{system.base_url}/api/v1/visits/{visit['reference']}/", **own)[0] == 200


def test_only_one_runs_on_the_same_data(system: System) -> None:
    other = System(system.data_dir, free_port())
    assert other.refused() == (1, [f"Singgah is already running on {system.data_dir}."])
    assert system.ready()


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, lines = System(tmp_path / "var", port).refused()
    assert code == 1
    assert lines == [f"Port {port} is taken; choose another: make run PORT={port + 1}"]


@pytest.mark.parametrize("port", ["x", "0", "70000", "８０００"])
def test_a_port_that_is_none_is_named(tmp_path: Path, port: str) -> None:
    code, lines = System(tmp_path / "var", free_port(), {"PORT": port}).refused()
    assert code == 1
    assert lines == [f"PORT must be a number from 1 to 65535, not '{port}'."]


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    code, lines = System(tmp_path / "var", free_port()).refused()
    assert code == 1
    assert lines == [f"DATA_DIR {tmp_path}/var cannot be written to: File exists."]


@pytest.mark.parametrize(
    ("options", "reason"),
    [("size=64k", "No space left on device"), ("size=4m,ro", "Read-only file system")],
    ids=["full", "read-only"],
)
def test_a_disk_that_takes_nothing_is_named(tmp_path: Path, options: str, reason: str) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(mount, check=False).returncode
    ):
        pytest.skip("cannot mount a small disk here")
    try:
        code, lines = System(folder, free_port()).refused()
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    assert (code, lines) == (1, [f"DATA_DIR {folder} cannot be written to: {reason}."])


def test_a_database_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "singgah.sqlite3").write_text("this is no database" * 100)
    code, lines = System(tmp_path / "var", free_port()).refused()
    assert (code, lines) == (1, ["The database cannot be used: file is not a database"])


def test_a_database_server_that_is_away_is_named(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgres://singgah@127.0.0.1:{free_port()}/singgah"}
    code, lines = System(tmp_path / "var", free_port(), nowhere).refused()
    assert code == 1
    assert len(lines) == 1
    assert "connection failed" in lines[0]


def test_a_child_that_cannot_live_is_given_up(capfd: pytest.CaptureFixture[str]) -> None:
    begin = partial(executed, [sys.executable, "-S", "-c", "raise SystemExit(7)"])
    child = Child("worker", begin, pause=0)
    eventually(lambda: not child.watch())
    lines = capfd.readouterr().out.splitlines()
    assert lines[-1] == "worker ends again and again (exit 7); giving up."
    assert len(lines) == 5


def test_a_child_that_lived_is_begun_again_however_often_it_dies(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.processes._LONGEST_PAUSE", 1.0)
    begin = partial(executed, [sys.executable, "-S", "-c", "raise SystemExit(7)"])
    child = Child("web", begin, pause=0.01)
    # Longer ago than what counts as a quick death.
    child.started -= 60
    eventually(lambda: child.watch() and child.quick_deaths == 7)
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "web ended (exit 7); starting it again."
    assert lines[-1] == "web ended (exit 7); starting it again in 1 s.", "pauses grow, and end"
    assert len(lines) == 8


@pytest.mark.slow
def test_killed_again_and_again_the_web_server_comes_back(system: System) -> None:
    assert system.process is not None
    for _ in range(6):
        pid = eventually(lambda: (found := system.pids(*WEB)) and found[0])
        os.kill(pid, signal.SIGKILL)
        eventually(lambda killed=pid: killed not in system.pids(*WEB))
    eventually(system.ready, within=60)
    assert system.process.poll() is None
